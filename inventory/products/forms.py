"""What a seller tells us about a product."""

import re
from decimal import Decimal

from django import forms
from django.db.models import Q

from inventory.models import Product
from leadtimes.models import Facility, LeadTime
from sostocked.foundation.pages.constraint_messages import SentencesBesideFields
from sostocked.foundation.pages.fields import DecimalNumberField, WholeNumberField
from sostocked.foundation.people.tenant_admin import OwnRowsForm


class OneLineField(forms.CharField):
    """Text whose spaces are single ones, as it is printed."""

    def to_python(self, value):
        return re.sub(r"\s+", " ", super().to_python(value))


class CodeField(forms.CharField):
    """A code as people paste it: with spaces or dashes, in small letters. Its size is checked after that."""

    def to_python(self, value):
        return re.sub(r"[\s-]", "", super().to_python(value)).upper()

    def widget_attrs(self, widget):
        return {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}


def centimeters(label):
    return DecimalNumberField(label=label, least=0, most=99_999, places=1, required=False)


class ProductFields(SentencesBesideFields, forms.ModelForm):
    """What is asked about a product, wherever it is asked."""

    beside = {
        "skus_are_unique": "sku",
        "a_carton_holds_at_least_one": "units_per_carton",
        "cost_is_not_negative": "last_cost",
    }

    units_per_carton = WholeNumberField(label="Units per carton", least=1, most=1_000_000, initial=1)
    carton_length_cm = centimeters("Length")
    carton_width_cm = centimeters("Width")
    carton_height_cm = centimeters("Height")
    carton_weight_kg = DecimalNumberField(label="Weight", least=0, most=99_999, places=2, required=False)
    last_cost = DecimalNumberField(
        label="Last cost",
        least=0,
        most=99_999_999,
        places=4,
        required=False,
        help_text="Per unit. Filled in on new order lines.",
        error_messages={"least": "A cost is never below zero."},
    )

    class Meta:
        model = Product
        fields = [
            "sku",
            "title",
            "asin",
            "fnsku",
            "upc",
            "units_per_carton",
            "carton_length_cm",
            "carton_width_cm",
            "carton_height_cm",
            "carton_weight_kg",
            "supplier",
            "last_cost",
            "lead_time",
        ]
        field_classes = {
            "sku": OneLineField,
            "title": OneLineField,
            "asin": CodeField,
            "fnsku": CodeField,
            "upc": CodeField,
        }
        labels = {"upc": "UPC or EAN", "lead_time": "Lead time of this product alone"}
        help_texts = {
            "sku": "Your own code for it; unique among your products.",
            "asin": "Amazon's number of the listing.",
            "fnsku": "What Amazon's label on each unit says.",
            "lead_time": "Goes before the supplier's default on purchase orders.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, value in self.initial.items():
            if isinstance(value, Decimal):
                self.initial[name] = f"{value.normalize():f}"


class ProductForm(ProductFields):
    """A product of one organization, for its buyers."""

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.organization = organization
        self._offer("supplier", Facility.objects.suppliers(), "No usual supplier")
        self._offer("lead_time", LeadTime.objects.all(), "The supplier's default")

    def _offer(self, name, rows, nothing):
        """Offer the organization's own rows that are in use, and the one that is chosen already."""
        field, chosen = self.fields[name], getattr(self.instance, f"{name}_id")
        in_use = Q(archived_at=None) | Q(pk=chosen)
        field.queryset = rows.filter(in_use, organization=self.instance.organization).order_by("name")
        field.empty_label = nothing


class ProductRowForm(OwnRowsForm, ProductFields):
    """A product in the Django admin."""

    class Meta(ProductFields.Meta):
        pass

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name.endswith(("_cm", "_kg")):
                field.label = f"{field.label} ({name[-2:]})"
