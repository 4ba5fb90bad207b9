"""Every address that there is, whatever brought it: an app of ours, allauth, the Django admin."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import URLPattern, get_resolver


class Address(NamedTuple):
    """`name` has all namespaces in front, or is the route of an address without one; `wanted` names values."""

    name: str
    route: str
    wanted: tuple[str, ...]

    def filled(self, values: dict[str, Any]) -> str:
        """The address with these values in it; a value that nobody gave is a KeyError."""
        url = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), _without_patterns(self.route))
        return f"/{url}"


def every_address(resolver: Any = None) -> list[Address]:
    """All addresses below `resolver`, those of the site without one."""
    return list(_walk(resolver or get_resolver(), (), "", ()))


def _walk(resolver: Any, spaces: tuple[str, ...], before: str, wanted: tuple[str, ...]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        here = (*wanted, *pattern.pattern.converters, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            name = ":".join([*spaces, pattern.name or route])
            yield Address(name, route, tuple(dict.fromkeys(here)))
        else:
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(pattern, inner, route, here)


def _without_patterns(route: str) -> str:
    """A route with `(?P<key>…)` written as `<key>`, and without anchors."""
    return re.sub(r"\(\?P(<\w+>)(?:[^()\[\]]|\[[^\]]*\])*\)", r"\1", route).replace("^", "").rstrip("$")
