"""Long lists page by page, by where a row stands in an order of several fields: no counting, no OFFSET."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict

from sostocked.foundation.pages.list_memory import mark_list

PAGE = 50
BIGGEST = 2**63 - 1


class Key(NamedTuple):
    """A field to sort by, and how its value is read from an address. The last key of an order is unique."""

    field: str
    read: Callable[[str], Any]
    descending: bool = False

    def beyond(self, value: Any, *, backward: bool) -> Q:
        return Q(**{f"{self.field}__{'lt' if self.descending != backward else 'gt'}": value})

    def order(self, *, backward: bool) -> str:
        return f"{'-' if self.descending != backward else ''}{self.field}"


class Page(NamedTuple):
    """Some rows in order, and the addresses of their neighbours (empty where there are none)."""

    rows: list[Any]
    previous_url: str
    next_url: str


def read_id(text: str) -> int:
    """A row's number in an address; ValueError for anything that cannot be one."""
    number = int(text)
    if not 0 <= number <= BIGGEST:
        raise ValueError(text)
    return number


def read_text(text: str) -> str:
    """A name in an address; PostgreSQL's texts hold no zero bytes."""
    return text.replace("\0", "")


NEWEST_FIRST = (Key("pk", read_id, descending=True),)
BY_NAME = (Key("name", read_text),)
BY_SKU = (Key("sku", read_text),)


def page_of(
    rows: QuerySet[Any] | Sequence[QuerySet[Any]],
    request: HttpRequest,
    keys: Sequence[Key],
    *,
    size: int = PAGE,
) -> Page:
    """The page that the address asks for with `after` or `before`; the first one for nonsense.

    Several `rows` are one list of what is in any of them: each is asked for a page, as far as an index of its own
    takes it, where one question with "or" would read them all.
    """
    mark_list(request)
    ways = [rows] if isinstance(rows, QuerySet) else list(rows)
    after, before = (_place(request.GET.get(name, ""), keys) for name in ("after", "before"))
    backward = before is not None
    place = before if backward else after
    found = _merged(
        [_some(way, place, keys, size, backward=backward) for way in ways], keys, backward=backward
    )
    page, more = found[:size], len(found) > size
    if backward:
        page.reverse()
    more_before, more_after = (more, True) if backward else (place is not None, more)
    return Page(
        page,
        _url(request, "before", page[0], keys) if page and more_before else "",
        _url(request, "after", page[-1], keys) if page and more_after else "",
    )


def _some(
    rows: QuerySet[Any], place: list[Any] | None, keys: Sequence[Key], size: int, *, backward: bool
) -> list[Any]:
    """As many rows of one way as a page holds, and one more."""
    if place is not None:
        rows = rows.filter(_beyond(place, keys, backward=backward))
    return list(rows.order_by(*(key.order(backward=backward) for key in keys))[: size + 1])


def _merged(found: Sequence[list[Any]], keys: Sequence[Key], *, backward: bool) -> list[Any]:
    """The rows of all ways in order, each once."""
    if len(found) == 1:
        return found[0]
    rows = list({row.pk: row for way in found for row in way}.values())
    for key in reversed(keys):  # sorting is stable: the last key first
        rows.sort(key=attrgetter(key.field), reverse=key.descending != backward)
    return rows


def without_place(request: HttpRequest) -> QueryDict:
    """What the address asks for besides a place in the list."""
    kept = request.GET.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    return kept


def _place(text: str, keys: Sequence[Key]) -> list[Any] | None:
    parts = text.split("_", len(keys) - 1)
    if not text or len(parts) != len(keys):
        return None
    try:
        return [key.read(part) for key, part in zip(keys, parts, strict=True)]
    except ValueError:
        return None


def _beyond(place: list[Any], keys: Sequence[Key], *, backward: bool) -> Q:
    """Rows after `place`: further by the first key, or equal there and further by the next.

    That it is not before by the first key is said once more by itself: an index can begin there.
    """
    found, same = Q(), Q()
    for key, value in zip(keys, place, strict=True):
        found |= same & key.beyond(value, backward=backward)
        same &= Q(**{key.field: value})
    first = keys[0]
    bound = "lte" if first.descending != backward else "gte"
    return Q(**{f"{first.field}__{bound}": place[0]}) & found


def _url(request: HttpRequest, name: str, row: Any, keys: Sequence[Key]) -> str:
    kept = [(k, v) for k, v in without_place(request).items() if v]
    place = "_".join(str(getattr(row, key.field)) for key in keys)
    return f"{request.path}?{urlencode([*kept, (name, place)])}"
