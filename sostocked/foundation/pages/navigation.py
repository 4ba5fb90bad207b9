"""Where a page stands among others: the crumbs above it, and the tabs of its sisters."""

from typing import Any

from django.http import HttpRequest

from sostocked.foundation.pages.paging import without_place


def crumbs(*steps: tuple[str, str] | str) -> list[dict[str, Any]]:
    """From the list down to this page: labels with their addresses; the page itself is a label alone."""
    pairs = [(step, "") if isinstance(step, str) else step for step in steps]
    return [{"label": label, "url": url} for label, url in pairs]


def tabs(request: HttpRequest, *pages: tuple[str, str]) -> list[dict[str, Any]]:
    """Sister pages of one thing as labels with addresses, filters and all. Their place in a list is their own."""
    kept = without_place(request)
    query = f"?{kept.urlencode()}" if kept else ""
    return [{"label": label, "url": f"{url}{query}", "current": url == request.path} for label, url in pages]
