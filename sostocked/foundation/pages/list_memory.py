"""The way back to a list, as one left it: a page about one row leads to the list with the filters one came with.

The address of the last list is kept in a cookie of the browser, so that nothing is written for it, and a page can
be opened in another tab. It is no secret: it holds what the address bar held.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest

COOKIE = "last_list"
MOST_LETTERS = 1500
"""A longer address is not kept: browsers have little room for cookies."""


def remember_list(get_response):
    """Middleware: keeps the address of a list that was looked at (`page_of` marks it)."""

    def respond(request):
        response = get_response(request)
        address = request.get_full_path()
        if getattr(request, "is_list", False) and len(address) <= MOST_LETTERS:
            secure = request.is_secure()
            response.set_cookie(COOKIE, address, httponly=True, samesite="Lax", secure=secure)
        return response

    return respond


def way_back(request: HttpRequest, url: str) -> str:
    """`url`, with the filters of the list there if that was the last one looked at."""
    last = urlsplit(request.COOKIES.get(COOKIE, ""))
    is_there = not last.scheme and not last.netloc and last.path == url
    return f"{url}?{last.query}" if is_there and last.query else url
