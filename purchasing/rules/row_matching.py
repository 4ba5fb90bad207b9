"""Which row of an order each of its new legs is written on, so that work orders keep their legs. Pure."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from leadtimes.rules.portions import divide


class RowMatch(NamedTuple):
    """`row` is the one written on (None: a new one); `origin` the one that the leg was before, if it was."""

    row: Any
    origin: Any


def match_rows(old: Sequence[Any], wanted: Sequence[Any]) -> list[RowMatch]:
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


def _alike(rows, leg) -> Any:
    return next((row for row in rows if (row.kind, row.facility_id) == (leg.kind, leg.facility_id)), None)


def _on_their_anchors(old: Sequence[Any], wanted: Sequence[Any], origins: Sequence[Any]) -> list[Any]:
    rows, anchors = list(origins), {row.pk: row for row in (old[at] for at in _firsts(old))}
    homeless = []
    for at in _firsts(wanted):
        row = rows[at]
        if row is not None and row.pk in anchors and row.facility_id == wanted[at].facility_id:
            del anchors[row.pk]
        else:
            homeless.append(at)
    for at in homeless:
        anchor = next((a for a in anchors.values() if a.facility_id == wanted[at].facility_id), None)
        if anchor is not None:
            if anchor in rows:
                rows[rows.index(anchor)] = rows[at]
            rows[at] = anchors.pop(anchor.pk)
    return rows


def _firsts(legs: Sequence[Any]) -> list[int]:
    """Indexes of the legs that work orders hang on."""
    return [portion.first for portion in divide(legs)[1:]]
