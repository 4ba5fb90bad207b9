"""Shipping: where goods may go, what fits a carton, which units are taken from where. Pure."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeVar
from urllib.parse import quote

from inventory.rules.stock import (
    AWD,
    CAUSES,
    CHECK_IN_CORRECTED,
    CHECKED_IN,
    FACILITY,
    FBA,
    FOUND,
    LOST,
    OUTSIDE,
    PLACE_KINDS,
    SHIPPED,
    TAKEN_BACK,
)
from leadtimes.rules.portions import STARTS_A_PORTION
from sostocked.foundation.rules.measures import length_unit, shown, weight_unit
from sostocked.foundation.words import count_of

DESTINATIONS = {kind: PLACE_KINDS[kind] for kind in (FACILITY, FBA, AWD, OUTSIDE)}
SHIPMENT_CAUSES = {
    cause: CAUSES[cause] for cause in (SHIPPED, TAKEN_BACK, CHECKED_IN, CHECK_IN_CORRECTED, LOST, FOUND)
}
"""What a line of a shipment may say; all of it but what a receipt takes."""

AMAZON = (FBA, AWD)
AMAZON_NAMES = {FBA: "Amazon FBA", AWD: "Amazon AWD"}


def destination_kind(leg_kind: str) -> str:
    """Where goods go that go to where such a leg happens."""
    amazon = {"fba": FBA, "awd": AWD}.get(leg_kind)
    return amazon or (FACILITY if leg_kind in STARTS_A_PORTION else OUTSIDE)


MOST_CARTONS = 5_000
"""Of one shipment: Amazon takes no more in one go either."""

_LINKS = {
    "ups": "https://www.ups.com/track?tracknum={}",
    "fedex": "https://www.fedex.com/fedextrack/?trknbr={}",
    "usps": "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
    "dhl": "https://www.dhl.com/en/express/tracking.html?AWB={}",
}


def tracking_numbers(text: str) -> list[str]:
    """One from each line that is not blank, each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def tracking_link(carrier: str, number: str) -> str:
    """Where the carrier tells about it; empty for a carrier whose page nobody knows."""
    words = carrier.lower().split()
    found = next((link for name, link in _LINKS.items() if name in words), "")
    return found.format(quote(number, safe="")) if found else ""


class CartonLimits(NamedTuple):
    """What one carton may weigh and how long its sides may be, unless one single unit is heavier or longer."""

    most_kg: Decimal
    most_cm: Decimal


LIMITS = {FBA: CartonLimits(most_kg=Decimal("22.6796185"), most_cm=Decimal("63.5"))}
"""By destination: Amazon's 50 lb and 25 in."""


@dataclass(frozen=True, slots=True)
class CartonSize:
    """Sides and weight of one carton; None where nobody measured."""

    sides_cm: tuple[Decimal | None, ...] = ()
    weight_kg: Decimal | None = None

    def sides_in(self, system: str) -> str:
        """As in “60.5 × 40 × 30 cm”; empty where a side is missing."""
        unit, known = length_unit(system), [side for side in self.sides_cm if side]
        is_known = len(known) == 3
        return f"{' × '.join(shown(side, unit) for side in known)} {unit.symbol}" if is_known else ""

    def weight_in(self, system: str) -> str:
        """As in “12.25 kg”; empty where nobody weighed it."""
        unit = weight_unit(system)
        return f"{shown(self.weight_kg, unit)} {unit.symbol}" if self.weight_kg else ""


def beyond_limits(to_kind: str, size: CartonSize, system: str) -> str:
    """What is too much of a carton for its destination, in the units of `system`; empty if nothing is."""
    limits = LIMITS.get(to_kind)
    if limits is None:
        return ""
    longest = max((side for side in size.sides_cm if side), default=Decimal(0))
    length, weight, words = length_unit(system), weight_unit(system), []
    if size.weight_kg and size.weight_kg > limits.most_kg:
        words.append(f"weigh {shown(size.weight_kg, weight)} {weight.symbol}, more than "
                     f"{shown(limits.most_kg, weight)}")  # fmt: skip
    if longest > limits.most_cm:
        words.append(f"are {shown(longest, length)} {length.symbol} long, more than "
                     f"{shown(limits.most_cm, length)}")  # fmt: skip
    return f"These cartons {' and '.join(words)}." if words else ""


class Packed(NamedTuple):
    """How many cartons, units and kilograms a shipment is; no weight where a carton was not weighed."""

    cartons: int
    units: int
    weight_kg: Decimal | None

    def words(self, system: str) -> str:
        """As in “49 cartons, 1,960 units, 612.5 kg”."""
        unit = weight_unit(system)
        weight = f"{shown(self.weight_kg, unit)} {unit.symbol}" if self.weight_kg is not None else ""
        amounts = [
            count_of(self.cartons, "carton") if self.cartons else "",
            count_of(self.units, "unit"),
            weight,
        ]
        return ", ".join(filter(None, amounts))


K = TypeVar("K", bound=Hashable)


class Drawn(NamedTuple):
    """So many units taken from the store `key`, where they lie under `lot`."""

    key: int
    lot: int | None
    units: int


def draw(stores: Sequence[tuple[int, Mapping[int | None, int]]], lot: int | None, units: int) -> list[Drawn]:
    """Take `units` of one product out of `stores` (each a key and units by lot), as far as they go.

    First what lies under the same `lot`, then what nobody said a lot of, then the rest; each store by store.
    """
    left, found = units, []
    for key, of_lot, there in _in_turn(stores, lot):
        taken = min(left, there)
        if taken:
            found.append(Drawn(key, of_lot, taken))
            left -= taken
    return found


def _in_turn(
    stores: Sequence[tuple[int, Mapping[int | None, int]]], lot: int | None
) -> list[tuple[int, int | None, int]]:
    rows = [(key, of_lot, there) for key, by_lot in stores for of_lot, there in by_lot.items() if there > 0]
    return sorted(rows, key=lambda row: (row[1] != lot, row[1] is not None))


def summed(rows: Iterable[tuple[K, int]]) -> dict[K, int]:
    """Units by key."""
    found: dict[K, int] = defaultdict(int)
    for key, units in rows:
        found[key] += units
    return dict(found)
