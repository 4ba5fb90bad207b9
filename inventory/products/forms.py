"""What a seller tells us about a product."""

from decimal import Decimal
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from inventory.models import Product
from leadtimes.models import Facility, LeadTime
from sostocked.foundation.pages.constraint_messages import SentencesBesideFields
from sostocked.foundation.pages.fields.typed_fields import (
    CodeField,
    DecimalNumberField,
    GtinField,
    OneLineField,
    OwnCodeField,
    WholeNumberField,
)
from sostocked.foundation.people.models import Organization, currency_choices
from sostocked.foundation.people.tenant_admin import OwnRowsForm
from sostocked.foundation.rules.measures import (
    METRIC,
    TYPED_DECIMALS,
    Unit,
    kept,
    length_unit,
    shown,
    weight_unit,
)

SIZES = ("carton_length_cm", "carton_width_cm", "carton_height_cm")
WEIGHT = "carton_weight_kg"


class MeasureField(DecimalNumberField):
    """A size or weight, typed in `unit` and given as it is kept. What is sent back as it was shown stays exact."""

    def __init__(self, label):
        super().__init__(label=label, least=0, most=99_999, places=TYPED_DECIMALS, required=False)
        self.unit, self.stands = Unit("", Decimal(1)), None

    def measure_in(self, unit: Unit, stands: Decimal | None) -> None:
        """Read and show `unit`; `stands` is the value that the row has."""
        self.unit, self.stands, self.label = unit, stands, f"{self.label} ({unit.symbol})"

    def prepare_value(self, value):
        return shown(value, self.unit) if isinstance(value, Decimal) else value

    def to_python(self, value):
        typed = super().to_python(value)
        if typed is None:
            return None
        if self.stands is not None and typed == Decimal(shown(self.stands, self.unit)):
            return self.stands
        return kept(typed, self.unit)

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class ProductFields(SentencesBesideFields):
    """What is asked about a product, wherever it is asked."""

    beside = {
        "skus_are_unique": "sku",
        "a_carton_holds_at_least_one": "units_per_carton",
        "cost_is_not_negative": "last_cost",
        "a_cost_names_its_currency": "last_cost_currency",
        "fnskus_of_amazon_are_unique": "fnsku",
    }

    units_per_carton = WholeNumberField(label="Units per carton", least=1, most=1_000_000, initial=1)
    carton_length_cm = MeasureField("Length")
    carton_width_cm = MeasureField("Width")
    carton_height_cm = MeasureField("Height")
    carton_weight_kg = MeasureField("Weight")
    last_cost = DecimalNumberField(
        label="Last cost",
        least=0,
        most=99_999_999,
        places=4,
        required=False,
        help_text="Per unit. Kept up by placing orders, and filled in on order lines in this currency.",
        error_messages={"least": "A cost is never below zero."},
    )
    last_cost_currency = forms.ChoiceField(
        label="Currency of the cost", choices=currency_choices, required=False
    )

    class Meta:
        model = Product
        fields = [
            "sku",
            "title",
            "asin",
            "fnsku",
            "upc",
            "case_gtin",
            "units_per_carton",
            "carton_length_cm",
            "carton_width_cm",
            "carton_height_cm",
            "carton_weight_kg",
            "tracks_expiry",
            "supplier",
            "last_cost",
            "last_cost_currency",
            "lead_time",
        ]
        field_classes = {
            "sku": OwnCodeField,
            "title": OneLineField,
            "asin": CodeField,
            "fnsku": CodeField,
            "upc": GtinField,
            "case_gtin": GtinField,
        }
        labels = {"lead_time": "Lead time of this product alone"}
        help_texts = {
            "sku": "Your own code for it; unique among your products.",
            "asin": "Amazon's number of the listing.",
            "fnsku": "What Amazon's label on each unit says.",
            "case_gtin": "The barcode on a whole carton: scanning it counts all its units.",
            "lead_time": "Goes before the supplier's default on purchase orders.",
        }

    def __init__(self, *args, organization: Organization | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if organization:
            self.instance.organization = organization
        elif self.instance.organization_id:
            organization = self.instance.organization
        self.organization = organization
        for name in ("upc", "case_gtin"):
            cast(GtinField, self.fields[name]).stands = getattr(self.instance, name)
        self._measure_in(organization.units if organization else METRIC)
        cost = self.initial.get("last_cost")
        self.initial["last_cost"] = f"{cost.normalize():f}" if isinstance(cost, Decimal) else cost
        if not self.initial.get("last_cost_currency"):
            self.initial["last_cost_currency"] = organization.currency if organization else "USD"

    def _measure_in(self, system: str) -> None:
        for names, unit in (SIZES, length_unit(system)), ((WEIGHT,), weight_unit(system)):
            for name in names:
                cast(MeasureField, self.fields[name]).measure_in(unit, getattr(self.instance, name))

    def clean_last_cost_currency(self):
        """The one of the organization where the page did not ask."""
        return self.cleaned_data["last_cost_currency"] or self.initial["last_cost_currency"]

    def clean_supplier(self):
        return self._in_use("supplier")

    def clean_lead_time(self):
        return self._in_use("lead_time")

    def _in_use(self, name):
        """What was archived since it was chosen may stay; it is not chosen anew."""
        chosen = self.cleaned_data[name]
        if chosen and chosen.archived_at and chosen.pk != getattr(self.instance, f"{name}_id"):
            raise ValidationError(f"{chosen} is archived. Choose another.")
        return chosen

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        cost, currency = cleaned.get("last_cost"), cleaned.get("last_cost_currency")
        if (cost, currency) != (self.instance.last_cost, self.instance.last_cost_currency):
            self.instance.last_cost_on = None if cost is None else self._today()
        return cleaned

    def _today(self):
        return self.organization.today() if self.organization else timezone.localdate()


class ProductForm(ProductFields):
    """A product of one organization, for its buyers."""

    def __init__(self, *args, organization: Organization, **kwargs):
        super().__init__(*args, organization=organization, **kwargs)
        self._offer("supplier", Facility.objects.suppliers(), "No usual supplier")
        self._offer("lead_time", LeadTime.objects.all(), "The supplier's default")

    def _offer(self, name, rows, nothing):
        """Offer the organization's own rows that are in use, and the one that is chosen already."""
        field = cast(forms.ModelChoiceField, self.fields[name])
        chosen = getattr(self.instance, f"{name}_id")
        in_use = Q(archived_at=None) | Q(pk=chosen)
        field.queryset = rows.filter(in_use, organization=self.instance.organization).order_by("name")
        field.empty_label = nothing


class ProductRowForm(OwnRowsForm, ProductFields):
    """A product in the Django admin."""

    class Meta(ProductFields.Meta):
        pass
