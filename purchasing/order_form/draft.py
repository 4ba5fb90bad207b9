"""A purchase order while it is written: head, lines, legs, bar and totals together."""

from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.http import QueryDict

from inventory.rules.product_facts import ProductFacts
from leadtimes.dating import date_chain
from leadtimes.lead_times.leg_forms import BaseLegFormSet
from leadtimes.models import calendar_columns
from leadtimes.rules.bar import Bar
from leadtimes.rules.schedule import LegDates
from purchasing.models import OrderLeg, PurchaseOrder
from purchasing.order_form.backward_planning import BackwardPlan, backward_plans
from purchasing.order_form.head_form import HeadForm
from purchasing.order_form.line_forms import BaseLineFormSet, LineForm, LineFormSet
from purchasing.order_form.own_legs import DraftOfLegs
from purchasing.order_form.proposed_lead_time import Proposed, take_up_proposal
from purchasing.order_legs.bar import draft_bar, lead_time_label, order_bar
from purchasing.order_rows import copies_of
from purchasing.rules.edit_effects import effect_of_change
from purchasing.rules.goods_reported import reported_leg
from purchasing.rules.missing_fnskus import missing_fnskus, missing_in_words
from purchasing.rules.work_order_summary import WorkOrderSummary
from purchasing.services import Head, change_draft, change_placed, create_order
from purchasing.work_order_summaries import labels_to_come, work_order_summaries
from sostocked.foundation.pages import form_rows
from sostocked.foundation.pages.form_problems import Problem, problems_of, problems_of_rows
from sostocked.foundation.people.models import Organization, User
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import count_of, ended, listed


class Totals(NamedTuple):
    """Sums over what can be read so far."""

    units: int
    cartons: int
    amount: Decimal


