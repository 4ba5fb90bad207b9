"""An order as its page shows it: one value, read with a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse

from inventory.rules.product_facts import not_full
from inventory.shipping.page import ShipmentRow
from leadtimes.leg_reports.date_change_history import DateChangeRecord, read_date_changes
from leadtimes.leg_reports.leg_table import LegRow, leg_rows
from leadtimes.models import calendar_columns
from leadtimes.rules.bar import Bar
from leadtimes.rules.lateness import days_behind
from leadtimes.rules.lead_time_merge import side_by_side
from leadtimes.rules.legs import end_of_chain, read_values
from leadtimes.rules.told_days import available_day
from purchasing.departed import departures_of
from purchasing.models import OrderLeg, OrderLine, PurchaseOrder
from purchasing.order_legs.bar import order_bar
from purchasing.order_legs.words import leg_words, places_of
from purchasing.order_page.figures import OrderFigures, read_figures
from purchasing.order_page.history import last_reason, story_of, with_short_closes
from purchasing.reported_goods import expected_lines
from purchasing.rules.closing_short import Cut, cuts_of, most_that_came, offer_of
from purchasing.rules.goods_location import GoodsLocation, goods_location
from purchasing.rules.leg_fingerprint import fingerprint
from purchasing.rules.line_figures import LineFigures
from purchasing.rules.work_order_summary import WorkOrderSummary
from purchasing.work_order_summaries import work_order_summaries
from purchasing.workflow import OVER
from sostocked.foundation.records.history import Event
from sostocked.foundation.rules.money import amount_in_words
from sostocked.foundation.words import day_of, late_by


class Compared(NamedTuple):
    """A leg of the order and the same leg of the lead time as it is now; either may be missing."""

    position: int
    own: str
    now: str

    @property
    def differs(self) -> bool:
        return self.own != self.now


class LineRow(NamedTuple):
    """A line as the page shows it: with its figures, once anything left or came.

    `cut` is what closing it short would take off, `reason` why that was done before.
    """

    line: OrderLine
    figures: LineFigures | None
    cut: Cut | None
    reason: str


@dataclass(frozen=True)
class OrderPage:
    """Everything the page says of an order. It asks no more, but for places that only the lead time knows."""

    order: PurchaseOrder
    lines: Sequence[OrderLine]
    legs: Sequence[OrderLeg]
    documents: Sequence[WorkOrderSummary]
    history: Sequence[Event]
    date_changes: Sequence[DateChangeRecord]
    lead_time_now: list[list]
    today: date
    may_report: bool
    departures: Sequence[ShipmentRow] = ()
    figures: OrderFigures | None = None

    @cached_property
    def bar(self) -> Bar:
        return order_bar(self.order, self.legs, self.documents, today=self.today)

    @cached_property
    def where(self) -> GoodsLocation:
        return goods_location(self.order.status, self.legs, today=self.today)

    @property
    def is_cancelled(self) -> bool:
        return self.order.status == "cancelled"

    @cached_property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)

    @cached_property
    def cartons(self) -> int:
        return sum(line.cartons for line in self.lines)

    @cached_property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def available_on(self) -> date | None:
        return end_of_chain(self.legs)

    @property
    def days_late(self) -> int:
        """Days behind the baseline; below zero when ahead of it."""
        return days_behind(self.available_on, self.order.baseline_available_on)

    @cached_property
    def tiles(self) -> list[dict]:
        amount = amount_in_words(self.amount, self.order.currency)
        return [
            {"label": "Units", "value": intcomma(self.units)},
            {
                "label": "Cartons",
                "value": intcomma(self.cartons),
                "hint": not_full([line.packed for line in self.lines]),
            },
            {"label": "Amount", "value": amount, "unit": self.order.currency},
            self._available_tile(),
        ]

    def _available_tile(self) -> dict:
        tile = {"label": "Available", "value": day_of(self.available_on, missing="–")}
        if self.is_cancelled:
            return {**tile, "value": "–", "hint": "cancelled"}
        if self.days_late:
            tile["hint"] = f"{late_by(self.days_late)}; {day_of(self.order.baseline_available_on)} as placed"
            tile["tone"] = "danger" if self.days_late > 0 else ""
        elif self.order.baseline_available_on:
            tile["hint"] = "as placed"
        if closed := self._closed_then:
            tile["hint"] = " · ".join(filter(None, [closed, tile.get("hint", "")]))
        return tile

    @property
    def _closed_then(self) -> str:
        """That nobody is there on the day at the end of the way, and which one counts; no news once it is over."""
        if not self.legs or self.order.status in OVER:
            return ""
        told = available_day(self.legs[-1], self.legs[-1].known_calendar)
        return told.beside if told else ""

    @cached_property
    def leg_rows(self) -> list[LegRow]:
        return leg_rows(
            self.legs,
            running=self.order.counts_days,
            today=self.today,
            date_changes=self.date_changes,
            address=self._report_address,
        )

    def _report_address(self, leg: OrderLeg) -> str:
        """Where to say what happened to `leg`; empty for those who may not, and when the order is over."""
        if not (self.may_report and self.order.is_open):
            return ""
        values = [self.order.organization.slug, self.order.number, leg.pk]
        return reverse("purchasing:report_leg", args=values)

    @property
    def to_confirm(self) -> list[LegRow]:
        """Legs that are over by the calendar only, and put the order at risk."""
        return [row for row in self.leg_rows if row.asks] if self.order.is_open else []

    @cached_property
    def line_rows(self) -> list[LineRow]:
        """The lines, each with what came of it and where it is."""
        cuts = {cut.line_id: cut for cut in self.cuts}
        figures = self.figures.of_lines if self.figures else [None] * len(self.lines)
        return [
            LineRow(line, each, cuts.get(line.pk), last_reason(line))
            for line, each in zip(self.lines, figures, strict=True)
        ]

    @cached_property
    def cuts(self) -> list[Cut]:
        """What closing the order short would take off its lines."""
        came = most_that_came(self.documents) if self.order.is_open else {}
        return cuts_of(expected_lines(self.lines), came)

    @property
    def units_missing(self) -> int:
        return sum(cut.missing for cut in self.cuts)

    @property
    def offer(self) -> str:
        """What the button of closing short says."""
        return offer_of(self.cuts)

    @cached_property
    def live_work_orders(self) -> list[WorkOrderSummary]:
        return [each for each in self.documents if not each.cancelled]

    # ── The lead time since ───────────────────────────────────────────────────────────────────────────

    @property
    def lead_time_has_changed(self) -> bool:
        """Since it was taken over, and into something else than the order's own legs."""
        over = self.order.status in OVER
        changed = self.lead_time_now != self.order.lead_time_legs
        return not over and changed and self.lead_time_now != [list(leg.values()) for leg in self.legs]

    @property
    def seen(self) -> str:
        """What the person looked at who decides whether to follow the lead time."""
        return fingerprint(self.legs, self.lead_time_now, today=self.today)

    @cached_property
    def compared(self) -> list[Compared]:
        """The order's own legs beside those of the lead time as it is now, leg by leg."""
        ours, now = [leg.values() for leg in self.legs], read_values(self.lead_time_now)
        places = places_of(self.legs, [*ours, *now])
        return [
            Compared(n, leg_words(own, places), leg_words(new, places))
            for n, (own, new) in enumerate(side_by_side(ours, now), start=1)
        ]


def order_page(order: PurchaseOrder, *, has_departures: bool, may_report: bool = False) -> OrderPage:
    """All there is to show of `order`, which must come from its door (`purchasing.access`)."""
    date_changes = read_date_changes(order.date_change_list)
    lines = list(with_short_closes(order.lines.select_related("product")))
    documents = work_order_summaries([order])[order.pk]
    departures = departures_of(order) if has_departures else []
    figures = read_figures(order, lines, documents, departures=departures, has_left=has_departures)
    legs = list(order.legs.select_related("facility").annotate(**calendar_columns("facility")))
    return OrderPage(
        order=order,
        lines=lines,
        legs=legs,
        documents=documents,
        history=story_of(order, lines=lines, date_changes=date_changes),
        date_changes=date_changes,
        lead_time_now=order.lead_time_now,
        today=order.organization.today(),
        may_report=may_report,
        departures=departures,
        figures=figures,
    )
