"""The page of a work order as one value: what it says, what changed, who read it, what may be done."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse

from inventory.rules.product_facts import not_full
from inventory.shipping.page import ShipmentRow
from leadtimes.leg_reports.date_change_history import DateChangeRecord
from leadtimes.leg_reports.leg_table import LegRow, leg_rows
from leadtimes.rules.bar import Bar
from leadtimes.rules.lateness import days_behind
from leadtimes.rules.lateness_words import Lateness
from leadtimes.rules.leg_reports import SOON
from leadtimes.rules.told_days import ToldDay
from sostocked.foundation.records.changes import Change
from sostocked.foundation.records.history import Event
from sostocked.foundation.words import count_of, day_of, from_today, weekday_of
from workorders.access import Access
from workorders.closed_day_words import tell_days
from workorders.content import (
    StepText,
    WorkOrderContent,
    read_content,
    work_order_bar,
)
from workorders.goods.received import receipts_in_short, tallies_of
from workorders.goods.shipped import arrivals_of, departures_of, units_shipped
from workorders.locking import may_write_steps
from workorders.models import Acknowledgement, Receipt, Step, WorkOrderLine
from workorders.page.bundles import Bundling, StepBundling, read_bundling
from workorders.page.history import since_sent, story_of
from workorders.page.photos import Photos, read_photos
from workorders.rules.contradictions import contradictions
from workorders.rules.receiving import Tally, together
from workorders.snapshots import differences, says_less, snapshot_of
from workorders.workflow import OVER, Status


class Label(NamedTuple):
    """Which label goes onto which product; `fnsku` is empty where the seller gave none."""

    sku: str
    fnsku: str


class Ingredient(NamedTuple):
    """A part of a bundle, for one and for all of them."""

    quantity: int
    sku: str
    title: str
    total: int


class StepRow(NamedTuple):
    """A step as the page shows it; `contradictions` say where its text names what its products no longer are."""

    number: int
    step: Step
    text: str
    contradictions: list[str]
    labels: list[Label]
    ingredients: list[Ingredient]
    bundling: StepBundling | None = None


class LineRow(NamedTuple):
    """A line as the page shows it."""

    line: WorkOrderLine
    tally: Tally | None
    shipped: int = 0


@dataclass(frozen=True)
class WorkOrderPage:
    """A visit, the paper that lies there, and who acknowledged it. Asks the database nothing more."""

    access: Access
    content: WorkOrderContent
    acknowledgements: list[Acknowledgement]
    date_changes: list[DateChangeRecord]
    history: list[Event]
    tallies: dict[int, Tally] = field(default_factory=dict)
    receipts: list[Receipt] = field(default_factory=list)
    departures: list[ShipmentRow] = field(default_factory=list)
    arrivals: list[ShipmentRow] = field(default_factory=list)
    bundling: Bundling = field(default_factory=Bundling)
    photos: Photos = field(default_factory=Photos)

    @property
    def line_rows(self) -> list[LineRow]:
        """The lines, each with what came of it once anything did."""
        shipped = units_shipped(self.departures)
        tallies = self.tallies if self.receipts else {}
        return [
            LineRow(line, tallies.get(line.product_id), shipped.get(line.product_id, 0))
            for line in self.lines
        ]

    @property
    def shipped(self) -> int | None:
        """Units of its lines that left, once anything did."""
        return sum(row.shipped for row in self.line_rows) if self.departures else None

    @property
    def came(self) -> Tally | None:
        """All lines together, once anything came."""
        return together(self.tallies.values()) if self.receipts else None

    @property
    def work_order(self):
        return self.content.work_order

    @cached_property
    def bar(self) -> Bar:
        access = self.access
        return work_order_bar(
            self.content, today=access.today, discreet=access.discreet, staffed=access.staffed
        )

    @property
    def may_write_steps(self) -> bool:
        return self.access.writes and may_write_steps(self.work_order)

    @property
    def is_cancelled(self) -> bool:
        return self.work_order.status == Status.CANCELLED

    @cached_property
    def lines(self) -> list[WorkOrderLine]:
        return self.content.lines

    @cached_property
    def leg_rows(self) -> list[LegRow]:
        """The legs that this work order takes care of."""
        return leg_rows(
            self.content.own_legs,
            running=self.work_order.sent_at is not None,
            today=self.access.today,
            date_changes=self.date_changes,
            address=self._report_address,
        )

    def _report_address(self, leg) -> str:
        """Where to say what happened to `leg`; empty for those who may not."""
        if not self.access.may_report:
            return ""
        work_order = self.work_order
        values = [work_order.organization.slug, work_order.number, leg.pk]
        return reverse("workorders:report_leg", args=values)

    @property
    def offers_arrival(self) -> bool:
        """Whether starting the work may say, too, that the goods came: where nobody did, and it is about time."""
        expected, here = self.work_order.expected_on, self.content.legs_here
        unsaid = bool(here) and not (here[0].actual_starts_on or here[0].actual_ends_on)
        return unsaid and self.access.is_running and bool(expected) and expected - self.access.today <= SOON

    @property
    def to_confirm(self) -> list[LegRow]:
        """Legs of its own that are over by the calendar only."""
        return [row for row in self.leg_rows if row.asks] if self.access.is_running else []

    @property
    def last(self) -> Acknowledgement | None:
        """The latest acknowledgement."""
        return self.acknowledgements[-1] if self.acknowledgements else None

    @cached_property
    def changes(self) -> list[Change]:
        """What reads differently than in the revision acknowledged last."""
        if self.last is None or not self.work_order.awaits_acknowledgement:
            return []
        return [
            Change(each.name, _shown(each.before), _shown(each.after))
            for each in differences(self.last.content, snapshot_of(self.content))
        ]

    @property
    def says_more_than_acknowledged(self) -> bool:
        """Whether less was noted of what was acknowledged last than is compared today."""
        return self.last is not None and says_less(self.last.content)

    @cached_property
    def steps(self) -> list[StepRow]:
        lines = [line for line in self.lines if line.quantity]
        bundles = self.bundling.steps
        rows = [_row(n, each, lines) for n, each in enumerate(self.content.steps, start=1)]
        return [row._replace(bundling=bundles.get(row.step.pk)) for row in rows] if bundles else rows

    @cached_property
    def steps_done(self) -> int:
        return sum(row.step.done_at is not None for row in self.steps)

    @property
    def all_done(self) -> bool:
        return self.steps_done == len(self.steps)

    @property
    def tiles(self) -> list[dict]:
        """Dates and amounts, for components/stat_tiles.html."""
        arrival = "Work starts" if self.work_order.stands_alone else "Goods expected"
        leaving = "Must leave" if self.content.onward else "To be done by"
        count, here = len(self.lines), self.content.legs_here
        first, last = (here[0], here[-1]) if here else (None, None)
        return [
            self._day(
                arrival,
                self.work_order.expected_on,
                self.work_order.arrival,
                is_arrival=True,
                said=first.actual_starts_on if first else None,
                as_placed=first.baseline_starts_on if first else None,
            ),
            self._day(
                leaving,
                self.work_order.leave_on,
                self.work_order.leaving,
                said=last.actual_ends_on if last else None,
                as_placed=last.baseline_ends_on if last else None,
            ),
            {
                "label": "Units",
                "value": f"{self.content.units:,}",
                "hint": count_of(count, "product"),
            },
            {
                "label": "Cartons",
                "value": f"{self.content.cartons:,}",
                "hint": not_full([line.packed for line in self.lines]),
            },
        ]

    def _day(
        self,
        label: str,
        day: date | None,
        told: ToldDay | None,
        *,
        said: date | None,
        as_placed: date | None,
        is_arrival: bool = False,
    ) -> dict:
        """A date: when that is, whether somebody has confirmed it, and how late it is.

        Where work has begun the goods came: nobody is asked whether they did.
        """
        if day is None:
            return {"label": label, "value": "Not dated"}
        tile = {"label": label, "value": day_of(day), "hint": weekday_of(day)}
        if self.work_order.status in OVER:
            return tile
        is_open = not said and not (is_arrival and self.work_order.status == Status.IN_PROGRESS)
        now = Lateness(days_behind(day, as_placed), at_risk=is_open and day < self.access.today)
        words = [] if now == Lateness() else now.words
        closed = _closed(told) if told and not said else ""
        shown = told.counts if told and told.is_before and told.counts else day
        in_days = (
            from_today((shown - self.access.today).days) if closed else _from_today(day, self.access.today)
        )
        when = "confirmed" if said else in_days
        if told and closed and told.is_before:
            tile["value"] = told.words
        tile["hint"] = " · ".join(filter(None, [closed, when, *(word.text for word in words)]))
        tile["tone"] = next((word.tone for word in words), "")
        return tile


def read_page(access: Access) -> WorkOrderPage:
    """Read everything the page shows; in a fixed number of queries whatever the size of the work order."""
    content = read_content(access.work_order)
    receipts = receipts_in_short(access.work_order) if access.has_receipts else []
    tell_days([access.work_order])
    acknowledgements = list(access.work_order.acknowledgements.select_related("by"))
    date_changes = content.date_changes
    if access.discreet:
        date_changes = [each.for_facility(access.work_order.facility_id) for each in date_changes]
    departures = departures_of(access.work_order) if access.has_departures else []
    tallies = tallies_of(access.work_order) if receipts else {}
    photos = read_photos(access) if access.has_photos else Photos()
    story = story_of(
        access.work_order,
        lines=content.lines,
        acknowledgements=acknowledgements,
        date_changes=date_changes,
        elsewhere=content.date_changes_elsewhere,
        removals=photos.removed,
    )
    return WorkOrderPage(
        access=access,
        content=content,
        acknowledgements=acknowledgements,
        date_changes=date_changes,
        history=since_sent(story) if access.discreet else story,
        tallies=tallies,
        receipts=receipts,
        departures=departures,
        arrivals=arrivals_of(access.work_order) if access.has_arrivals and access.is_running else [],
        bundling=read_bundling(access, content, tallies, units_shipped(departures)),
        photos=photos,
    )


def _row(number: int, said: StepText, lines: Iterable[WorkOrderLine]) -> StepRow:
    step = said.step
    labels, ingredients = [], []
    if step.kind == "label":
        told = [step.facts] if step.product_id else [line.facts for line in lines]
        labels = [Label(facts.sku, facts.fnsku) for facts in told]
    if step.kind == "bundle":
        ingredients = [
            Ingredient(part.quantity, part.sku, part.title, part.quantity * (step.quantity or 0))
            for part in said.parts
        ]
    about = [step.facts] if step.product_id else [line.facts for line in lines]
    return StepRow(
        number=number,
        step=step,
        text=said.text,
        contradictions=contradictions(step.instruction, about),
        labels=labels,
        ingredients=ingredients,
    )


def _closed(told: ToldDay) -> str:
    """Beside the day that is shown: that nobody is there, and which day counts."""
    return told.closed if told.is_before else told.words


def _from_today(day: date, today: date) -> str:
    days = (day - today).days
    return f"{weekday_of(day)}, {from_today(days)}" if days > 0 else from_today(days)


def _shown(text: str) -> str:
    """Dates are kept as 2026-12-13 and shown as 13 Dec 2026; anything else is shown as it is."""
    try:
        return day_of(date.fromisoformat(text))
    except ValueError:
        return text
