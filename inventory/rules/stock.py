"""Where stock can be, in which condition, and why it moves: the words of the ledger. Pure."""

from collections.abc import Sequence

FACILITY = "facility"
IN_TRANSIT = "in_transit"
FBA, AWD = "fba", "awd"
SUPPLIER, BUILD, ADJUSTMENT, OUTSIDE = "supplier", "build", "adjustment", "outside"

PLACE_KINDS = {
    FACILITY: "Facility",
    IN_TRANSIT: "In transit",
    FBA: "Amazon FBA",
    AWD: "Amazon AWD",
    SUPPLIER: "Supplier",
    BUILD: "Build",
    ADJUSTMENT: "Adjustment",
    OUTSIDE: "Outside",
}

DOORS = (SUPPLIER, BUILD, ADJUSTMENT, OUTSIDE)
"""Through these goods come and go; they alone may stand below zero."""

ONE_OF_EACH = (FBA, AWD, *DOORS)
"""Places of which an organization has one."""

GOOD, DAMAGED, ON_HOLD = "good", "damaged", "on_hold"
CONDITIONS = {GOOD: "Good", DAMAGED: "Damaged", ON_HOLD: "On hold"}

OPENING, COUNT, SCRAP = "opening", "count", "scrap"
ADJUSTMENTS = {OPENING: "Opening stock", COUNT: "Count", SCRAP: "Scrap"}
"""Causes that somebody enters by hand, with a reason, through the door of that name."""

RECEIPT, CORRECTION = "receipt", "correction"

SHIPPED, TAKEN_BACK = "shipped", "shipment_undone"
CHECKED_IN, CHECK_IN_CORRECTED = "checked_in", "check_in_corrected"
LOST, FOUND = "lost", "found"
BUILT, UNBUILT = "build", "unbuild"
SPOILED, SPOILED_NOT = "spoiled", "spoiled_not"
BUNDLING = {
    BUILT: "Built",
    UNBUILT: "Un-bundled",
    SPOILED: "Scrapped at bundling",
    SPOILED_NOT: "Scrap taken back",
}

CAUSES = {
    **ADJUSTMENTS,
    RECEIPT: "Received",
    CORRECTION: "Receipt corrected",
    SHIPPED: "Shipped",
    TAKEN_BACK: "Departure taken back",
    CHECKED_IN: "Counted at Amazon",
    CHECK_IN_CORRECTED: "Amazon's count corrected",
    LOST: "Lost on the way",
    FOUND: "Turned up",
    **BUNDLING,
}

HOLD, RELEASE, DAMAGE, REPAIR = "hold", "release", "damage", "repair"
SUPPLIER_RETURN, CALL_BACK = "supplier_return", "call_back"
CONDITION_CHANGES = {
    HOLD: "Put on hold",
    RELEASE: "Released from hold",
    DAMAGE: "Found damaged",
    REPAIR: "Repaired",
    SUPPLIER_RETURN: "Returned to the supplier",
    CALL_BACK: "Called back",
}
"""Causes by which units change their condition where they are, or go back because of it; always with a reason."""
CAUSES |= CONDITION_CHANGES

UNANNOUNCED = "unannounced"
UNANNOUNCED_ASSIGNED, UNANNOUNCED_KEPT = "unannounced_assigned", "unannounced_kept"
UNANNOUNCED_BACK = "unannounced_back"
UNANNOUNCED_GOODS = {
    UNANNOUNCED: "Came unannounced",
    UNANNOUNCED_ASSIGNED: "Unannounced: assigned to a work order",
    UNANNOUNCED_KEPT: "Unannounced: put into stock",
    UNANNOUNCED_BACK: "Unannounced: taken back",
}
"""Causes of goods that came on no work order, and of what became of them."""
CAUSES |= UNANNOUNCED_GOODS

MOST_UNITS = 1_000_000_000
"""Of one product in one go."""


def units_after(kind: str, before: int, units: int) -> int:
    """What is on hand after an adjustment of `units`, of which there were `before`.

    Counted units are what there is; opening stock comes on top; scrap goes away. Below zero: more than is there.
    """
    return {OPENING: before + units, COUNT: units, SCRAP: before - units}[kind]


def as_choices(words: dict[str, str], *, among: Sequence[str] = ()) -> list[tuple[str, str]]:
    """For a field or a form; all of `words`, or those `among` them."""
    return [(key, word) for key, word in words.items() if not among or key in among]
