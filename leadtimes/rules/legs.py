"""A leg, whoever holds it: what makes it this leg, when it starts and ends, and how sure that is. Pure.

A leg has three dates (rule D): as placed, as expected now, as it really was. Which of them counts, and whether it
is planned, assumed or confirmed, is decided here and nowhere else.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

from leadtimes.rules.kinds import leg_icon, leg_name

EXPECTED = ("expected_starts_on", "expected_ends_on")
"""The columns of a leg that say when it is expected."""


class LegValues(NamedTuple):
    """What makes two legs the same leg, whoever owns them: the leg without owner, place in the chain and dates."""

    kind: str
    mode: str
    label: str
    facility_id: int | None
    days: int
    day_basis: str

    @property
    def name(self) -> str:
        return leg_name(self.kind, self.mode, self.label)


def read_values(kept: Iterable[Sequence[Any]]) -> list[LegValues]:
    """Legs as orders remember them, lists of six in the order of the fields, as values again."""
    return [LegValues(*each) for each in kept]


class LegDays(Protocol):
    """The days of a leg; None is not known (yet)."""

    @property
    def baseline_starts_on(self) -> date | None: ...
    @property
    def baseline_ends_on(self) -> date | None: ...
    @property
    def expected_starts_on(self) -> date | None: ...
    @property
    def expected_ends_on(self) -> date | None: ...
    @property
    def actual_starts_on(self) -> date | None: ...
    @property
    def actual_ends_on(self) -> date | None: ...
    @property
    def begun_in_part_on(self) -> date | None: ...


class ExpectedLeg(Protocol):
    """A leg on which can be written when it is expected."""

    expected_starts_on: date | None
    expected_ends_on: date | None


class PlacedLeg(Protocol):
    """A leg that says what happens and where."""

    @property
    def kind(self) -> str: ...
    @property
    def facility_id(self) -> int | None: ...


class TimedLeg(LegDays, Protocol):
    """A leg of a chain with all that follows from its days: what the rules ask of any leg.

    Rows of documents are (`models.DatedLeg`), and so is `PlainLeg`.
    """

    @property
    def kind(self) -> str: ...
    @property
    def facility_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def icon(self) -> str: ...
    @property
    def starts_on(self) -> date | None: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def has_begun(self) -> bool: ...
    def state(self, today: date, *, running: bool = True) -> str: ...


class LegTimes:
    """What follows from the days of a leg, for whatever class holds them."""

    __slots__ = ()

    @property
    def starts_on(self: LegDays) -> date | None:
        """When it started, or is expected to."""
        return self.actual_starts_on or self.expected_starts_on

    @property
    def ends_on(self: LegDays) -> date | None:
        """The day after its last one: when it ended, or is expected to."""
        return self.actual_ends_on or self.expected_ends_on

    @property
    def has_begun(self: LegDays) -> bool:
        """Whether it began or ended by somebody's word, be it for a part of the goods only."""
        return bool(self.actual_starts_on or self.actual_ends_on or self.begun_in_part_on)

    def state(self: LegDays, today: date, *, running: bool = True) -> str:
        """Planned, assumed or confirmed.

        Only a document under way (`running`) can assume anything; the calendar alone never confirms.
        """
        if self.actual_ends_on:
            return "confirmed"
        is_over = self.expected_ends_on is not None and self.expected_ends_on <= today
        return "assumed" if running and is_over else "planned"


class _Columns(NamedTuple):
    pk: int
    owner_id: int
    kind: str
    mode: str = ""
    label: str = ""
    facility_id: int | None = None
    baseline_starts_on: date | None = None
    baseline_ends_on: date | None = None
    expected_starts_on: date | None = None
    expected_ends_on: date | None = None
    actual_starts_on: date | None = None
    actual_ends_on: date | None = None
    begun_in_part_on: date | None = None


class PlainLeg(LegTimes, _Columns):
    """A leg of a document as a plain row, for pictures with thousands of them. `owner_id` is the document's."""

    __slots__ = ()

    @property
    def name(self) -> str:
        return leg_name(self.kind, self.mode, self.label)

    @property
    def icon(self) -> str:
        return leg_icon(self.kind, self.mode)


def who_works(leg: PlacedLeg, supplier_id: int | None) -> int | None:
    """Whose calendar a leg runs on: its facility's; without one a supplier leg is the work of `supplier_id`."""
    return leg.facility_id or (supplier_id if leg.kind == "supplier" else None)


def end_of_chain(legs: Sequence[TimedLeg]) -> date | None:
    """When the last of them ended, or is expected to: the goods are available."""
    return legs[-1].ends_on if legs else None
