"""The kinds of step, and what a step says when nobody wrote anything. Pure."""

from typing import NamedTuple

from sostocked.foundation.words import ended
from workorders.rules.onward import Onward


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


def saying(kind: str, instruction: str, onward: Onward) -> str:
    """What a step says to its reader: the seller's own words, or the house's."""
    if instruction:
        return instruction
    if kind == "ship":
        return ended(f"Ship to {onward.name}") if onward else "Ship as agreed with the seller."
    return _SAYINGS[kind]
