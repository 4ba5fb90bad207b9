"""The legs of an order under way while they are changed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from leadtimes.lead_times.leg_forms import MOST_LEGS, BaseLegFormSet, LegForm, row_values
from leadtimes.leg_reports.apply import reforecast
from leadtimes.models import calendar_columns
from leadtimes.rules.bar import Bar
from leadtimes.rules.lead_time_merge import MergedLeg
from leadtimes.rules.locked_legs import why_past
from purchasing.leg_changes.impact import Impact
from purchasing.leg_changes.services import Plan, planned_rows
from purchasing.models import OrderLeg, PurchaseOrder
from purchasing.order_legs.bar import lead_time_label, order_bar
from purchasing.order_legs.lead_time_diff import describe_merge, merge_lead_time, merged_values
from purchasing.rules.leg_fingerprint import fingerprint
from purchasing.rules.work_order_summary import WorkOrderSummary
from purchasing.work_order_summaries import work_order_summaries
from sostocked.foundation.pages import form_rows
from sostocked.foundation.pages.draft_forms import formset_of
from sostocked.foundation.pages.drafts import Draft
from sostocked.foundation.pages.reason_form import ReasonForm
from sostocked.foundation.records.errors import Refused

REASON: dict[str, Any] = {
    "label": "Why are the legs changed?",
    "help_text": "Kept in the history of the order.",
    "most": 300,
}
REASON_IS_READ = "Kept in the history; the facility that loses the work reads it too."


class LegChangeForm(LegForm):
    """A leg that is still ahead. `row` is the one of the order's legs that it was."""

    row = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, ahead: dict[str, OrderLeg], past: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.past = past
        self.was = ahead.get(self.data.get(self.add_prefix("row"), ""))

    @property
    def place(self) -> int:
        return super().place + self.past

    def clean_facility(self):
        """An archived facility stays where it is, but is not chosen anew."""
        chosen = self.cleaned_data["facility"]
        if self.was and chosen and chosen == str(self.was.facility_id):
            return self.facilities[int(chosen)]
        return super().clean_facility()

    def _stands(self, kind, facility) -> bool:
        """What this leg was it may stay."""
        was = self.was
        return was is not None and (was.kind, was.facility_id) == (kind, facility.pk)

    def leg(self, model):
        leg = super().leg(model)
        leg.pk = self.was and self.was.pk
        return leg


class BaseLegChangeFormSet(BaseLegFormSet):
    """The legs that are still ahead, behind `past` that no longer change."""

    def __init__(self, *args, ahead: dict[str, OrderLeg], past: int, **kwargs):
        self.ahead, self.past = ahead, past
        self.starts_with_supplier = not past
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "ahead": self.ahead, "past": self.past}

    def clean(self):
        if len(self.forms) + self.past > MOST_LEGS:
            raise ValidationError(f"At most {MOST_LEGS} legs, please.")
        if self.forms or not self.past:
            super().clean()


LegChangeFormSet = formset_of(
    LegChangeForm, BaseLegChangeFormSet, most=MOST_LEGS, too_many=f"At most {MOST_LEGS} legs, please."
)


class PastLeg(NamedTuple):
    """A leg that no longer changes, and why."""

    leg: OrderLeg
    why: str


