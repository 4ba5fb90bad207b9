"""The head of an order: who makes the goods, when, in which money, and along which lead time."""

from django import forms
from django.db.models import Q

from leadtimes.models import Facility, LeadTime
from purchasing.models import PurchaseOrder
from sostocked.foundation.pages.draft_forms import DraftForm
from sostocked.foundation.pages.fields.choices import offer_rows
from sostocked.foundation.pages.fields.day import DayField
from sostocked.foundation.pages.fields.typed_fields import LinesField
from sostocked.foundation.people.models import Organization, currency_choices

_OUT_OF_DATE = "This page does not say which version of the order it is about. Please open it again."


class _NamedChoiceField(forms.ModelChoiceField):
    """A choice of things that may have been archived since they were chosen."""

    def label_from_instance(self, obj):
        return f"{obj} (archived)" if obj.archived_at else str(obj)


class HeadForm(DraftForm):
    """Everything about an order but its rows. A placed order only lets its notes be changed.

    `proposed` remembers which lead time was proposed last: as long as that one is chosen, proposals may
    replace it; one chosen by hand stays. `departed_from` is what the lead time was like that the order's own legs
    departed from (`departed_lead_time.py`).
    """

    supplier = _NamedChoiceField(
        Facility.objects.none(),
        empty_label="Choose a supplier…",
        error_messages={
            "required": "Choose the supplier you buy from.",
            "invalid_choice": "Choose one of your own suppliers.",
        },
    )
    ordered_on = DayField(
        label="PO date",
        called="PO date",
        error_messages={"required": "Choose the PO date: production starts on it."},
    )
    currency = forms.ChoiceField(
        choices=currency_choices, error_messages={"invalid_choice": "Choose one of the currencies."}
    )
    lead_time = _NamedChoiceField(
        LeadTime.objects.none(),
        empty_label="Choose a lead time…",
        error_messages={
            "required": "Choose a lead time: it says who handles the goods and for how long.",
            "invalid_choice": "Choose one of your own lead times that is in use. "
            "One that is archived, has no legs or stops at an archived facility cannot be used.",
        },
    )
    sellable_by = DayField(label="Sellable by", called="date", example="2026-12-31", required=False)
    notes = LinesField(
        required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )
    version = forms.IntegerField(
        min_value=0,
        widget=forms.HiddenInput,
        error_messages={
            "required": _OUT_OF_DATE,
            "invalid": _OUT_OF_DATE,
            "min_value": _OUT_OF_DATE,
        },
    )
    creation_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    proposed = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    adjusted = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)
    departed_from = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, organization: Organization, order: PurchaseOrder | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].required = order is not None
        if order and not order.is_draft:
            for name in ("supplier", "ordered_on", "currency", "lead_time", "sellable_by"):
                del self.fields[name]
            return
        kept_supplier, kept_lead_time = (order.supplier_id, order.lead_time_id) if order else (None, None)
        suppliers = organization.facilities.suppliers().order_by("name")
        lead_times = organization.lead_times.order_by("name")
        offer_rows(self, "supplier", suppliers.filter(Q(archived_at=None) | Q(pk=kept_supplier)))
        usable = lead_times.usable().values("pk")
        offer_rows(self, "lead_time", lead_times.filter(Q(pk__in=usable) | Q(pk=kept_lead_time)))
