"""Three lead times made one: what a document took over, what it is now, and the document's own legs. Pure.

Legs are their LEG_FIELDS: (kind, mode, label, facility_id, days, day_basis). They are matched leg by leg, first by
kind, mode and facility, then, between what matched, by kind alone: ocean that became air is the same leg changed.

* What is past (`locked`, counted from the first leg) stays as it is.
* A leg takes over, field by field, what the lead time changed, also over an adjustment of that very field.
* A leg that the document made another one (its mode or facility) stays the document's.
* A leg that the lead time gained comes in after the leg it follows there, though never among what is past.
* A leg that the lead time lost goes, unless the document had adjusted it: somebody wanted it that way.
* A leg that the document dropped stays dropped, and one of its own stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple

KIND, MODE, LABEL, FACILITY, DAYS, DAY_BASIS = range(6)
Values = tuple[Any, ...]


class MergedLeg(NamedTuple):
    """A leg after merging. `ours` is its index in the document (None: new), `changed` the fields taken over."""

    values: Values
    ours: int | None
    changed: tuple[int, ...] = ()


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
    then: Sequence[Values], now: Sequence[Values], ours: Sequence[Values], *, locked: int = 0
) -> Merged:
    """`ours` with all that changed between `then` and `now`, but for the first `locked` legs."""
    then, now, ours = ([tuple(leg) for leg in legs] for legs in (then, now, ours))
    now_of, then_of = dict(aligned(then, now)), {b: a for a, b in aligned(then, ours)}
    chain: list[tuple[int | None, MergedLeg]] = []  # with the index of the leg in `now`
    dropped, kept, past = [], [], []
    for at, own in enumerate(ours):
        origin = then_of.get(at)
        old = None if origin is None else then[origin]
        there = now_of.get(origin)
        values, changed = own, ()
        if old is not None and not _is_another(old, own):
            gone, new = there is None, own if there is None else now[there]
            taken = tuple(n for n, value in enumerate(new) if value not in (old[n], own[n]))
            if at < locked:
                past += [at] if gone or taken else []
            elif gone and own == old:
                dropped.append(at)
                continue
            elif gone:
                kept.append(at)
            else:
                changed, values = taken, tuple(new[n] if n in taken else v for n, v in enumerate(own))
        chain.append((there, MergedLeg(values, at, changed)))
    _insert(chain, now, set(now_of.values()), locked)
    return Merged(tuple(leg for _there, leg in chain), tuple(dropped), tuple(kept), tuple(past))


def aligned(one: Sequence[Values], other: Sequence[Values]) -> list[tuple[int, int]]:
    """Pairs of indexes of legs that are the same leg in two chains, in order."""
    pairs = []
    for tag, i, i_end, j, j_end in _compare(map(_identity, one), map(_identity, other)):
        if tag == "equal":
            pairs += zip(range(i, i_end), range(j, j_end), strict=True)
        elif tag == "replace":
            kinds = _compare((leg[KIND] for leg in one[i:i_end]), (leg[KIND] for leg in other[j:j_end]))
            for same, a, a_end, b, b_end in kinds:
                if same == "equal":
                    pairs += zip(range(i + a, i + a_end), range(j + b, j + b_end), strict=True)
    return pairs


def side_by_side(one: Sequence[Values], other: Sequence[Values]) -> list[tuple[Values | None, Values | None]]:
    """The legs of two chains beside each other, those that are the same leg in one row."""
    rows, at, there = [], 0, 0
    for a, b in [*aligned(one, other), (len(one), len(other))]:
        rows += [(leg, None) for leg in one[at:a]] + [(None, leg) for leg in other[there:b]]
        rows += [(one[a], other[b])] if a < len(one) else []
        at, there = a + 1, b + 1
    return rows


def _compare(one, other):
    return SequenceMatcher(None, list(one), list(other), autojunk=False).get_opcodes()


def _identity(leg: Values) -> Values:
    return (leg[KIND], leg[MODE], leg[FACILITY])


def _is_another(old: Values, own: Values) -> bool:
    return _identity(old) != _identity(own)


def _insert(chain: list, now: Sequence[Values], known: set[int], locked: int) -> None:
    """Put the legs that only `now` has behind the one that they follow there."""
    for there, values in enumerate(now):
        if there not in known:
            before = [n for n, (place, _leg) in enumerate(chain) if place is not None and place < there]
            chain.insert(max(max(before, default=-1) + 1, locked), (there, MergedLeg(values, None)))
