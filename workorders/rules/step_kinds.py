"""Which steps a new work order starts with, and what a step says when nobody wrote anything. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from leadtimes.rules.portions import STARTS_A_PORTION, PlacedLeg, Portion

STEP_KINDS = {
    "receive": ("Receive", "package-open"),
    "inspect": ("Inspect", "search-check"),
    "label": ("Label", "tag"),
    "polybag": ("Polybag", "shopping-bag"),
    "bundle": ("Bundle", "package-plus"),
    "repack": ("Repack", "package-2"),
    "store": ("Store", "warehouse"),
    "ship": ("Ship", "truck"),
    "other": ("Other", "pencil-line"),
}
STEP_KIND_CHOICES = [(key, label) for key, (label, _icon) in STEP_KINDS.items()]

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


@dataclass(frozen=True, slots=True)
class Onward:
    """Where goods go from a facility: a name to print, or nowhere (they stay)."""

    name: str = ""
    kind: str = ""
    address: str = ""

    def __bool__(self) -> bool:
        return bool(self.name)


def onward_from(legs: Sequence, portion: Portion, following: Portion | None) -> Onward:
    """Where goods go after `portion`: the next facility, else Amazon, else whoever freight takes them to."""
    if following:
        return _towards(legs[following.first], "the next facility")
    after = [legs[index] for index in portion.legs if legs[index].kind not in STARTS_A_PORTION]
    amazon = next((leg for leg in after if leg.kind in _DESTINATIONS), None)
    if amazon:
        return _towards(amazon, _DESTINATIONS[amazon.kind])
    return Onward(after[-1].name, after[-1].kind) if after else Onward()


def _towards(leg, unnamed: str) -> Onward:
    """To the leg's facility, with its address; to `unnamed` where none is given."""
    if leg.facility is None:
        return Onward(unnamed, leg.kind)
    return Onward(leg.facility.place, leg.kind, leg.facility.address)


def default_steps(legs: Sequence[PlacedLeg], portion: Portion, onward: Onward) -> list[str]:
    """The kinds of step a new work order starts with.

    A prep center labels what goes to Amazon; a warehouse stores; whoever has somewhere to send goods, ships.
    """
    here = {legs[index].kind for index in portion.legs}
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
    """What a step tells its reader: the seller's own words, or the house's."""
    if instruction:
        return instruction
    if kind == "ship":
        return f"Ship to {onward.name}." if onward else "Ship as agreed with the seller."
    return _SAYINGS[kind]