class OrderDraft(DraftOfLegs):
    """What one POST says about an order, new or existing, and what follows from it."""

    rows = {"line": "lines", "leg": "legs"}

    def __init__(self, organization: Organization, data: QueryDict, *, order: PurchaseOrder | None = None):
        super().__init__(organization, data, order=order)
        self.proposed = Proposed(data)

    # ── What was typed ────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def lines(self) -> BaseLineFormSet:
        standing = self.order.lines.order_by().values("product") if self.order else None
        lines = LineFormSet(
            self.data,
            prefix="lines",
            organization=self.organization,
            currency=self.currency,
            standing=standing,
            said=lambda: self.facts_as_said,
        )
        lines.is_valid()
        return lines

    @cached_property
    def facts_as_said(self) -> dict[int, ProductFacts]:
        """What the lines of a placed order say of each product; lines that are added say the same of it."""
        if not self.frozen_order:
            return {}
        rows = self.frozen_order.lines.values_list("product_id", "as_said")
        return {product_id: ProductFacts.from_json(said) for product_id, said in rows if said}

    @property
    def parts(self) -> list[HeadForm | BaseLineFormSet | BaseLegFormSet]:
        return [self.head, self.lines, *([] if self.legs is None else [self.legs])]

    @property
    def to_mend(self) -> list[Problem]:
        """All that is wrong with head, legs and lines, in the order in which the page shows them."""
        return [
            *problems_of(self.head),
            *problems_of_rows(self.legs, "Leg"),
            *problems_of_rows(self.lines, "Line"),
        ]

    # ── What changes it ───────────────────────────────────────────────────────────────────────────────

    def propose(self) -> None:
        """Take up the lead time that supplier and products ask for, unless one was chosen by hand."""
        if not self.is_frozen:
            self.proposed = take_up_proposal(self.data, self.organization, self.lines)
            self._use(self.proposed.data)

    def propose_where_none(self) -> None:
        """Take up the proposal where no lead time is chosen: without scripts nobody proposed one before saving."""
        if not self.data.get("lead_time"):
            self.propose()

    def fill_in_costs(self) -> None:
        """Write the last cost of its product into every line without one."""
        for form in self.lines.written:
            form.fill_in_cost()

    def use_plan(self, pk: str) -> None:
        """Take the lead time `pk` and the last PO date that meets the date wanted, or today if that is gone."""
        usable = (plan for plan in self.backward_plans if plan.order_by)
        plan = next((each for each in usable if str(each.lead_time.pk) == pk), None)
        if plan and plan.order_by:
            start = max(plan.order_by, self.organization.today())  # too late is today, never a day gone by
            data = form_rows.replaced(self.data, "legs", [])
            self._use(data, lead_time=pk, ordered_on=str(start), adjusted="")

    def go_on(self, action: str) -> None:
        super().go_on(action)
        if action in ("adjust-legs", "take-over-legs", "keep-legs"):
            self.go_on_in(self.legs, 0)
        elif action == "reset-legs":
            self.focus = "adjust-legs"
        elif action.startswith("use-plan") and "ordered_on" in self.head.fields:
            self.head.fields["ordered_on"].widget.attrs["autofocus"] = True

    # ── What follows from it ──────────────────────────────────────────────────────────────────────────

    @cached_property
    def totals(self) -> Totals:
        figures = [form.figures for form in self.lines.written]
        return Totals(
            units=sum(each.units or 0 for each in figures),
            cartons=sum(each.cartons or 0 for each in figures),
            amount=sum((each.amount or Decimal(0) for each in figures), Decimal(0)),
        )

    def line(self, number: str) -> LineForm | None:
        """The row of this number, as it was sent."""
        return next((form for form in self.lines.forms if form.number == number), None)

    @property
    def currency(self) -> str:
        typed: str = self.head.cleaned_data.get("currency", "")
        return self.frozen_order.currency if self.frozen_order else typed

    @cached_property
    def work_order_summaries(self) -> list[WorkOrderSummary]:
        return work_order_summaries([self.order])[self.order.pk] if self.order else []

    @cached_property
    def bar(self) -> Bar:
        today = self.organization.today()
        if order := self.frozen_order:
            legs = list(order.legs.select_related("facility").annotate(**calendar_columns("facility")))
            return order_bar(order, legs, self.work_order_summaries, today=today)
        typed, number = self.head.cleaned_data, self.order.number if self.order else ""
        legs, lead_time = self._drawn, typed.get("lead_time")
        label = lead_time_label(lead_time, adjusted=self.is_adjusted) if lead_time else ""
        return draft_bar(
            legs,
            self._dates(legs),
            rows=list(self.order.legs.all()) if self.order and self.work_order_summaries else [],
            documents=self.work_order_summaries,
            today=today,
            number=number,
            label=label,
        )

    @cached_property
    def backward_plans(self) -> list[BackwardPlan]:
        """The lead times side by side, when a date is given by which the goods must be sellable."""
        typed = self.head.cleaned_data
        by, supplier = typed.get("sellable_by"), typed.get("supplier")
        return backward_plans(self.organization, by, supplier_id=supplier and supplier.pk) if by else []

    @property
    def effects(self) -> list[tuple[WorkOrderSummary, str]]:
        """What changing the lines does to each document that was sent already."""
        live = [each for each in self.work_order_summaries if not each.cancelled]
        legs = list(self.order.legs.all()) if self.order and live else []
        came = reported_leg(legs) is not None
        return [(each, effect_of_change(each, goods_came=came)) for each in live]

    @property
    def promise(self) -> str:
        """Which work orders placing this will send, and to whom."""
        owners = [portion.owner for portion in self.bar.portions[1:]]
        if not owners:
            return "No warehouse or prep center on the way: no work order is needed." if self.bar.legs else ""
        count = "A work order" if len(owners) == 1 else count_of(len(owners), "work order")
        return ended(f"{count} will be sent when you place this order: to {listed(owners)}")

    @property
    def missing_fnskus(self) -> str:
        """Which products are to be labelled and have no FNSKU, in words: the seller can still give them one."""
        if self.is_frozen:
            return ""
        planned = [each.labels for each in self.work_order_summaries if not each.cancelled]
        labels = frozenset().union(*planned) if planned else labels_to_come(self._drawn)
        products = [form.product for form in self.lines.written if form.product]
        return missing_in_words(missing_fnskus(products, labels))

    @cached_property
    def _drawn(self) -> list[OrderLeg]:
        """The legs as they would be saved."""
        if self.legs is not None:
            return self.legs.legs(OrderLeg)
        lead_time = self.head.cleaned_data.get("lead_time")
        originals = list(lead_time.legs.select_related("facility")) if lead_time else []
        copies = copies_of(originals)
        for copy, original in zip(copies, originals, strict=True):
            copy.facility = original.facility
        return copies

    def _dates(self, legs: list[OrderLeg]) -> tuple[LegDates, ...]:
        typed = self.head.cleaned_data
        supplier = typed.get("supplier")
        if not typed.get("ordered_on"):
            return ()
        try:
            return date_chain(typed["ordered_on"], legs, supplier_id=supplier and supplier.pk)
        except Refused as refusal:
            self.complain(refusal)
            return ()

    # ── Saving it ─────────────────────────────────────────────────────────────────────────────────────

    def twin(self) -> PurchaseOrder | None:
        """The order that was saved from this very form before, by a double click or by going back to it."""
        key = self.head.cleaned_data.get("creation_key")
        if self.order or not key:
            return None
        return self.organization.purchase_orders.filter(creation_key=key).first()

    def save(self, *, by: User, version: int | None = None) -> PurchaseOrder:
        """Write it down; only when valid. `version` is the one that may be overwritten, else the one read."""
        typed, lines = self.head.cleaned_data, self.lines.lines()
        version = typed["version"] if version is None else version
        if order := self.frozen_order:
            return change_placed(order, version=version, lines=lines, notes=typed["notes"])
        head = Head(**{name: typed[name] for name in Head._fields})
        legs = None if self.legs is None else self.legs.legs(OrderLeg)
        if self.order:
            return change_draft(
                self.order,
                version=version,
                head=head,
                lines=lines,
                legs=legs,
                departed_from=self.departed_from,
            )
        return create_order(
            self.organization,
            by=by,
            head=head,
            lines=lines,
            legs=legs,
            departed_from=self.departed_from,
            creation_key=typed["creation_key"],
        )
