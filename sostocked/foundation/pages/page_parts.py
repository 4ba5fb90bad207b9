"""A page whole, or the part of it that htmx asked for: the same template, the same context."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import reswap


def page_or_part(
    request: HttpRequest, template: str, context: dict, *, part: str, status: int = 200
) -> HttpResponse:
    """The page `template`, or to htmx its `part`: the name of a `partialdef` in it."""
    return render(request, f"{template}#{part}" if request.htmx else template, context, status=status)


def form_page(
    request: HttpRequest, template: str, context: dict, *, part: str, status: int = 200, to_top: bool = False
) -> HttpResponse:
    """The same for a form that htmx swaps whole; with `to_top` the reader is brought to its beginning."""
    answer = page_or_part(request, template, context, part=part, status=status)
    return reswap(answer, "outerHTML show:window:top") if request.htmx and to_top else answer
