"""The head of an order being written and the legs that it has for itself, and what became of their lead time."""

from collections.abc import Sequence
from functools import cached_property

from django.http import QueryDict

from leadtimes.dating import remembered
from leadtimes.lead_times.leg_forms import BaseLegFormSet, LegFormSet, row_values
from leadtimes.rules.lead_time_merge import merge
from leadtimes.rules.legs import read_values
from purchasing.models import OrderLeg, PurchaseOrder
from purchasing.order_form.departed_lead_time import read_departed, write_departed
from purchasing.order_form.head_form import HeadForm
from purchasing.order_legs.lead_time_diff import describe_merge, merged_values
from purchasing.order_rows import Remembered
from sostocked.foundation.pages import form_rows
from sostocked.foundation.pages.drafts import Draft
from sostocked.foundation.people.models import Organization

CHOOSE_FIRST = "Choose a lead time first: its legs are where you start from."
MEND_FIRST = "Mend what is wrong with the legs first; then take over what changed."


class DraftOfLegs(Draft):
    """What one POST says about the head and the legs of an order."""

    taken_over: Sequence[str] = ()
    """What the lead time has changed in these legs, in sentences."""

    is_taken_over = False
    """Whether what has become of the lead time was just taken over."""

    keeps_legs = False
    """Whether the legs were just kept although the lead time has changed."""

    def __init__(self, organization: Organization, data: QueryDict, *, order: PurchaseOrder | None = None):
        super().__init__(data)
        self.organization, self.order = organization, order

    @property
    def frozen_order(self) -> PurchaseOrder | None:
        """The order once it is placed: its head and legs no longer change."""
        return self.order if self.order and not self.order.is_draft else None

    @property
    def is_frozen(self) -> bool:
        return self.frozen_order is not None

    @property
    def is_adjusted(self) -> bool:
        return bool(self.data.get("adjusted")) and not self.is_frozen

    @cached_property
    def head(self) -> HeadForm:
        head = HeadForm(self.data, organization=self.organization, order=self.order)
        head.is_valid()
        return head

    @cached_property
    def legs(self) -> BaseLegFormSet | None:
        """The order's own legs, where they are adjusted."""
        if not self.is_adjusted:
            return None
        standing = self.order.legs.all() if self.order else None
        legs = LegFormSet(self.data, prefix="legs", organization=self.organization, standing=standing)
        legs.is_valid()
        return legs

    def adjust(self) -> None:
        """Write the lead time's legs out as rows, to be changed for this order alone."""
        lead_time = self.head.cleaned_data.get("lead_time")
        if lead_time is None:
            self.problems.append(CHOOSE_FIRST)
            return
        legs = list(lead_time.legs.all())
        self._use(
            form_rows.replaced(self.data, "legs", map(row_values, legs)),
            adjusted="1",
            departed_from=write_departed(lead_time, remembered(legs)),
        )

    def unadjust(self) -> None:
        """Go back to the legs of the lead time."""
        self._use(form_rows.replaced(self.data, "legs", []), adjusted="", departed_from="")

    def _use(self, data: QueryDict, **values: str) -> None:
        """Take `data` with `values` instead of what was typed; lines stay as they are."""
        self.data = data.copy()
        for name, value in values.items():
            self.data[name] = value
        for part in ("head", "legs", "_drawn", "lead_time_now"):
            self.__dict__.pop(part, None)

    # ── The lead time since ───────────────────────────────────────────────────────────────────────────

    @cached_property
    def lead_time_now(self) -> Remembered:
        """The legs of the chosen lead time as they are today."""
        lead_time = self.head.cleaned_data.get("lead_time")
        return remembered(lead_time.legs.all()) if lead_time else []

    @property
    def departed_from(self) -> Remembered | None:
        """What the chosen lead time was like when adjusted legs departed from it; None where that is not known."""
        lead_time = self.head.cleaned_data.get("lead_time")
        if lead_time is None or not self.is_adjusted:
            return None
        return read_departed(self.data.get("departed_from", ""), lead_time)

    @property
    def lead_time_has_changed(self) -> bool:
        """Since adjusted legs departed from it, and nobody applied or kept; others follow it by themselves."""
        departed = self.departed_from
        return departed is not None and departed != self.lead_time_now

    def take_over(self) -> None:
        """Merge what has become of the lead time into the legs as they are typed."""
        departed, rows = self.departed_from, self.legs
        if departed is None or rows is None:
            return
        if not rows.is_valid():
            self.problems.append(MEND_FIRST)
            return
        legs = rows.legs(OrderLeg)
        ours = [leg.values() for leg in legs]
        merged = merge(read_values(departed), read_values(self.lead_time_now), ours)
        self.is_taken_over, self.taken_over = True, describe_merge(merged, legs)
        self._depart_anew(form_rows.replaced(self.data, "legs", map(merged_values, merged.legs)))

    def keep_legs(self) -> None:
        """Leave the legs as they are typed, and speak no more of what has become of the lead time."""
        if self.departed_from is not None:
            self.keeps_legs = True
            self._depart_anew(self.data)

    def _depart_anew(self, data: QueryDict) -> None:
        lead_time = self.head.cleaned_data["lead_time"]
        self._use(data, departed_from=write_departed(lead_time, self.lead_time_now))
