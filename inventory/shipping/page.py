"""A shipment as a page or a list shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from inventory.models import AbstractDeparture, Shipment
from inventory.rules.shipping import Packed, tracking_link
from inventory.shipping.queries import on_the_way, packed
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
