"""Where stock can be, and what tells units of one product apart."""

import pgtrigger
from django.db import models
from django.db.models import Q

from inventory.rules.stock import DOORS, FACILITY, ONE_OF_EACH, PLACE_KINDS, as_choices
from inventory.triggers import facility_of_place_fits
from leadtimes.models import Facility
from sostocked.foundation.people.models import Organization
from sostocked.foundation.records.keys import FoldedKeyField


class PlaceQuerySet(models.QuerySet["Place"]):
    def visible_to(self, user):
        """Places of the organizations `user` works for, and the facilities where `user` does the work."""
        if user.is_superuser:
            return self
        if not user.is_authenticated:
            return self.none()
        mine = Q(organization__in=user.memberships.values("organization"))
        return self.filter(mine | Q(facility__in=user.facilities.all()))

    def facilities(self):
        """Places where people handle goods."""
        return self.filter(kind=FACILITY)


class Place(models.Model):
    """Where units of an organization are: every unit is in one place at a time.

    A facility, in transit (one per shipment), Amazon, or one of the doors through which goods come and go. Made
    when something first moves there (`inventory.stock.places`), and never changed.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="places")
    kind = models.CharField(max_length=12, choices=as_choices(PLACE_KINDS))
    facility = models.OneToOneField(
        Facility, models.PROTECT, null=True, blank=True, related_name="stock_place"
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(PLACE_KINDS)), name="place_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind=FACILITY, facility__isnull=False)
                | (~Q(kind=FACILITY) & Q(facility__isnull=True)),
                name="a_facility_is_where_it_is",
            ),
            models.UniqueConstraint(
                fields=["organization", "kind"],
                condition=Q(kind__in=ONE_OF_EACH),
                name="one_door_of_each_kind",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="place_stays", fields=["organization", "kind", "facility"]),
            facility_of_place_fits(),
        ]

    def __str__(self):
        return self.facility.place if self.facility else PLACE_KINDS[self.kind]

    @property
    def is_door(self) -> bool:
        """Whether it may stand below zero."""
        return self.kind in DOORS


class Lot(models.Model):
    """Units of a product that were made together: by the code on them, by the day they expire, or by both.

    Only products that track expiry have lots. A lot is never changed: another day is another lot.
    """

    product = models.ForeignKey("inventory.Product", models.PROTECT, related_name="lots")
    code = models.CharField("lot", max_length=60, blank=True)
    code_key = FoldedKeyField(of="code")
    expires_on = models.DateField("expires on", null=True, blank=True)

    class Meta:
        ordering = ["expires_on", "code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "code_key", "expires_on"], nulls_distinct=False, name="lots_are_unique"
            ),
            models.CheckConstraint(
                condition=~Q(code="") | Q(expires_on__isnull=False), name="a_lot_has_a_code_or_a_day"
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="lot_stays", fields=["product", "code", "expires_on"])]

    def __str__(self):
        return self.code or f"{self.expires_on}"
