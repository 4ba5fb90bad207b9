"""A page whole, or the part of it that htmx asked for: the same template, the same context."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_filters import FilterSet
from django_htmx.http import reswap
from django_htmx.middleware import HtmxDetails

from sostocked.foundation.pages.paging import Key, page_of


class HtmxRequest(HttpRequest):
    """A request as the middleware hands it on: `htmx` is false where a page asks without htmx."""

    htmx: HtmxDetails


def page_or_part(
    request: HtmxRequest, template: str, context: dict[str, Any], *, part: str, status: int = 200
) -> HttpResponse:
    """The page `template`, or to htmx its `part`: the name of a `partialdef` in it."""
    return render(request, f"{template}#{part}" if request.htmx else template, context, status=status)


def list_page(
    request: HtmxRequest, template: str, narrowed: FilterSet, keys: Sequence[Key], *, part: str, **more: Any
) -> HttpResponse:
    """A list as its address narrows it, a page at a time in the order of `keys`."""
    context = {"filter": narrowed, "page": page_of(narrowed.qs, request, keys), "url": request.path, **more}
    return page_or_part(request, template, context, part=part)


def form_page(
    request: HtmxRequest,
    template: str,
    context: dict[str, Any],
    *,
    part: str,
    status: int = 200,
    to_top: bool = False,
) -> HttpResponse:
    """The same for a form that htmx swaps whole; with `to_top` the reader is brought to its beginning."""
    answer = page_or_part(request, template, context, part=part, status=status)
    if not (request.htmx and to_top):
        return answer
    return reswap(answer, "outerHTML show:window:top")  # type: ignore[arg-type]  # htmx reads modifiers, too
