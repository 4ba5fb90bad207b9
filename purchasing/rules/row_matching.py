"""Which row of a document each of its new lines, steps and legs is written on. Pure."""

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from leadtimes.rules.portions import PlacedLeg, divide


class RowLeg(PlacedLeg, Protocol):
    """A leg of an order; its key names the row that it was, if it was one."""

    @property
    def pk(self) -> int | None: ...


Row = TypeVar("Row", bound=RowLeg)


class RowMatch(NamedTuple, Generic[Row]):
    """`row` is the one written on (None: a new one); `origin` the one that the leg was before, if it was."""

    row: Row | None
    origin: Row | None


class Keyed(Protocol):
    """A row that has a key once it is saved."""

    @property
    def pk(self) -> int | None: ...


Kept = TypeVar("Kept", bound=Keyed)


def rows_by_id(rows: Sequence[Kept], ids: Sequence[int | None]) -> tuple[list[Kept | None], list[Kept]]:
    """The row of each id, and the rows that are left over.

    Where no id is given (a caller that knows none), the next row that nobody names is taken; an id that is not
    there, or for the second time, means a new row (None).
    """
    left = {row.pk: row for row in rows}
    own = [left.pop(known, None) if known else None for known in ids]
    spare = iter(list(left.values()))
    own = [row or (None if known else next(spare, None)) for row, known in zip(own, ids, strict=True)]
    return own, list(spare)


def match_rows(old: Sequence[Row], wanted: Sequence[RowLeg]) -> list[RowMatch[Row]]:
    """A row for each wanted leg; rows of `old` that none claims are to go.

    A leg names by its `pk` the row that it was; a leg without takes one that is left over of the same kind and
    place. Then the first leg at each facility gets the row that its work order hangs on: whoever has more legs
    there, fewer, or in another order, still has the one work order.
    """
    left = {row.pk: row for row in old}
    origins = [left.pop(leg.pk, None) for leg in wanted]
    for n, leg in enumerate(wanted):
        if origins[n] is None and (row := _alike(left.values(), leg)):
            origins[n] = left.pop(row.pk)
    rows = _on_their_anchors(old, wanted, origins)
    return [RowMatch(row, origin) for row, origin in zip(rows, origins, strict=True)]


def _alike(rows: Iterable[Row], leg: RowLeg) -> Row | None:
    return next((row for row in rows if (row.kind, row.facility_id) == (leg.kind, leg.facility_id)), None)


def _on_their_anchors(
    old: Sequence[Row], wanted: Sequence[RowLeg], origins: Sequence[Row | None]
) -> list[Row | None]:
    """`origins`, with rows swapped where a work order would otherwise lose its facility.

    A work order hangs on one row, the first of its facility's portion. When storage is put before the prep leg
    of one facility, the prep leg still is the old row, but the work order now begins with the storage leg: so the
    storage leg is written on the old row, and the prep leg on what the storage leg would have got (often a new
    row). What is known of a leg follows its `origin`, not its row, so nothing that was reported gets lost.
    """
    rows, anchors = list(origins), {row.pk: row for row in (old[at] for at in _firsts(old))}
    without_anchor = []
    # First all that are right already: no work order is taken from the stop that still is its own.
    for at in _firsts(wanted):
        row = rows[at]
        if row is not None and row.pk in anchors and row.facility_id == wanted[at].facility_id:
            del anchors[row.pk]
        else:
            without_anchor.append(at)
    for at in without_anchor:
        anchor = next((a for a in anchors.values() if a.facility_id == wanted[at].facility_id), None)
        if anchor is not None:
            if anchor in rows:  # another leg was to be written on it: the two change places
                rows[rows.index(anchor)] = rows[at]
            rows[at] = anchors.pop(anchor.pk)
    return rows


def _firsts(legs: Sequence[RowLeg]) -> list[int]:
    """Indexes of the legs that work orders hang on."""
    return [portion.first for portion in divide(legs)[1:]]