class LegChangesDraft(Draft):
    """What one POST says about the legs of an order, and what follows from it.

    `order` must come `with_lead_time_now`. A reason is required only where a facility that acknowledged loses the
    work.
    """

    rows = {"leg": "legs"}

    def __init__(self, order: PurchaseOrder, data: QueryDict):
        super().__init__(data)
        self.order = order
        self.today = order.organization.today()

    @classmethod
    def of(cls, order: PurchaseOrder, *, takes_lead_time: bool = False) -> "LegChangesDraft":
        """The legs as they are now, or with what has changed in the lead time since."""
        data = QueryDict(mutable=True)
        data["lead_time"] = "1" if takes_lead_time else ""
        draft = cls(order, data)
        ahead = [_row_of(leg) for leg in draft.legs_now[len(draft.past) :]]
        if takes_lead_time:
            ahead = [_merged_row(leg, draft.legs_now) for leg in draft.merged.legs[len(draft.past) :]]
        draft.data = form_rows.replaced(data, "legs", ahead)
        draft.data["seen"] = draft.fingerprint
        return draft

    # ── The order as it is ────────────────────────────────────────────────────────────────────────────

    @cached_property
    def legs_now(self) -> list[OrderLeg]:
        return list(self.order.legs.select_related("facility").annotate(**calendar_columns("facility")))

    @cached_property
    def past(self) -> list[PastLeg]:
        reasons = why_past(self.legs_now, today=self.today)
        return [PastLeg(leg, why) for leg, why in zip(self.legs_now, reasons, strict=False)]

    @cached_property
    def work_order_summaries(self) -> list[WorkOrderSummary]:
        return work_order_summaries([self.order])[self.order.pk]

    @cached_property
    def merged(self):
        return merge_lead_time(self.order, self.legs_now, locked=len(self.past))

    @cached_property
    def fingerprint(self) -> str:
        lead_time = self.order.lead_time_now if self.takes_lead_time else None
        return fingerprint(self.legs_now, lead_time, today=self.today)

    @property
    def taken_over(self) -> list[str]:
        """What the lead time changes, in sentences."""
        return describe_merge(self.merged, self.legs_now) if self.takes_lead_time else []

    # ── What was typed ────────────────────────────────────────────────────────────────────────────────

    @property
    def takes_lead_time(self) -> bool:
        return bool(self.data.get("lead_time"))

    @property
    def seen(self) -> str:
        return self.data.get("seen", "")

    @property
    def is_stale(self) -> bool:
        return self.seen != self.fingerprint

    @cached_property
    def legs(self) -> BaseLegChangeFormSet:
        ahead = {str(leg.pk): leg for leg in self.legs_now[len(self.past) :]}
        legs = LegChangeFormSet(
            self.data,
            prefix="legs",
            organization=self.order.organization,
            ahead=ahead,
            past=len(self.past),
        )
        legs.is_valid()
        return legs

    @cached_property
    def reason(self) -> ReasonForm:
        return ReasonForm(self.data, **REASON)

    @property
    def plan(self) -> Plan:
        """What is asked for; only when valid."""
        return Plan(
            self._wanted(),
            seen=self.seen,
            reason=self.reason.cleaned_data.get("reason", "") if self.reason.is_valid() else "",
            takes_lead_time=self.takes_lead_time,
        )

    @property
    def is_there_already(self) -> bool:
        """Whether these are the legs that the order has."""
        now, wanted = ([leg.values() for leg in legs] for legs in (self.legs_now, self._wanted()))
        return now == wanted

    @property
    def parts(self) -> list[BaseLegChangeFormSet | ReasonForm]:
        return [self.legs, self.reason]

    def rebased(self) -> "LegChangesDraft":
        """What was typed, on the order as it is now: rows that are past by now are not typed again."""
        past = {str(each.leg.pk) for each in self.past}
        typed = [row for row in form_rows.read(self.data, "legs") if row.get("row", [""])[0] not in past]
        data = form_rows.written(self.data, "legs", typed)
        data["seen"] = self.fingerprint
        return LegChangesDraft(self.order, data)

    # ── What follows from it ──────────────────────────────────────────────────────────────────────────

    @cached_property
    def bar(self) -> Bar:
        """The bar of what can be read so far, dated anew where anything is different."""
        if self.is_there_already:
            return self._drawn(self.legs_now, self.work_order_summaries)
        legs = planned_rows(self.legs_now, self._wanted())
        try:
            reforecast(legs, self.order.ordered_on, supplier_id=self.order.supplier_id)
        except Refused as refusal:
            self.complain(refusal)
        return self._drawn(legs, self.work_order_summaries)

    def bar_after(self, impact: Impact) -> Bar:
        """The bar as it will be; work orders that are not there yet have no number."""
        known = {document.number for document in self.work_order_summaries}
        legs = cast(Sequence[OrderLeg], impact.after.legs)
        return self._drawn(legs, [d for d in impact.after.documents if d.number in known])

    def _drawn(self, legs: Sequence[OrderLeg], documents: Iterable[WorkOrderSummary]) -> Bar:
        bar = order_bar(self.order, legs, documents, today=self.today)
        adjusted = [list(leg.values()) for leg in legs] != self.order.lead_time_now
        return replace(bar, label=lead_time_label(self.order.lead_time, adjusted=adjusted))

    def _wanted(self) -> list[OrderLeg]:
        return [*(each.leg for each in self.past), *self.legs.legs(OrderLeg)]


def _row_of(leg: OrderLeg) -> dict:
    return row_values(leg) | {"row": leg.pk}


def _merged_row(leg: MergedLeg, legs: list[OrderLeg]) -> dict:
    return merged_values(leg) | {"row": None if leg.ours is None else legs[leg.ours].pk}
