"""What an order knows of a work order on its way. Pure; `purchasing.work_order_summaries` finds them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from leadtimes.rules.told_days import ToldDay
from sostocked.foundation.pages.badges import Badge


class Came(NamedTuple):
    """Units of a product that came to a business, good and damaged; wrong items are not among them."""

    good: int = 0
    damaged: int = 0

    @property
    def units(self) -> int:
        return self.good + self.damaged


@dataclass(frozen=True, slots=True)
class WorkOrderSummary:
    """A document that tells a business on the order's way what to do: `steps` is that in words, in order.

    `labels` are the products that it labels, by key, with None for every product on it.
    `arrival` and `leaving` are its days as they are told, where they still lie ahead. `came` is what was received
    on it, by product; nothing more is counted where `count_is_final`.
    """

    order_id: int
    leg_id: int | None
    number: str
    url: str
    facility_id: int
    place: str
    badge: Badge
    revision: int
    expected_on: date | None
    leave_on: date | None
    arrival: ToldDay | None = None
    leaving: ToldDay | None = None
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    acknowledged_revision: int | None = None
    awaits_acknowledgement: bool = False
    begun: bool = False
    is_open: bool = False
    cancelled: bool = False
    progress: str = ""
    labels: frozenset[int | None] = frozenset()
    steps: tuple[str, ...] = ()
    came: Mapping[int, Came] = field(default_factory=dict)
    count_is_final: bool = False

    @property
    def units_received(self) -> int:
        return sum(each.units for each in self.came.values())
