"""Three lead times made one: what a document took over, what it is now, and the document's own legs. Pure.

Legs are matched one by one, first by kind, mode and facility, then, between what matched, by kind alone: ocean
that became air is the same leg changed.

* What is past (`locked`, counted from the first leg) stays as it is.
* A leg takes over, field by field, what the lead time changed, also over an adjustment of that very field.
* A leg that the document made another one (its mode or facility) stays the document's.
* A leg that the lead time gained comes in after the leg it follows there, though never among what is past.
* A leg that the lead time lost goes, unless the document had adjusted it: somebody wanted it that way.
* A leg that the document dropped stays dropped, and one of its own stays.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from leadtimes.rules.legs import LegValues


class MergedLeg(NamedTuple):
    """A leg after merging. `ours` is its index in the document (None: new), `changed` the fields taken over."""

    values: LegValues
    ours: int | None
    changed: tuple[str, ...] = ()


class _Link(NamedTuple):
    """A leg of the merged chain, and its index in the lead time as it is now (None: it is not there)."""

    there: int | None
    leg: MergedLeg


@dataclass(frozen=True)
class Merged:
    """The legs after merging, and what else there is to say, as indexes into the document's own legs.

    `dropped` went with the lead time; `kept` went there but were adjusted here; `past` would have changed.
    """

    legs: tuple[MergedLeg, ...]
    dropped: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()
    past: tuple[int, ...] = ()


def merge(
    then: Sequence[LegValues], now: Sequence[LegValues], ours: Sequence[LegValues], *, locked: int = 0
) -> Merged:
    """`ours` with all that changed between `then` and `now`, but for the first `locked` legs."""
    # Both other chains are matched against `then`, never against each other: only so can one tell a leg that the
    # document added from one that the lead time lost, and an adjustment from a change.
    now_of = dict(aligned(then, now))
    then_of = {b: a for a, b in aligned(then, ours)}
    chain: list[_Link] = []
    dropped, kept, past = [], [], []
    for at, own in enumerate(ours):
        origin = then_of.get(at)
        there = None if origin is None else now_of.get(origin)
        leg = MergedLeg(own, at)
        # A leg of the document's own, or one that it made another, is none of the lead time's affair.
        if origin is not None and _is_same(then[origin], own):
            old, new = then[origin], None if there is None else now[there]
            taken = () if new is None else _taken(old, new, own)
            # What is past comes first: it stays whatever has become of it, and is only named.
            if at < locked:
                past += [at] if new is None or taken else []
            elif new is not None:
                leg = MergedLeg(_with(own, new, taken), at, taken)
            elif own == old:
                dropped.append(at)
                continue
            else:
                kept.append(at)
        chain.append(_Link(there, leg))
    _insert(chain, now, set(now_of.values()), locked)
    return Merged(tuple(link.leg for link in chain), tuple(dropped), tuple(kept), tuple(past))


def _taken(old: LegValues, new: LegValues, own: LegValues) -> tuple[str, ...]:
    """The fields that the lead time changed and the document does not have like that already."""
    return tuple(
        name
        for name in LegValues._fields
        if getattr(new, name) not in (getattr(old, name), getattr(own, name))
    )


def _with(own: LegValues, new: LegValues, taken: Sequence[str]) -> LegValues:
    return own._replace(**{name: getattr(new, name) for name in taken})


def aligned(one: Sequence[LegValues], other: Sequence[LegValues]) -> list[tuple[int, int]]:
    """Pairs of indexes of legs that are the same leg in two chains, in order."""
    pairs: list[tuple[int, int]] = []
    for tag, i, i_end, j, j_end in _compare(map(_identity, one), map(_identity, other)):
        if tag == "equal":
            pairs += zip(range(i, i_end), range(j, j_end), strict=True)
        elif tag == "replace":
            kinds = _compare((leg.kind for leg in one[i:i_end]), (leg.kind for leg in other[j:j_end]))
            for same, a, a_end, b, b_end in kinds:
                if same == "equal":
                    pairs += zip(range(i + a, i + a_end), range(j + b, j + b_end), strict=True)
    return pairs


Beside = tuple[LegValues | None, LegValues | None]


def side_by_side(one: Sequence[LegValues], other: Sequence[LegValues]) -> list[Beside]:
    """The legs of two chains beside each other, those that are the same leg in one row."""
    rows: list[Beside] = []
    at = there = 0
    for a, b in [*aligned(one, other), (len(one), len(other))]:
        rows += [(leg, None) for leg in one[at:a]]
        rows += [(None, leg) for leg in other[there:b]]
        rows += [(one[a], other[b])] if a < len(one) else []
        at, there = a + 1, b + 1
    return rows


def _compare(one: Iterable[Hashable], other: Iterable[Hashable]) -> Sequence[tuple[str, int, int, int, int]]:
    # Without autojunk: a chain of very many legs of one kind is rare, but its commonest leg is no noise.
    return SequenceMatcher(None, list(one), list(other), autojunk=False).get_opcodes()


def _identity(leg: LegValues) -> Hashable:
    return (leg.kind, leg.mode, leg.facility_id)


def _is_same(old: LegValues, own: LegValues) -> bool:
    return _identity(old) == _identity(own)


def _insert(chain: list[_Link], now: Sequence[LegValues], known: set[int], locked: int) -> None:
    """Put the legs that only `now` has behind the one that they follow there.

    They come in one by one, so that the second of two new neighbours finds the first in its place.
    """
    for there, values in enumerate(now):
        if there not in known:
            before = [n for n, link in enumerate(chain) if link.there is not None and link.there < there]
            chain.insert(max(max(before, default=-1) + 1, locked), _Link(there, MergedLeg(values, None)))
