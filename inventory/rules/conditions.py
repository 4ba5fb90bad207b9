"""How units change their condition where they are: held, released, damaged, repaired, sent back. Pure."""

from typing import NamedTuple

from inventory.rules.stock import (
    CONDITIONS,
    DAMAGE,
    DAMAGED,
    GOOD,
    HOLD,
    ON_HOLD,
    RELEASE,
    REPAIR,
    SUPPLIER_RETURN,
)


class Change(NamedTuple):
    """What is done to units: why they move, from which conditions, and what they are then (None: they leave)."""

    label: str
    cause: str
    takes: tuple[str, ...]
    becomes: str | None
    for_seller: bool = False


CHANGES = {
    "hold": Change(
        "Put on hold: nobody uses these units until they are released", HOLD, (GOOD, DAMAGED), ON_HOLD
    ),
    "damage": Change("Found damaged: these units were good", DAMAGE, (GOOD,), DAMAGED),
    "repair": Change("Repaired: these units were damaged and are good again", REPAIR, (DAMAGED,), GOOD),
    "release_good": Change("Release from hold as good", RELEASE, (ON_HOLD,), GOOD, for_seller=True),
    "release_damaged": Change("Release from hold as damaged", RELEASE, (ON_HOLD,), DAMAGED, for_seller=True),
    "supplier_return": Change(
        "Return to the supplier: these units leave",
        SUPPLIER_RETURN,
        (DAMAGED, ON_HOLD),
        None,
        for_seller=True,
    ),
}
"""Who works at a facility says what it finds; the seller decides what becomes of it."""


def changes_for(*, seller: bool) -> dict[str, Change]:
    """What a person may choose from: everything for the seller, what it sees itself for a facility."""
    return {key: change for key, change in CHANGES.items() if seller or not change.for_seller}


def why_not(change: Change, condition: str, units: int, on_hand: int) -> str:
    """Why so many units of that condition cannot change so; nothing where they can."""
    if condition not in change.takes:
        wanted = " or ".join(CONDITIONS[each].lower() for each in change.takes)
        return f"These are {CONDITIONS[condition].lower()}; this is for units that are {wanted}."
    if units > on_hand:
        return f"{units:,} cannot change, {on_hand:,} are there."
    return ""
