"""Where in the hall the units of a product lie: text, as people there call it."""

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery

from inventory.models.products import Product
from inventory.triggers import product_fits
from leadtimes.models import Facility
from sostocked.foundation.records.history import tracked

MOST_SIGNS = 60


class BinQuerySet(QuerySet["Bin"]):
    def visible_to(self, user):
        """Bins at facilities of the organizations `user` works for, and where `user` does the work."""
        if user.is_superuser:
            return self
        if not user.is_authenticated:
            return self.none()
        mine = Q(facility__organization__in=user.memberships.values("organization"))
        return self.filter(mine | Q(facility__in=user.facilities.all()))

    def texts(self) -> dict[int, str]:
        """What the bins of one facility are called, by the id of the product."""
        return dict(self.values_list("product", "text"))


@tracked
class Bin(models.Model):
    """Aisle, shelf or bin where a facility keeps a product: one line of text for each product."""

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="bins")
    product = models.ForeignKey(Product, models.CASCADE, related_name="bins")
    text = models.CharField("place in the hall", max_length=MOST_SIGNS)

    objects = BinQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "product"], name="one_bin_for_each_product"),
            models.CheckConstraint(condition=~Q(text=""), name="a_bin_is_called_something"),
        ]
        triggers = [
            product_fits(
                "facility_id", "SELECT organization_id FROM leadtimes_facility WHERE id = NEW.facility_id"
            )
        ]

    def __str__(self):
        return self.text


def bin_at(facility_id: int, product: str = "product") -> Subquery:
    """The text of the bin of each row's `product` at a facility, as a column; None where nobody said one."""
    return Subquery(Bin.objects.filter(facility=facility_id, product=OuterRef(product)).values("text"))
