"""The ledger: moves of units from place to place, and what is where by them."""

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from inventory.models.places import Lot, Place
from inventory.models.products import Product
from inventory.rules.stock import CAUSES, CONDITIONS, FACILITY, as_choices
from inventory.triggers import moves_belong_together
from sostocked.foundation.people.models import Organization
from sostocked.foundation.records.history import append_only, kept_by_trigger


def _condition(name: str) -> "models.CharField[Any, Any]":
    return models.CharField(name, max_length=8, choices=as_choices(CONDITIONS))


def _lot(name: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=name)


class StockMoveQuerySet(models.QuerySet["StockMove"]):
    def visible_to(self, user):
        """Moves of the organizations `user` works for, and those from or to facilities where `user` is staff."""
        if user.is_superuser:
            return self
        if not user.is_authenticated:
            return self.none()
        mine = Q(organization__in=user.memberships.values("organization"))
        here = Place.objects.filter(facility__in=user.facilities.all()).values("pk")
        return self.filter(mine | Q(from_place__in=here) | Q(to_place__in=here))

    def touching(self, place: Place):
        """Moves from or to `place`."""
        return self.filter(Q(from_place=place) | Q(to_place=place))


class StockMove(models.Model):
    """So many units of a product went from (place, condition, lot) to (place, condition, lot): why, who and when.

    Written by `inventory.stock.services.record`, many in one statement; never changed or taken back: what was
    wrong is moved back beside it. Inserting moves changes the balances (the trigger `keep_balances`, migration
    0008). The document that a move belongs to points down to it.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="stock_moves")
    product = models.ForeignKey(Product, models.PROTECT, related_name="moves")
    quantity = models.PositiveBigIntegerField(validators=[MinValueValidator(1)])
    from_place = models.ForeignKey(Place, models.PROTECT, related_name="moves_out")
    from_condition = _condition("condition before")
    from_lot = _lot("lot before")
    to_place = models.ForeignKey(Place, models.PROTECT, related_name="moves_in")
    to_condition = _condition("condition after")
    to_lot = _lot("lot after")
    cause = models.CharField(max_length=20, choices=as_choices(CAUSES))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    moved_at = models.DateTimeField(default=timezone.now)

    objects = StockMoveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="a_move_has_units"),
            models.CheckConstraint(condition=Q(cause__in=list(CAUSES)), name="cause_of_a_move_is_known"),
            models.CheckConstraint(
                condition=Q(from_condition__in=list(CONDITIONS)) & Q(to_condition__in=list(CONDITIONS)),
                name="condition_of_a_move_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(from_place=F("to_place"))
                | ~Q(from_condition=F("to_condition"))
                | (Q(from_lot__isnull=False, to_lot__isnull=False) & ~Q(from_lot=F("to_lot")))
                | Q(from_lot__isnull=True, to_lot__isnull=False)
                | Q(from_lot__isnull=False, to_lot__isnull=True),
                name="a_move_goes_somewhere",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-moved_at", "-id"], name="moves_newest_first"),
            models.Index(fields=["product", "-moved_at", "-id"], name="moves_of_product"),
            models.Index(fields=["from_place", "-moved_at", "-id"], name="moves_out_of_place"),
            models.Index(fields=["to_place", "-moved_at", "-id"], name="moves_into_place"),
        ]
        triggers = [*append_only(), moves_belong_together()]

    def __str__(self):
        return f"{self.quantity} × {self.product}"


class StockBalanceQuerySet(models.QuerySet["StockBalance"]):
    def visible_to(self, user):
        """What lies at the places that `user` may see."""
        return (
            self if user.is_superuser else self.filter(place__in=Place.objects.visible_to(user).values("pk"))
        )

    def on_hand(self):
        """What lies at facilities."""
        return self.filter(place__kind=FACILITY, quantity__gt=0)

    def somewhere(self):
        """What is anywhere: at facilities, in transit, with Amazon; not what went through a door."""
        return self.filter(at_door=False, quantity__gt=0)


class StockBalance(models.Model):
    """How many units of a product are in a place, in one condition and lot: the sum of its moves.

    Nobody writes it but the trigger on moves. At doors (`at_door`) it may be below zero.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="balances")
    product = models.ForeignKey(Product, models.PROTECT, related_name="balances")
    condition = _condition("condition")
    lot = _lot("lot")
    quantity = models.BigIntegerField()
    at_door = models.BooleanField()

    objects = StockBalanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "product", "condition", "lot"],
                nulls_distinct=False,
                name="one_balance_for_each_key",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=0) | Q(at_door=True),
                name="nobody_takes_more_than_there_is",
            ),
        ]
        triggers = kept_by_trigger()

    def __str__(self):
        return f"{self.quantity} × {self.product}"
