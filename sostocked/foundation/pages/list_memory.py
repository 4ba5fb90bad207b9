"""The way back to a list, as one left it: a page about one row leads to the list with the filters one came with.

The address of the last list is kept in a cookie of the browser, so that nothing is written for it, and a page can
be opened in another tab. It is no secret: it holds what the address bar held.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

COOKIE = "last_list"
_MARK = "sostocked.is_list"
MOST_LETTERS = 1500
"""A longer address is not kept: browsers have little room for cookies."""


def mark_list(request: HttpRequest) -> None:
    """Say that this page is a list, whose address is worth keeping."""
    request.META[_MARK] = True


def remember_list(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: keeps the address of a list that was looked at (`page_of` marks it)."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        address = request.get_full_path()
        if _MARK in request.META and len(address) <= MOST_LETTERS:
            secure = request.is_secure()
            response.set_cookie(COOKIE, address, httponly=True, samesite="Lax", secure=secure)
        return response

    return respond


def way_back(request: HttpRequest, url: str) -> str:
    """`url`, with the filters of the list there if that was the last one looked at."""
    last = urlsplit(request.COOKIES.get(COOKIE, ""))
    is_there = not last.scheme and not last.netloc and last.path == url
    return f"{url}?{last.query}" if is_there and last.query else url
