"""The kinds of facility and leg, with the words and pictures they are shown by. Pure."""

from typing import NamedTuple

from sostocked.foundation.words import count_of


class Kind(NamedTuple):
    """How a leg of this kind is called and drawn, and at which kind of facility it happens."""

    label: str
    icon: str
    facility_kind: str
    needs_facility: bool = False


LEG_KINDS = {
    "supplier": Kind("Production", "factory", "supplier"),
    "freight": Kind("Freight", "truck", "freight_forwarder"),
    "warehouse": Kind("Warehouse", "warehouse", "warehouse", needs_facility=True),
    "prep": Kind("Prep center", "package-check", "prep_center", needs_facility=True),
    "other": Kind("Other business", "building-2", "other", needs_facility=True),
    "fba": Kind("FBA check-in", "shopping-cart", "fba"),
    "awd": Kind("AWD", "boxes", "awd"),
}
LEG_KIND_CHOICES = [(key, kind.label) for key, kind in LEG_KINDS.items()]


class Mode(NamedTuple):
    """How freight by this mode is called and drawn."""

    label: str
    icon: str


FREIGHT_MODES = {
    "ocean": Mode("Ocean freight", "ship"),
    "air": Mode("Air freight", "plane"),
    "ground": Mode("Ground freight", "truck"),
    "parcel": Mode("Parcel", "package"),
}
FREIGHT_MODE_CHOICES = [(key, mode.label) for key, mode in FREIGHT_MODES.items()]

FACILITY_KIND_CHOICES = [
    ("supplier", "Supplier"),
    ("freight_forwarder", "Freight forwarder"),
    ("warehouse", "Warehouse"),
    ("prep_center", "Prep center"),
    ("other", "Other business"),
    ("fba", "Amazon FBA"),
    ("awd", "Amazon AWD"),
]
FACILITY_ICONS = {kind.facility_kind: kind.icon for kind in LEG_KINDS.values()}
WORKING_FACILITY_KINDS = ["warehouse", "prep_center", "other"]
"""Facilities with staff who get work orders."""


def leg_name(kind: str, mode: str = "", label: str = "") -> str:
    """What a leg is called: its own label, or the name of its kind (for freight, of its mode)."""
    return label or (FREIGHT_MODES.get(mode) or LEG_KINDS[kind]).label


def leg_length(days: int, day_basis: str) -> str:
    """How long a leg takes: "5 working days", "28 days"."""
    return count_of(days, "working day" if day_basis == "working" else "day")


def leg_icon(kind: str, mode: str = "") -> str:
    """The lucide icon of a leg."""
    return (FREIGHT_MODES.get(mode) or LEG_KINDS[kind]).icon
