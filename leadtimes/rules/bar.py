"""The workflow bar as one pure value. `templates/components/workflow_bar.html` draws it and decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from leadtimes.rules.kinds import leg_name
from leadtimes.rules.portions import Portion
from leadtimes.rules.schedule import Lost


@dataclass(frozen=True, slots=True)
class BarLeg:
    """One leg: `state` is planned, assumed or confirmed; `note` says what is special about its days."""

    kind: str
    icon: str
    name: str
    place: str = ""
    days: int = 0
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
    """The whole lead time; exactly the portion this page's document takes care of is active."""

    portions: tuple[BarPortion, ...]
    label: str = ""

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
    def sellable(self) -> bool:
        """True if the chain ends at Amazon, where goods become sellable."""
        return bool(self.legs) and self.legs[-1].kind in {"fba", "awd"}


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
    `discreet` hides what a facility must not learn: the supplier's name and the words of its leg.
    """

    today: date
    running: bool = False
    discreet: bool = False


def draw(
    legs: Sequence[Any],
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
    painted = [
        BarPortion(
            **document._asdict(),
            active=number == active,
            legs=tuple(replace(drawn[index], active=number == active) for index in portion.legs),
        )
        for number, (portion, document) in enumerate(zip(portions, documents, strict=True))
    ]
    return Bar(tuple(portion for portion in painted if portion.legs), "" if viewing.discreet else label)


def _leg(leg: Any, viewing: Viewing, lost: Sequence[Lost]) -> BarLeg:
    secret = viewing.discreet and leg.kind == "supplier"
    return BarLeg(
        kind=leg.kind,
        icon=leg.icon,
        name=leg_name(leg.kind) if secret else leg.name,
        place="" if secret or not leg.facility_id else leg.facility.place,
        days=leg.days,
        working=leg.day_basis == "working",
        starts_on=leg.actual_starts_on or leg.expected_starts_on,
        ends_on=leg.actual_ends_on or leg.expected_ends_on,
        state=state_of(
            ends_on=leg.expected_ends_on,
            confirmed=leg.actual_ends_on is not None,
            running=viewing.running,
            today=viewing.today,
        ),
        note="; ".join(f"{each.days} days closed: {each.reason}" for each in lost),
    )


def state_of(*, ends_on: date | None, confirmed: bool, running: bool, today: date) -> str:
    """A leg's state. Only a document under way can assume anything; the calendar alone never confirms."""
    if confirmed:
        return "confirmed"
    return "assumed" if running and ends_on and ends_on <= today else "planned"
