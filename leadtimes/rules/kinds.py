"""The kinds of facility and leg, with the words and pictures they are shown by. Pure."""

from collections.abc import Collection
from typing import NamedTuple

from sostocked.foundation.words import count_of

STORES, PREPS, INSPECTS, OTHER_WORK = "stores", "preps", "inspects", "other_work"
CAPABILITIES = {
    STORES: "Stores goods",
    PREPS: "Preps goods",
    INSPECTS: "Inspects goods",
    OTHER_WORK: "Does other work",
}
"""What a facility that gets work orders can do; one may do several. All of them receive and ship."""


class Kind(NamedTuple):
    """How a leg of this kind is called and drawn, and where it happens.

    At a facility of its kind, or, with `done_by`, at whichever working facility can do one of these things.
    """

    label: str
    icon: str
    facility_kind: str
    done_by: frozenset[str] = frozenset()

    @property
    def needs_facility(self) -> bool:
        """Whether it must say at which facility: somebody there has to be told."""
        return bool(self.done_by)


LEG_KINDS = {
    "supplier": Kind("Production", "factory", "supplier"),
    "freight": Kind("Freight", "truck", "freight_forwarder"),
    "warehouse": Kind("Warehouse", "warehouse", "warehouse", frozenset({STORES})),
    "prep": Kind("Prep center", "package-check", "prep_center", frozenset({PREPS})),
    "other": Kind("Other business", "building-2", "other", frozenset({INSPECTS, OTHER_WORK})),
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
USUAL_CAPABILITIES = {
    "warehouse": [STORES],
    "prep_center": [STORES, PREPS],
    "other": [INSPECTS, OTHER_WORK],
}
"""What a facility of this kind can do, unless somebody says otherwise."""


def happens_at(leg_kind: str, facility_kind: str, capabilities: Collection[str]) -> bool:
    """Whether a leg of this kind can happen at such a facility."""
    kind = LEG_KINDS[leg_kind]
    return bool(kind.done_by & set(capabilities)) if kind.done_by else kind.facility_kind == facility_kind


def leg_kinds_at(facility_kind: str, capabilities: Collection[str]) -> list[str]:
    """The kinds of leg that can happen at such a facility, its usual one first."""
    kinds = [key for key in LEG_KINDS if happens_at(key, facility_kind, capabilities)]
    return sorted(kinds, key=lambda key: LEG_KINDS[key].facility_kind != facility_kind)


def work_of(leg_kind: str) -> str:
    """What a facility must be able to do for this leg, in words: "stores", "inspects or does other work"."""
    done_by = LEG_KINDS[leg_kind].done_by
    return " or ".join(_IN_WORDS[each] for each in CAPABILITIES if each in done_by)


def capabilities_in_words(capabilities: Collection[str]) -> str:
    """ "stores, preps"."""
    return ", ".join(_IN_WORDS[each] for each in CAPABILITIES if each in capabilities)


_IN_WORDS = {STORES: "stores", PREPS: "preps", INSPECTS: "inspects", OTHER_WORK: "does other work"}


def leg_name(kind: str, mode: str = "", label: str = "") -> str:
    """What a leg is called: its own label, or the name of its kind (for freight, of its mode)."""
    return label or (FREIGHT_MODES.get(mode) or LEG_KINDS[kind]).label


def leg_length(days: int, day_basis: str) -> str:
    """How long a leg takes: "5 working days", "28 days"."""
    return count_of(days, "working day" if day_basis == "working" else "day")


def leg_icon(kind: str, mode: str = "") -> str:
    """The lucide icon of a leg."""
    return (FREIGHT_MODES.get(mode) or LEG_KINDS[kind]).icon
