"""Asking before something that matters: a dialog with scripts, a page of its own without."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect

from sostocked.foundation.pages.page_parts import HtmxRequest


def ask(request: HtmxRequest, *, status: int = 200, **question: Any) -> HttpResponse:
    """The question, by the contract of components/confirm.html; it is posted to this same address.

    A page of its own shows the `crumbs` and the `bar` that come with the question, if any.
    """
    template = f"components/{'confirm' if request.htmx else 'confirm_page'}.html"
    context = {"action": request.path, "htmx": bool(request.htmx), **question}
    return render(request, template, context, status=status)


def go(request: HtmxRequest, url: str) -> HttpResponse:
    """On to `url`, which htmx follows as a whole page too, out of a dialog."""
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def posted(request: HtmxRequest) -> QueryDict | None:
    """What was sent, for a form; None makes it an empty one."""
    return request.POST if request.method == "POST" else None
