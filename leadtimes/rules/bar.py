"""The workflow bar as one pure value. `templates/components/workflow_bar.html` draws it and decides nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, Protocol

from leadtimes.rules.kinds import leg_name
from leadtimes.rules.lateness import days_late
from leadtimes.rules.legs import TimedLeg
from leadtimes.rules.portions import Portion, divide, whole
from leadtimes.rules.schedule import Calendar, Lost
from leadtimes.rules.told_days import ToldDay, available_day
from sostocked.foundation.words import count_of, late_by, plural_of


@dataclass(frozen=True, slots=True)
class BarLeg:
    """One leg: `state` is planned, assumed or confirmed; `note` says what is special about its days.

    `days` are those that it takes as things stand; `more` ("+9 days") and `late` ("9 days late") compare its
    length and its end with those as placed, where they are others.
    """

    kind: str
    icon: str
    name: str
    place: str = ""
    days: int = 0
    more: str = ""
    late: str = ""
    working: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    state: str = "planned"
    note: str = ""
    active: bool = False


@dataclass(frozen=True, slots=True)
class BarPortion:
    """The legs one document takes care of. `url` is empty where the viewer may not open the document."""

    title: str
    owner: str
    legs: tuple[BarLeg, ...]
    url: str = ""
    active: bool = False
    upcoming: bool = False
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """The whole lead time; exactly the portion this page's document takes care of is active.

    `available` is the day at its end as it is told, where the goods lie at a facility then.
    """

    portions: tuple[BarPortion, ...]
    label: str = ""
    available: ToldDay | None = None

    @property
    def legs(self) -> tuple[BarLeg, ...]:
        return tuple(leg for portion in self.portions for leg in portion.legs)

    @property
    def starts_on(self) -> date | None:
        return self.legs[0].starts_on if self.legs else None

    @property
    def available_on(self) -> date | None:
        return self.legs[-1].ends_on if self.legs else None

    @property
    def days(self) -> int:
        """Calendar days from the first leg's start to the last one's end, or the legs' own sum while undated."""
        if self.starts_on and self.available_on:
            return (self.available_on - self.starts_on).days
        return sum(leg.days for leg in self.legs)

    @property
    def cancelled(self) -> bool:
        """True if the document of this page is: nothing will arrive by it."""
        return any(portion.cancelled for portion in self.portions if portion.active)

    @property
    def availability(self) -> str:
        """What the goods are at the end of the chain: sellable at FBA, in storage at AWD, else available."""
        return availability_of(self.legs[-1].kind if self.legs else "")


class Document(NamedTuple):
    """Who takes care of a portion: the document's number, its owner, and where the viewer may open it."""

    title: str
    owner: str
    url: str = ""
    upcoming: bool = False
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Viewing:
    """How a chain is looked at: when, whether it is under way, and by whom.

    `running` is True once the document is placed: only then do dates that have passed count as assumed.
    `discreet` hides what a facility must not learn: the supplier's name, and the words of legs that are
    none of its own: those of a document that it cannot open.
    """

    today: date
    running: bool = False
    discreet: bool = False


class Place(Protocol):
    """A facility as the bar names it."""

    @property
    def name(self) -> str: ...
    @property
    def place(self) -> str: ...


class ChainLeg(TimedLeg, Protocol):
    """A leg with what the bar shows besides its dates."""

    @property
    def mode(self) -> str: ...
    @property
    def facility(self) -> Place | None: ...
    @property
    def is_reported(self) -> bool: ...
    @property
    def days(self) -> int: ...
    @property
    def day_basis(self) -> str: ...
    @property
    def known_calendar(self) -> Calendar | None: ...


def promised(leg: ChainLeg) -> Document:
    """The work order that this leg will bring about, without a number yet."""
    return Document(
        "New work order", leg.facility.name if leg.facility else "facility not chosen yet", upcoming=True
    )


