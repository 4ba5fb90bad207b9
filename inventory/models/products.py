"""What an organization buys, stores and sells."""

from decimal import Decimal

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from inventory import matching
from inventory.rules.product_facts import LABELS, ProductFacts
from leadtimes.models import Facility, LeadTime
from leadtimes.models.triggers import owner_stays
from sostocked.foundation.people.models import Organization, currency_choices
from sostocked.foundation.records.history import tracked
from sostocked.foundation.records.keys import FoldedKeyField, Keyed, KeyedQuerySet, ToMendField
from sostocked.foundation.rules.measures import CM_DECIMALS, KG_DECIMALS
from sostocked.foundation.rules.money import cost_in_words


def _centimeters(name: str) -> models.DecimalField:
    """Exact for what was typed in inches, too."""
    return models.DecimalField(name, max_digits=12, decimal_places=CM_DECIMALS, null=True, blank=True)


class ProductQuerySet(KeyedQuerySet["Product"]):
    def visible_to(self, user):
        """Products of the organizations `user` works for."""
        if user.is_superuser:
            return self
        return self.filter(organization__memberships__user=user) if user.is_authenticated else self.none()

    def active(self):
        """Products that can be ordered."""
        return self.filter(archived_at=None)

    def matching(self, text: str):
        """Products that a search for `text` finds, by any of their codes or by their title."""
        return self.filter(matching.matching(text))

    def to_mend(self):
        """Products with a code that would be refused today."""
        return self.filter(Q(sku_to_mend=True) | Q(fnsku_to_mend=True) | Q(upc_to_mend=True))


@tracked
class Product(Keyed):
    """A thing that is bought, stored and sold, counted in units.

    Codes that stood before they had to be unique or proved are marked (`…_to_mend`) and may stay.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="products")
    sku = models.CharField("SKU", max_length=60)
    sku_key = FoldedKeyField(of="sku")
    sku_to_mend = ToMendField("SKU to mend", of="sku")
    title = models.CharField(max_length=250)
    title_key = FoldedKeyField(of="title")
    asin = models.CharField(
        "ASIN",
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"\A[A-Z0-9]{10}\Z", "An ASIN is ten capital letters and digits.")],
    )
    fnsku = models.CharField(
        "FNSKU",
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"\A[A-Z0-9]{10}\Z", "An FNSKU is ten capital letters and digits.")],
    )
    fnsku_to_mend = ToMendField("FNSKU to mend", of="fnsku")
    upc = models.CharField("UPC, EAN or GTIN", max_length=14, blank=True)
    upc_to_mend = ToMendField("UPC, EAN or GTIN to mend", of="upc")
    case_gtin = models.CharField("GTIN of the carton", max_length=14, blank=True, db_default="")
    units_per_carton = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1)])
    carton_length_cm = _centimeters("carton length (cm)")
    carton_width_cm = _centimeters("carton width (cm)")
    carton_height_cm = _centimeters("carton height (cm)")
    carton_weight_kg = models.DecimalField(
        "carton weight (kg)", max_digits=18, decimal_places=KG_DECIMALS, null=True, blank=True
    )
    tracks_expiry = models.BooleanField(
        "tracks expiry",
        default=False,
        db_default=False,
        help_text="Its units are counted by lot and day of expiry wherever they come in.",
    )
    last_cost = models.DecimalField(
        max_digits=12, decimal_places=4, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )
    last_cost_currency = models.CharField(max_length=3, blank=True, choices=currency_choices)
    last_cost_on = models.DateField("day of the last cost", null=True, blank=True, editable=False)
    supplier = models.ForeignKey(
        Facility,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": "supplier"},
    )
    lead_time = models.ForeignKey(
        LeadTime,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Overrides the supplier's default on purchase orders with this product.",
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["sku"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "sku_key"],
                condition=Q(sku_to_mend=False),
                name="skus_are_unique",
                violation_error_message="You have a product with this SKU already.",
            ),
            models.UniqueConstraint(
                fields=["organization", "fnsku"],
                condition=Q(fnsku__startswith="X") & ~Q(fnsku=models.F("asin")) & Q(fnsku_to_mend=False),
                name="fnskus_of_amazon_are_unique",
                violation_error_message="You have a product with this FNSKU already.",
            ),
            models.CheckConstraint(
                condition=Q(units_per_carton__gte=1),
                name="a_carton_holds_at_least_one",
                violation_error_message="A carton holds at least one unit.",
            ),
            models.CheckConstraint(
                condition=Q(last_cost=None) | Q(last_cost__gte=0),
                name="cost_is_not_negative",
                violation_error_message="A cost is never below zero.",
            ),
            models.CheckConstraint(
                condition=Q(last_cost=None) | ~Q(last_cost_currency=""),
                name="a_cost_names_its_currency",
                violation_error_message="Choose the currency of this cost.",
            ),
        ]
        triggers = [owner_stays()]

    def __str__(self):
        return f"{self.sku} · {self.title}"

    def get_absolute_url(self):
        return reverse("inventory:product", args=[self.organization.slug, self.pk])

    @property
    def cost_in_short(self) -> str:
        """The last cost with the decimals of its currency, or all it has; empty where there is none."""
        if self.last_cost is None:
            return ""
        return f"{Decimal(cost_in_words(self.last_cost, self.last_cost_currency)):,f}"

    def cost_in(self, currency: str) -> Decimal | None:
        """The last cost, where it was in this currency."""
        return self.last_cost if self.last_cost_currency == currency else None

    @property
    def facts(self) -> ProductFacts:
        """What a document that is written now says of it."""
        return ProductFacts(**{name: getattr(self, name) for name in LABELS})

    def cartons(self, units: int) -> int:
        """How many cartons `units` fill, the last one perhaps not quite."""
        return self.facts.cartons(units).count
