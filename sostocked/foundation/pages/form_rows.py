"""Rows of a form that is being written: added, removed and moved in the POST data itself. Pure.

Every button of such a form submits it: `<button name="action" value="add-line">`. The view hands the data to
`act` and renders the form from what comes back, so nothing that was typed is lost, with scripts on or off.

Rows are named as in Django's formsets: `lines-TOTAL_FORMS` counts them, `lines-0-sku` is a value of the first
one. A value may be a row itself (`steps-0-parts-1-sku`): it moves along with its row. Actions are
`add-<row>`, `remove-<row>-<n>`, `<row>-up-<n>` and `<row>-down-<n>`, where <n> counts from 0:

    data = form_rows.act(request.POST, request.POST.get("action", ""), {"line": "lines", "leg": "legs"})
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.http import QueryDict

MOST = 2000
"""Rows of one kind that are counted; every form takes fewer, and says how many (draft_forms.LimitedRows)."""

_ADD = re.compile(r"add-(?P<row>.+)", re.ASCII)
_REMOVE = re.compile(r"remove-(?P<row>.+)-(?P<at>\d{1,4})", re.ASCII)
_MOVE = re.compile(r"(?P<row>.+)-(?P<verb>up|down)-(?P<at>\d{1,4})", re.ASCII)


class Action(NamedTuple):
    """What a button asks for: `verb` is add, remove, up or down; `at` the number of the row, if it is there."""

    row: str
    verb: str
    at: int = -1

    @property
    def to(self) -> int:
        """Where a row that moves would stand; maybe beyond an end of the list."""
        return self.at + (-1 if self.verb == "up" else 1)


def read_action(action: str) -> Action | None:
    """What `action` asks of the rows; None when it is about something else."""
    if match := _ADD.fullmatch(action):
        return Action(match["row"], "add")
    if match := _REMOVE.fullmatch(action):
        return Action(match["row"], "remove", int(match["at"]))
    if match := _MOVE.fullmatch(action):
        return Action(match["row"], match["verb"], int(match["at"]))
    return None


def act(data: QueryDict, action: str, prefixes: Mapping[str, str]) -> QueryDict:
    """`data` after `action`; the same data when the action is about something else.

    `prefixes` says which rows there are: what a row is called in actions, and the prefix of its names.
    """
    asked = read_action(action)
    if asked is None or not (prefix := prefixes.get(asked.row)):
        return data
    if asked.verb == "add":
        return added(data, prefix)
    if asked.verb == "remove":
        return removed(data, prefix, asked.at)
    return moved(data, prefix, asked.at, by=asked.to - asked.at)


def total(data: Mapping[str, Any], prefix: str) -> int:
    """How many rows there are, between 0 and MOST, whatever was sent."""
    count = str(data.get(f"{prefix}-TOTAL_FORMS", ""))
    return min(int(count), MOST) if re.fullmatch(r"[0-9]{1,9}", count) else 0


def numbers(data: Mapping[str, Any], prefix: str) -> set[int]:
    """The numbers of the rows of which anything was sent."""
    return {at for _key, (at, _rest) in _named(data, prefix)}


def added(data: QueryDict, prefix: str, values: Mapping[str, Any] | None = None) -> QueryDict:
    """With one more row at the end, empty unless `values` are given."""
    rows = read(data, prefix)
    return written(data, prefix, [*rows, {name: [value] for name, value in (values or {}).items()}])


def removed(data: QueryDict, prefix: str, at: int) -> QueryDict:
    """Without row `at`; those after it close up."""
    rows = read(data, prefix)
    return written(data, prefix, [*rows[:at], *rows[at + 1 :]])


def emptied(data: QueryDict, prefix: str, at: int) -> QueryDict:
    """Without the values of row `at`, whose number stays unused, as on a page that it was taken off."""
    rows = read(data, prefix)
    return written(data, prefix, [{} if n == at else row for n, row in enumerate(rows)])


def moved(data: QueryDict, prefix: str, at: int, *, by: int) -> QueryDict:
    """With row `at` moved `by` places; a row at the end of the list stays there."""
    rows = read(data, prefix)
    to = at + by
    if 0 <= at < len(rows) and 0 <= to < len(rows):
        rows.insert(to, rows.pop(at))
    return written(data, prefix, rows)


def replaced(data: QueryDict, prefix: str, rows: Iterable[Mapping[str, Any]]) -> QueryDict:
    """With these rows instead of the ones that are there. Values are written with `str`, None as nothing."""
    return written(data, prefix, [{k: ["" if v is None else str(v)] for k, v in row.items()} for row in rows])


def closed_up(data: QueryDict, prefix: str) -> QueryDict:
    """Without rows of which nothing was sent: taken off the page by htmx, they left their number unused."""
    return written(data, prefix, [row for row in read(data, prefix) if row])


def read(data: QueryDict, prefix: str) -> list[dict[str, list[str]]]:
    """The rows as they were sent: for each, its values by what stands after the number in their names."""
    rows: list[dict[str, list[str]]] = [{} for _ in range(total(data, prefix))]
    for key, (at, rest) in _named(data, prefix):
        if at < len(rows):
            rows[at][rest] = data.getlist(key)
    return rows


def named(row: Mapping[str, list[str]], before: str, *, within: str) -> QueryDict:
    """What was sent of the rows `within` a row, by the names that it was sent with: those start with `before`."""
    data = QueryDict(mutable=True)
    for name, values in row.items():
        if name.startswith(f"{within}-"):
            data.setlist(f"{before}{name}", values)
    return data


def written(data: QueryDict, prefix: str, rows: list[dict[str, list[str]]]) -> QueryDict:
    """A copy of `data` in which these are the rows."""
    copy = data.copy()
    for key, _place in _named(data, prefix):
        del copy[key]
    for at, row in enumerate(rows):
        for rest, values in row.items():
            copy.setlist(f"{prefix}-{at}-{rest}", values)
    copy[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
    copy.setdefault(f"{prefix}-INITIAL_FORMS", "0")
    return copy


def _named(data: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, tuple[int, str]]]:
    """The names of the values of rows, each with the row's number and the rest of the name."""
    name = re.compile(rf"{re.escape(prefix)}-(0|[1-9][0-9]{{0,3}})-(.+)")
    for key in list(data):
        if match := name.fullmatch(key):
            yield (key, (int(match[1]), match[2]))
