"""What an order knows of a work order on its way. Pure; `purchasing.work_order_summaries` finds them."""

from dataclasses import dataclass
from datetime import date, datetime

from leadtimes.rules.told_days import ToldDay
from sostocked.foundation.pages.badges import Badge


@dataclass(frozen=True, slots=True)
class WorkOrderSummary:
    """A document that tells a business on the order's way what to do: `steps` is that in words, in order.

    `labels` are the products that it labels, by key, with None for every product on it.
    `arrival` and `leaving` are its days as they are told, where they still lie ahead.
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
