"""What is read of the departures of a work order, and whether anything may leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Prefetch

from inventory.models import Shipment
from inventory.rules.shipping import Packed, tracking_link
from inventory.shipping.queries import on_the_way, packed, with_cartons
from inventory.stock.queries import lot_in_words
from workorders.arrivals import shipments_towards
from workorders.models import Departure, WorkOrder
from workorders.workflow import Status


class CartonRow(NamedTuple):
    """Identical cartons in words: what is in each (units, SKU, lot), its size and weight."""

    count: int
    contents: list[tuple[int, str, str]]
    size: str
    weight: str


@dataclass(frozen=True)
class DepartureRow:
    """A shipment as a list shows it: how much it is, and how much of it is still on the way."""

    shipment: Shipment
    departure: Departure | None
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


def departures_of(work_order: WorkOrder) -> list[DepartureRow]:
    """Its departures, those that were taken back included; four queries for any number."""
    cartons = with_cartons(Shipment.objects.select_related("by", "to_facility"))
    rows = work_order.departures.select_related("taken_back_by").prefetch_related(
        Prefetch("shipment", cartons)
    )
    for each in rows:
        each.work_order = work_order
    return rows_of([(each.shipment, each) for each in rows], work_order.organization.units)


def arrivals_of(work_order: WorkOrder) -> list[DepartureRow]:
    """What is on its way to its facility, without saying from whom; five queries for any number."""
    shipments = with_cartons(shipments_towards(work_order).select_related("by"))
    rows = rows_of([(each, None) for each in shipments], work_order.organization.units)
    return [row for row in rows if row.is_under_way]


def rows_of(pairs: Sequence[tuple[Shipment, Departure | None]], system: str) -> list[DepartureRow]:
    """Rows of shipments that were read with their cartons; one query."""
    under_way = on_the_way(shipment for shipment, _departure in pairs)
    return [
        DepartureRow(
            shipment,
            departure,
            packed(list(shipment.cartons.all())),
            sum(row.quantity for row in under_way[shipment.pk]),
            system,
        )
        for shipment, departure in pairs
    ]


def why_not_ship(work_order: WorkOrder) -> str:
    """Why nothing can leave on it now, in a sentence; empty where it can."""
    number = work_order.number
    if work_order.awaits_acknowledgement:
        return f"Acknowledge {number} before its goods leave."
    if work_order.status not in (Status.ACKNOWLEDGED, Status.IN_PROGRESS):
        return f"{number} is {work_order.badge.label.lower()}: nothing leaves on it."
    return ""
