"""The figures of an order's lines, and that they add up. Pure.

Where facilities count, a line is what they counted first: good, damaged, short, or still to come. Where goods go
straight to Amazon, it is what Amazon has, what is on the way, what got lost, or what has not left. Wrong goods are
not among them; parts that became bundles stay what they came as.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inventory.rules.whereabouts import AMAZON, BUNDLES, ELSEWHERE, MISSING, WAY, Whereabouts
from purchasing.rules.received_lines import received_lines
from purchasing.rules.work_order_summary import Came


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """A line: units expected of a product, and units that were closed short."""

    product: int
    expected: int
    closed_short: int = 0

    @property
    def ordered(self) -> int:
        return self.expected + self.closed_short


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFigures:
    """Units of a line. `in_transit` and `at_amazon` say where they are now; where a facility counts they are
    among the others, else they are what there is to count (`is_counted` tells which)."""

    ordered: int = 0
    good: int = 0
    damaged: int = 0
    short: int = 0
    to_come: int = 0
    in_transit: int = 0
    at_amazon: int = 0
    bundled: int = 0
    elsewhere: int = 0
    is_counted: bool = True

    @property
    def came(self) -> list[tuple[str, int]]:
        """What the line is made of, in words."""
        if self.is_counted:
            return [("good", self.good), ("damaged", self.damaged)]
        return [
            ("at Amazon", self.at_amazon),
            ("in transit", self.in_transit),
            ("sent elsewhere", self.elsewhere),
        ]

    @property
    def parts(self) -> list[tuple[str, int]]:
        """The same with what is missing: what was ordered, and came over, is the sum of these."""
        return [*self.came, ("short", self.short), ("to come", self.to_come)]

    @property
    def over(self) -> int:
        """Units beyond what was ordered."""
        return sum(units for _word, units in self.parts) - self.ordered

    @property
    def sum_in_words(self) -> str:
        """How it adds up: "1,960 good + 25 damaged + 15 short"."""
        return " + ".join(f"{units:,} {word}" for word, units in self.parts if units)


def line_figures(
    lines: Sequence[OrderedLine],
    where: Mapping[int, Whereabouts],
    came: Mapping[int, Came] | None,
    *,
    is_final: bool,
) -> list[LineFigures]:
    """The figures of each line. `came` is what was counted first, by product; None where no facility counts.

    Two lines of a product are filled one after the other, as far as they were ordered; what is more goes to the
    last one. `is_final`: what has not come does not come any more.
    """
    if came is None:
        return _straight(lines, where, is_final=is_final)
    units = [(line.product, line.expected) for line in lines]
    counted = received_lines(units, came, is_final=is_final)
    way, there, bundled = (_spread(lines, where, name) for name in (WAY, AMAZON, BUNDLES))
    return [
        LineFigures(
            ordered=line.ordered,
            good=each.good,
            damaged=each.damaged,
            short=each.short + line.closed_short,
            to_come=each.to_come,
            in_transit=way[at],
            at_amazon=there[at],
            bundled=bundled[at],
        )
        for at, (line, each) in enumerate(zip(lines, counted, strict=True))
    ]


def _straight(
    lines: Sequence[OrderedLine], where: Mapping[int, Whereabouts], *, is_final: bool
) -> list[LineFigures]:
    """Where nobody counts before Amazon: lines are filled with what is there, on the way, elsewhere and lost."""
    left = {product: [max(units.get(name, 0), 0) for name in _STRAIGHT] for product, units in where.items()}
    last = {line.product: at for at, line in enumerate(lines)}
    return [
        _filled(
            line,
            left.setdefault(line.product, [0] * len(_STRAIGHT)),
            is_final,
            is_last=last[line.product] == at,
        )
        for at, line in enumerate(lines)
    ]


_STRAIGHT = (AMAZON, WAY, ELSEWHERE, MISSING)


def _filled(line: OrderedLine, left: list[int], is_final: bool, *, is_last: bool) -> LineFigures:
    """A line filled from what is `left` of its product, which is less then."""
    room, taken = line.expected, []
    for at, units in enumerate(left):
        here = units if is_last else min(units, room)
        left[at] -= here
        room = max(room - here, 0)
        taken.append(here)
    there, way, elsewhere, lost = taken
    return LineFigures(
        ordered=line.ordered,
        short=lost + line.closed_short + (room if is_final else 0),
        to_come=0 if is_final else room,
        in_transit=way,
        at_amazon=there,
        elsewhere=elsewhere,
        is_counted=False,
    )


def _spread(lines: Sequence[OrderedLine], where: Mapping[int, Whereabouts], name: str) -> list[int]:
    """Units of one kind over the lines, one line after the other."""
    left = {product: max(units.get(name, 0), 0) for product, units in where.items()}
    last = {line.product: at for at, line in enumerate(lines)}
    found = []
    for at, line in enumerate(lines):
        units = left.get(line.product, 0)
        here = units if last[line.product] == at else min(units, line.expected)
        left[line.product] = units - here
        found.append(here)
    return found


def together(figures: Iterable[LineFigures]) -> LineFigures:
    """All of them as one."""
    figures = list(figures)
    names = (
        "ordered",
        "good",
        "damaged",
        "short",
        "to_come",
        "in_transit",
        "at_amazon",
        "bundled",
        "elsewhere",
    )
    return LineFigures(
        **{name: sum(getattr(each, name) for each in figures) for name in names},
        is_counted=all(each.is_counted for each in figures),
    )