def draw_chain(
    legs: Sequence[ChainLeg],
    *,
    head: Document,
    work_order_at: Callable[[int], Document],
    viewing: Viewing,
    active: int = 0,
    label: str = "",
    lost: Sequence[Sequence[Lost]] = (),
) -> Bar:
    """The bar of an order's chain: `head` takes care of it up to the first facility, work orders of the rest.

    `work_order_at` gives the work order that hangs on the leg of an index: the first leg of each other portion.
    """
    portions = divide(legs)
    documents = [head, *(work_order_at(portion.first) for portion in portions[1:])]
    return draw(legs, portions, documents, active=active, viewing=viewing, label=label, lost=lost)


def draw_alone(
    legs: Sequence[ChainLeg],
    document: Document,
    *,
    facility_id: int,
    viewing: Viewing,
    lost: Sequence[Sequence[Lost]] = (),
) -> Bar:
    """The bar of a work order that stands alone: all of it is the document's own."""
    return draw(legs, [whole(facility_id, legs)], [document], active=0, viewing=viewing, lost=lost)


def draw(
    legs: Sequence[ChainLeg],
    portions: Sequence[Portion],
    documents: Sequence[Document],
    *,
    active: int,
    viewing: Viewing,
    label: str = "",
    lost: Sequence[Sequence[Lost]] = (),
) -> Bar:
    """The bar of a chain of dated legs, for the page whose document takes care of portion number `active`.

    `documents` are the portions', in order; `lost` holds, for each leg, the days that closures cost it.
    Portions without legs are left out.
    """
    drawn = [_leg(leg, viewing, lost[index] if lost else ()) for index, leg in enumerate(legs)]
    shown = drawn if not viewing.discreet else [_in_grey(*each) for each in zip(drawn, legs, strict=True)]
    painted = [
        BarPortion(
            **document._asdict(),
            active=number == active,
            legs=tuple(
                replace(leg, active=number == active)
                for leg in portion.of(drawn if number == active or document.url else shown)
            ),
        )
        for number, (portion, document) in enumerate(zip(portions, documents, strict=True))
    ]
    return Bar(
        tuple(portion for portion in painted if portion.legs),
        "" if viewing.discreet else label,
        available_day(legs[-1], legs[-1].known_calendar) if legs else None,
    )


def _in_grey(drawn: BarLeg, leg: ChainLeg) -> BarLeg:
    """The leg as somebody reads it who has no part in it: the words that were written for it are not theirs."""
    place = "" if leg.kind == "supplier" else drawn.place
    return replace(drawn, name=leg_name(leg.kind, leg.mode), place=place)


def _leg(leg: ChainLeg, viewing: Viewing, lost: Sequence[Lost]) -> BarLeg:
    days, more = _length(leg)
    late = days_late(leg) if viewing.running else 0
    return BarLeg(
        kind=leg.kind,
        icon=leg.icon,
        name=leg.name,
        place=leg.facility.place if leg.facility else "",
        days=days,
        more=f"{more:+,} {plural_of(more, 'day')}" if more else "",
        late=late_by(late) if late > 0 else "",
        working=leg.day_basis == "working" and not more,
        starts_on=leg.starts_on,
        ends_on=leg.ends_on,
        state=leg.state(viewing.today, running=viewing.running),
        note="; ".join(f"{count_of(each.days, 'day')} closed: {each.reason}" for each in lost),
    )


def _length(leg: ChainLeg) -> tuple[int, int]:
    """How many days it takes as things stand, and how many of them more than as placed.

    The days that were planned are counted by the leg's own rule; once they are others, the calendar counts.
    Working days change with the weekend that they meet, so only what a person said makes a difference of them.
    """
    starts_on, ends_on = leg.starts_on, leg.ends_on
    was_from, was_until = leg.baseline_starts_on, leg.baseline_ends_on
    if not (starts_on and ends_on and was_from and was_until):
        return leg.days, 0
    if leg.day_basis == "working" and not leg.is_reported:
        return leg.days, 0
    now, as_placed = (ends_on - starts_on).days, (was_until - was_from).days
    return (now, now - as_placed) if now != as_placed else (leg.days, 0)


def availability_of(last_kind: str) -> str:
    """What goods are, once the last leg of their way is over. AWD is Amazon's storage: nobody buys from there."""
    return {"fba": "Sellable", "awd": "In AWD storage"}.get(last_kind, "Available")
