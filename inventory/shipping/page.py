"""A shipment as a page or a list shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, cast

from inventory.models import AbstractDeparture, Shipment
from inventory.rules.shipping import Packed, tracking_link
from inventory.shipping.queries import on_the_way, packed, packed_in_short
from inventory.stock.queries import lot_in_words


class CartonRow(NamedTuple):
    """Identical cartons in words: what is in each (units, SKU, lot), its size and weight."""

    cartons: int
    contents: list[tuple[int, str, str]]
    size: str
    weight: str


@dataclass(frozen=True)
class ShipmentRow:
    """A shipment as a list shows it: how much it is, and how much of it is still on the way."""

    shipment: Shipment
    departure: AbstractDeparture | None
    packed: Packed
    on_the_way: int
    system: str

    @property
    def url(self) -> str:
        return self.departure.get_absolute_url() if self.departure else ""

    @property
    def words(self) -> str:
        return self.packed.words(self.system)

    @property
    def tracking(self) -> list[tuple[str, str]]:
        """Each number, and where the carrier tells about it."""
        carrier = self.shipment.carrier
        return [(number, tracking_link(carrier, number)) for number in self.shipment.tracking_numbers]

    @property
    def cartons(self) -> list[CartonRow]:
        return [
            CartonRow(
                each.count,
                [
                    (line.quantity, line.product.sku, lot_in_words(line.lot) if line.lot else "")
                    for line in each.lines.all()
                ],
                each.size.sides_in(self.system),
                each.size.weight_in(self.system),
            )
            for each in self.shipment.cartons.all()
        ]

    @property
    def is_under_way(self) -> bool:
        return self.on_the_way > 0


@dataclass(frozen=True)
class AmazonShipment:
    """What left for Amazon in one go, and what Amazon has of it by its last count. Units of all products."""

    departure: str
    url: str
    count_url: str
    shipment: Shipment
    units: int
    there: int
    on_the_way: int
    last: dict[str, Any] | None

    @property
    def gap(self) -> int:
        """How many fewer Amazon has than left for it; below zero where it has more."""
        return self.units - self.there

    @property
    def counted_on(self) -> date | None:
        return date.fromisoformat(self.last["on"]) if self.last else None

    @property
    def counted_by(self) -> str:
        return self.last["by"] if self.last else ""

    @property
    def is_done(self) -> bool:
        return bool(self.last and self.last["done"])


def amazon_shipment(departure: AbstractDeparture, *, count_url: str) -> AmazonShipment:
    """As a list shows it; `departure` was read with its document, its shipment and `with_counts`."""
    its = cast(Any, departure)
    return AmazonShipment(
        departure=str(departure),
        url=departure.get_absolute_url(),
        count_url=count_url,
        shipment=departure.shipment,
        units=its.units_left or 0,
        there=its.units_there or 0,
        on_the_way=its.units_on_the_way or 0,
        last=its.last_count,
    )


def rows_of(pairs: Sequence[tuple[Shipment, AbstractDeparture | None]], system: str) -> list[ShipmentRow]:
    """Rows of shipments that were read with their cartons; one query."""
    under_way = on_the_way(shipment for shipment, _departure in pairs)
    return [
        ShipmentRow(
            shipment,
            departure,
            packed(list(shipment.cartons.all())),
            sum(row.quantity for row in under_way[shipment.pk]),
            system,
        )
        for shipment, departure in pairs
    ]


def row_in_short(
    row: Any, shipment: Shipment, departure: AbstractDeparture | None, system: str
) -> ShipmentRow:
    """A row of a shipment as a list shows it, of what was read `in_short`. Asks the database nothing."""
    return ShipmentRow(shipment, departure, packed_in_short(row.packed_list), row.way or 0, system)
