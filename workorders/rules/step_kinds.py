"""Which steps a new work order starts with, and what a step says when nobody wrote anything. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Protocol

from leadtimes.rules.portions import STARTS_A_PORTION, PlacedLeg, Portion


class StepKind(NamedTuple):
    """How a step of this kind is called and drawn."""

    label: str
    icon: str


STEP_KINDS = {
    "receive": StepKind("Receive", "package-open"),
    "inspect": StepKind("Inspect", "search-check"),
    "label": StepKind("Label", "tag"),
    "polybag": StepKind("Polybag", "shopping-bag"),
    "bundle": StepKind("Bundle", "package-plus"),
    "repack": StepKind("Repack", "package-2"),
    "store": StepKind("Store", "warehouse"),
    "ship": StepKind("Ship", "truck"),
    "other": StepKind("Other", "pencil-line"),
}
STEP_KIND_CHOICES = [(key, kind.label) for key, kind in STEP_KINDS.items()]

_SAYINGS = {
    "receive": "Count the cartons and units, and note anything damaged.",
    "inspect": "Check the goods against the list before going on.",
    "label": "Put the FNSKU label on every unit and cover the original barcode.",
    "polybag": "Put every unit into a polybag with a suffocation warning.",
    "bundle": "Make one sellable unit of the parts.",
    "repack": "Repack into cartons as listed.",
    "store": "Put away in storage.",
    "other": "",
}
_DESTINATIONS = {"fba": "Amazon FBA", "awd": "Amazon AWD"}


class Stop(Protocol):
    """A facility as goods are sent there."""

    @property
    def pk(self) -> int: ...
    @property
    def place(self) -> str: ...
    @property
    def address(self) -> str: ...


class LegToStop(PlacedLeg, Protocol):
    """A leg with its name and the facility where it happens."""

    @property
    def name(self) -> str: ...
    @property
    def facility(self) -> Stop | None: ...


@dataclass(frozen=True, slots=True)
class Onward:
    """Where goods go from a facility: a name to print, or nowhere (they stay)."""

    name: str = ""
    kind: str = ""
    address: str = ""
    facility_id: int | None = None

    def __bool__(self) -> bool:
        return bool(self.name)

    def is_same_stop(self, other: "Onward") -> bool:
        """Whether both are one place, whatever it is called now. Without a facility only its name tells."""
        named = self.facility_id or self.name == other.name
        return bool(named) and (self.facility_id, self.kind) == (other.facility_id, other.kind)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def onward_from(legs: Sequence[LegToStop], portion: Portion, following: Portion | None) -> Onward:
    """Where goods go after `portion`: the next facility, else Amazon, else whoever freight takes them to."""
    if following:
        return _towards(legs[following.first], "the next facility")
    after = [leg for leg in portion.of(legs) if leg.kind not in STARTS_A_PORTION]
    amazon = next((leg for leg in after if leg.kind in _DESTINATIONS), None)
    if amazon:
        return _towards(amazon, _DESTINATIONS[amazon.kind])
    return Onward(after[-1].name, after[-1].kind) if after else Onward()


def _towards(leg: LegToStop, unnamed: str) -> Onward:
    """To the leg's facility, with its address; to `unnamed` where none is given."""
    if leg.facility is None:
        return Onward(unnamed, leg.kind)
    return Onward(leg.facility.place, leg.kind, leg.facility.address, leg.facility.pk)


def default_steps(legs: Sequence[PlacedLeg], portion: Portion, onward: Onward) -> list[str]:
    """The kinds of step a new work order starts with.

    A prep center labels what goes to Amazon; a warehouse stores; whoever has somewhere to send goods, ships.
    """
    here = {leg.kind for leg in portion.of(legs)}
    steps = ["receive"]
    if "other" in here:
        steps.append("inspect")
    if "warehouse" in here:
        steps.append("store")
    if "prep" in here and onward.kind in _DESTINATIONS:
        steps.append("label")
    if onward:
        steps.append("ship")
    elif "prep" in here:
        steps.append("store")
    return steps


def saying(kind: str, instruction: str, onward: Onward) -> str:
    """What a step says to its reader: the seller's own words, or the house's."""
    if instruction:
        return instruction
    if kind == "ship":
        return f"Ship to {onward.name}." if onward else "Ship as agreed with the seller."
    return _SAYINGS[kind]
