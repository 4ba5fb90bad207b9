"""What we own: products, and (in time) where they are."""

import math
from decimal import Decimal

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from leadtimes.models import Facility, LeadTime
from leadtimes.models.triggers import owner_stays
from sostocked.foundation.people.models import Organization
from sostocked.foundation.records.history import tracked


class ProductQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Products of the organizations `user` works for."""
        if user.is_superuser:
            return self
        return self.filter(organization__memberships__user=user) if user.is_authenticated else self.none()

    def active(self):
        """Products that can be ordered."""
        return self.filter(archived_at=None)

    def matching(self, text: str):
        """Products whose SKU or title holds `text`, or whose ASIN or FNSKU begins with it."""
        return self.filter(
            Q(sku__icontains=text)
            | Q(title__icontains=text)
            | Q(asin__istartswith=text)
            | Q(fnsku__istartswith=text)
        )


@tracked
class Product(models.Model):
    """A thing that is bought, stored and sold, counted in units."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="products")
    sku = models.CharField("SKU", max_length=60)
    title = models.CharField(max_length=250)
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
    upc = models.CharField(
        "UPC",
        max_length=14,
        blank=True,
        validators=[RegexValidator(r"\A[0-9]{8,14}\Z", "A UPC or EAN is 8 to 14 digits.")],
    )
    units_per_carton = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1)])
    carton_length_cm = models.DecimalField(
        "carton length (cm)", max_digits=7, decimal_places=1, null=True, blank=True
    )
    carton_width_cm = models.DecimalField(
        "carton width (cm)", max_digits=7, decimal_places=1, null=True, blank=True
    )
    carton_height_cm = models.DecimalField(
        "carton height (cm)", max_digits=7, decimal_places=1, null=True, blank=True
    )
    carton_weight_kg = models.DecimalField(
        "carton weight (kg)", max_digits=8, decimal_places=2, null=True, blank=True
    )
    last_cost = models.DecimalField(
        max_digits=12, decimal_places=4, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )
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
                fields=["organization", "sku"],
                name="skus_are_unique",
                violation_error_message="You have a product with this SKU already.",
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
        ]
        triggers = [owner_stays()]

    def __str__(self):
        return f"{self.sku} · {self.title}"

    def get_absolute_url(self):
        return reverse("inventory:product", args=[self.organization.slug, self.pk])

    @property
    def cost_in_short(self) -> str:
        """The last cost with two decimals, or as many more as it has."""
        cost = self.last_cost.normalize()
        return f"{cost:,.{max(2, -cost.as_tuple().exponent)}f}"

    def cartons(self, units: int) -> int:
        """How many cartons `units` fill, the last one perhaps not quite."""
        return math.ceil(units / self.units_per_carton)
