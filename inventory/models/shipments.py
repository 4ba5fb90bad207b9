"""Goods on their way: shipments, their cartons, and what became of their units."""

import uuid
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from inventory.models.moves import StockMove
from inventory.models.places import Lot, Place
from inventory.models.products import Product
from inventory.rules.shipping import DESTINATIONS, SHIPMENT_CAUSES, CartonSize, tracking_numbers
from inventory.rules.stock import FACILITY, OUTSIDE, as_choices
from leadtimes.models import Facility
from sostocked.foundation.pages.fields.lines import LinesTextField
from sostocked.foundation.people.models import Organization
from sostocked.foundation.records.history import append_only, tracked
from sostocked.foundation.rules.measures import CM_DECIMALS, KG_DECIMALS
from sostocked.foundation.words import count_of


def _centimeters(name: str) -> models.DecimalField:
    return models.DecimalField(name, max_digits=12, decimal_places=CM_DECIMALS, null=True, blank=True)


class ShipmentQuerySet(models.QuerySet["Shipment"]):
    def visible_to(self, user):
        """Shipments of organizations `user` works for, and those from or to facilities where `user` is staff."""
        if user.is_superuser:
            return self
        if not user.is_authenticated:
            return self.none()
        mine = Q(organization__in=user.memberships.values("organization"))
        here = user.facilities.values("pk")
        return self.filter(mine | Q(from_place__facility__in=here) | Q(to_facility__in=here))


@tracked
class Shipment(models.Model):
    """Goods that left a place in one go, for another: by whom, with which papers.

    What left and where to is never changed: a shipment that was entered wrongly is taken back. The papers may
    come later. `transit` is where its units are until somebody counts them at the other end; goods for outside
    are gone.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="shipments")
    from_place = models.ForeignKey(Place, models.PROTECT, related_name="shipments_out")
    to_kind = models.CharField("goes to", max_length=12, choices=as_choices(DESTINATIONS))
    to_facility = models.ForeignKey(
        Facility, models.PROTECT, null=True, blank=True, related_name="shipments_in"
    )
    to_name = models.CharField("goes to", max_length=250)
    to_address = LinesTextField("address", blank=True)
    transit = models.OneToOneField(Place, models.PROTECT, null=True, blank=True, related_name="shipment")
    left_on = models.DateField("left on")
    carrier = models.CharField(max_length=80, blank=True)
    tracking = LinesTextField("tracking numbers", blank=True)
    bill_of_lading = models.CharField("bill of lading", max_length=60, blank=True)
    container = models.CharField("container number", max_length=20, blank=True)
    note = LinesTextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(to_kind__in=list(DESTINATIONS)), name="destination_is_known"),
            models.CheckConstraint(
                condition=~Q(to_kind=FACILITY) | Q(to_facility__isnull=False),
                name="goods_for_a_facility_name_it",
            ),
            models.CheckConstraint(
                condition=Q(to_kind=OUTSIDE, transit__isnull=True)
                | (~Q(to_kind=OUTSIDE) & Q(transit__isnull=False)),
                name="goods_on_their_way_are_in_transit",
            ),
            models.CheckConstraint(condition=~Q(to_name=""), name="a_shipment_says_where_to"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="what_left_stays",
                fields=[
                    "organization",
                    "from_place",
                    "to_kind",
                    "to_facility",
                    "to_name",
                    "to_address",
                    "transit",
                    "left_on",
                    "by",
                    "at",
                ],
            ),
        ]

    def __str__(self):
        return f"Shipment to {self.to_name}"

    @property
    def tracking_numbers(self) -> list[str]:
        return tracking_numbers(self.tracking)


class Carton(models.Model):
    """So many identical cartons of a shipment: size and weight of one, as far as somebody measured it."""

    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="cartons")
    position = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    length_cm = _centimeters("length (cm)")
    width_cm = _centimeters("width (cm)")
    height_cm = _centimeters("height (cm)")
    weight_kg = models.DecimalField(
        "weight (kg)", max_digits=18, decimal_places=KG_DECIMALS, null=True, blank=True
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "position"], name="one_carton_per_position"),
            models.CheckConstraint(condition=Q(count__gte=1), name="cartons_are_some"),
        ]
        triggers = append_only()

    def __str__(self):
        return count_of(self.count, "carton")

    @property
    def size(self) -> CartonSize:
        return CartonSize((self.length_cm, self.width_cm, self.height_cm), self.weight_kg)


class CartonLine(models.Model):
    """So many units of a product, in one lot, in each of these cartons."""

    carton = models.ForeignKey(Carton, models.PROTECT, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+")
    quantity = models.PositiveIntegerField("units in each", validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["carton", "product", "lot"], nulls_distinct=False, name="named_once_in_a_carton"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="a_carton_line_has_units"),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{self.quantity} × {self.product}"


class ShipmentLineQuerySet(models.QuerySet["ShipmentLine"]):
    def about(self, *causes: str):
        return self.filter(cause__in=causes)


class ShipmentLine(models.Model):
    """What became of units of a shipment, as one move of stock: they left, were taken back, counted, lost, found.

    What a work order receives of a shipment is a line of its receipt instead.
    """

    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="lines")
    cause = models.CharField(max_length=20, choices=as_choices(SHIPMENT_CAUSES))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+")
    quantity = models.PositiveBigIntegerField()
    move = models.OneToOneField(StockMove, models.PROTECT, related_name="shipment_line")
    note = models.CharField(max_length=300, blank=True)

    objects = ShipmentLineQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="a_shipment_line_has_units"),
            models.CheckConstraint(
                condition=Q(cause__in=list(SHIPMENT_CAUSES)), name="cause_of_a_shipment_line_is_known"
            ),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{self.quantity} × {self.product}"


class DepartureQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)


class AbstractDeparture(models.Model):
    """A shipment as one document records it. One `key`, one departure, however often it is sent.

    `is_all`: nothing more leaves on this document. One that was entered wrongly is taken back, with a reason.
    """

    number = models.PositiveIntegerField()
    shipment = models.OneToOneField(Shipment, models.PROTECT, related_name="%(app_label)s_departure")
    is_all = models.BooleanField("nothing more leaves", default=False)
    key = models.UUIDField(default=uuid.uuid4)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_why = models.CharField(max_length=300, blank=True)

    objects = DepartureQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["number"]

    if TYPE_CHECKING:

        def get_absolute_url(self) -> str: ...

    @property
    def stands(self) -> bool:
        return self.taken_back_at is None
