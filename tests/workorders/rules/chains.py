"""Legs with their places, and where goods go from them: what the rules of work orders are tried on."""

from dataclasses import dataclass

from leadtimes.rules.portions import divide
from workorders.rules.onward import onward_from


@dataclass(frozen=True)
class Place:
    pk: int
    place: str
    address: str = ""


HARBOR = Place(1, "Harbor Logistics (Long Beach)", "1 Pier Street")
LONE_STAR = Place(2, "Lone Star Prep (Dallas)", "2 Main Street")
FTW1 = Place(3, "FTW1 (Dallas)", "3 Amazon Way")


@dataclass(frozen=True)
class Leg:
    kind: str
    facility: Place | None = None
    name: str = "Leg"

    @property
    def facility_id(self):
        return self.facility.pk if self.facility else None


MADE = Leg("supplier", name="Production")
STORED = Leg("warehouse", HARBOR, "Warehouse")
PREPPED = Leg("prep", LONE_STAR, "Prep center")
HAULED = Leg("freight", name="Ground freight")
FBA, AWD = Leg("fba", name="FBA check-in"), Leg("awd", name="AWD")


def onward(*legs, number=1):
    """Where goods go after portion `number` of a chain."""
    portions = divide(legs)
    return onward_from(legs, portions[number], dict(enumerate(portions)).get(number + 1))
