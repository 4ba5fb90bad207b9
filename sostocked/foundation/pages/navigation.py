"""Where a page stands among others: the crumbs above it, and the tabs of its sisters."""

from typing import Any


def crumbs(*steps: tuple[str, str] | str) -> list[dict[str, Any]]:
    """From the list down to this page: labels with their addresses; the page itself is a label alone."""
    pairs = [(step, "") if isinstance(step, str) else step for step in steps]
    return [{"label": label, "url": url} for label, url in pairs]


def tabs(here: str, *pages: tuple[str, str]) -> list[dict[str, Any]]:
    """Sister pages of one thing as labels with addresses; `here` is the address of the page that is open."""
    return [{"label": label, "url": url, "current": url == here} for label, url in pages]
