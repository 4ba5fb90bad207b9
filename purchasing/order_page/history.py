"""The story of a purchase order."""

from collections.abc import Iterable
from datetime import date

from inventory.as_said import said_otherwise
from leadtimes.leg_reports.date_change_history import DateChangeRecord, with_date_changes
from leadtimes.rules.kinds import leg_name
from purchasing.models import OrderLeg, OrderLine, PurchaseOrder
from purchasing.workflow import OPEN
from sostocked.foundation.records.history import Event, Teller, events_about, history_of
from sostocked.foundation.words import day_of

_MOVES = {
    "placed": ("send", "placed the order"),
    "confirmed": ("handshake", "noted the supplier's confirmation"),
    "closed": ("archive", "closed the order"),
    "cancelled": ("ban", "cancelled the order"),
}


def story_of(
    order: PurchaseOrder, *, lines: Iterable[OrderLine], date_changes: Iterable[DateChangeRecord] = ()
) -> list[Event]:
    """What happened to `order`, its lines and its legs, newest first; one query where the rest is known."""
    events = list(events_about(order, PurchaseOrder, OrderLine, OrderLeg))
    skus = {line.product_id: line.facts.sku for line in lines}
    return with_date_changes(history_of(events, _tellers(skus)), date_changes)


def _tellers(skus: dict[int, str]) -> dict[str, Teller]:
    return {
        "purchasing.PurchaseOrder": Teller(
            {"ordered_on": "PO date", "currency": "Currency", "notes": "Notes", "cancel_reason": "Reason"},
            headline=_headline,
            show=_fact,
        ),
        "purchasing.OrderLine": Teller(
            {"quantity": "quantity", "unit_cost": "unit cost"},
            subject=lambda data: skus.get(data["product_id"], "A product no longer ordered:"),
            show=_plain_number,
            spread={"as_said": said_otherwise},
        ),
        "purchasing.OrderLeg": Teller(
            {"days": "days"}, subject=lambda data: leg_name(data["kind"], data["mode"], data["label"])
        ),
    }


def _fact(column: str, value) -> str:
    return day_of(date.fromisoformat(value)) if column == "ordered_on" and value else value or ""


def _headline(event) -> tuple[str, str] | None:
    if event.pgh_label == "insert":
        return ("file-plus", "drafted the order")
    diff = event.pgh_diff or {}
    if move := _MOVES.get(diff.get("status", (None, None))[1]):
        return move  # placing may take over the lead time of today, too
    if "lead_time_legs" in diff and event.pgh_data["status"] in OPEN:
        return ("git-compare", "compared the legs with the lead time of today")
    return None


def _plain_number(_column: str, value) -> str:
    return "" if value is None else f"{float(value):,.4f}".rstrip("0").rstrip(".")
