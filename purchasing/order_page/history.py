"""The story of a purchase order."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Protocol, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from inventory.as_said import said_otherwise
from leadtimes.leg_reports.date_change_history import DateChangeRecord, with_date_changes
from leadtimes.rules.kinds import leg_name
from purchasing.models import OrderLeg, OrderLine, PurchaseOrder, ShortClose
from purchasing.workflow import OPEN
from sostocked.foundation.records.history import Event, Teller, events_about, history_of
from sostocked.foundation.words import day_of

_MOVES = {
    "placed": ("send", "placed the order"),
    "confirmed": ("handshake", "noted the supplier's confirmation"),
    "closed": ("archive", "closed the order"),
    "cancelled": ("ban", "cancelled the order"),
}
CLOSED_SHORT = ("package-minus", "closed the order short")
EXPECTED_AGAIN = ("package-plus", "expects again what was closed short")


def story_of(
    order: PurchaseOrder, *, lines: Iterable[OrderLine], date_changes: Iterable[DateChangeRecord] = ()
) -> list[Event]:
    """What happened to `order`, its lines and its legs, newest first; one query where the rest is known."""
    events, lines = list(events_about(order, PurchaseOrder, OrderLine, OrderLeg)), list(lines)
    skus = {line.product_id: line.facts.sku for line in lines}
    told = [_with_reason(event, lines) for event in history_of(events, _tellers(skus))]
    return with_date_changes(told, date_changes)


def with_short_closes(lines: QuerySet[OrderLine]) -> QuerySet[OrderLine]:
    """Adds `short_close_list`: when and why each line was closed short or expected again, oldest first."""
    rows = ShortClose.objects.filter(line=OuterRef("pk")).order_by("pk")
    return lines.annotate(
        short_close_list=ArraySubquery(rows.values(row=JSONObject(at="at", reason="reason")))
    )


class _WithShortCloses(Protocol):
    short_close_list: list[dict[str, Any]]


def last_reason(line: OrderLine) -> str:
    """Why a line (read `with_short_closes`) is closed short; empty where it is not."""
    told = cast(_WithShortCloses, line).short_close_list
    return told[-1]["reason"] if line.short and told else ""


def _with_reason(event: Event, lines: Iterable[OrderLine]) -> Event:
    """The event with why lines were closed short in it, or expected again: written at the same instant."""
    if event.what not in (CLOSED_SHORT[1], EXPECTED_AGAIN[1]):
        return event
    told = (row for line in lines for row in cast(_WithShortCloses, line).short_close_list)
    reasons = [row["reason"] for row in told if datetime.fromisoformat(row["at"]) == event.at]
    return replace(event, note=reasons[-1] if reasons else "")


def _tellers(skus: dict[int, str]) -> dict[str, Teller]:
    return {
        "purchasing.PurchaseOrder": Teller(
            {"ordered_on": "PO date", "currency": "Currency", "notes": "Notes", "cancel_reason": "Reason"},
            headline=_headline,
            show=_fact,
        ),
        "purchasing.OrderLine": Teller(
            {"quantity": "quantity", "unit_cost": "unit cost"},
            headline=_shortened,
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
    if diff.get("status", (None, None))[0] == "closed":
        return ("lock-open", f"reopened the order: {event.pgh_data['reopen_reason']}")
    if move := _MOVES.get(diff.get("status", (None, None))[1]):
        return move  # placing may take over the lead time of today, too
    if "lead_time_legs" in diff and event.pgh_data["status"] in OPEN:
        return ("git-compare", "compared the legs with the lead time of today")
    return None


def _shortened(event) -> tuple[str, str] | None:
    before, after = (event.pgh_diff or {}).get("short", (0, 0)) if event.pgh_label == "update" else (0, 0)
    if before == after:
        return None
    return CLOSED_SHORT if after > before else EXPECTED_AGAIN


def _plain_number(_column: str, value) -> str:
    return "" if value is None else f"{float(value):,.4f}".rstrip("0").rstrip(".")
