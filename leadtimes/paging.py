"""Long lists page by page: by where a row stands, never by counting."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest

PAGE = 50


class Page(NamedTuple):
    """Some rows in order, and the addresses of their neighbours (empty where there are none)."""

    rows: list
    previous_url: str
    next_url: str


def page_of(rows: QuerySet, request: HttpRequest, *, by: str, size: int = PAGE) -> Page:
    """The page of `rows` that the request asks for with `after` or `before`, ordered by the unique text `by`.

    Whatever else the address holds (filters) stays in the neighbours' addresses.
    """
    after, before = (request.GET.get(name, "").replace("\0", "") for name in ("after", "before"))
    if before:
        found = list(rows.filter(**{f"{by}__lt": before}).order_by(f"-{by}")[: size + 1])
        page, more_after = found[:size][::-1], True
        more_before = len(found) > size
    else:
        ahead = rows.filter(**{f"{by}__gt": after}) if after else rows
        found = list(ahead.order_by(by)[: size + 1])
        page, more_before = found[:size], bool(after)
        more_after = len(found) > size
    return Page(
        page,
        _url(request, "before", getattr(page[0], by)) if page and more_before else "",
        _url(request, "after", getattr(page[-1], by)) if page and more_after else "",
    )


def _url(request: HttpRequest, name: str, value: Any) -> str:
    kept = [(k, v) for k, v in request.GET.items() if v and k not in ("after", "before")]
    return f"{request.path}?{urlencode([*kept, (name, value)])}"
