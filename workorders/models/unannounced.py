"""Goods that came before anybody announced them: what stood on the truck, and what became of it."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from inventory.models import Lot, Product, StockMove
from inventory.triggers import product_fits
from leadtimes.models import Facility
from sostocked.foundation.people.models import Organization
from sostocked.foundation.records.history import append_only
from workorders.models.receipts import Receipt
from workorders.rules.unannounced import ASSIGNED, CAME_AS, ENDINGS
from workorders.triggers import OWNER_OF_UNANNOUNCED, unannounced_fits


class UnannouncedQuerySet(models.QuerySet["UnannouncedReceipt"]):
    def visible_to(self, user):
        """What came to the organizations `user` works for, and to the facilities where `user` is staff."""
        if user.is_superuser:
            return self
        if not user.is_authenticated:
            return self.none()
        mine = Exists(Organization.objects.filter(pk=OuterRef("organization"), memberships__user=user))
        staff = Facility.staff.through.objects.filter(facility=OuterRef("facility"), user=user)
        return self.filter(mine | Exists(staff))

    def at_facilities_of(self, user):
        """What came to the facilities where `user` is staff."""
        return self.filter(
            Exists(Facility.staff.through.objects.filter(facility=OuterRef("facility"), user=user))
        )

    def waiting(self):
        """What nobody has assigned, put into stock or taken back."""
        return self.filter(ending=None)

    def with_units(self):
        """Adds `units`: all that stood on the truck, what nobody knows included."""
        lines = UnannouncedLine.objects.filter(receipt=OuterRef("pk"), names=None).order_by()
        total = lines.values("receipt").annotate(t=Sum("quantity")).values("t")
        return self.annotate(units=Coalesce(models.Subquery(total), 0))


class UnannouncedReceipt(models.Model):
    """A truck that nobody announced, as its facility wrote it down. Never changed; one `key`, one truck.

    It waits until it has an `ending`.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="unannounced")
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="unannounced")
    number = models.PositiveIntegerField()
    came_on = models.DateField("came on")
    carrier = models.CharField(max_length=100, blank=True)
    reference = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=300, blank=True)
    key = models.UUIDField(default=uuid.uuid4)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = UnannouncedQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="numbers_of_trucks_are_unique"),
            models.UniqueConstraint(fields=["facility", "key"], name="one_unannounced_truck_per_form"),
        ]
        triggers = [*append_only(), unannounced_fits()]

    def __str__(self):
        return f"Unannounced truck {self.number}"

    def get_absolute_url(self):
        return reverse("workorders:unannounced", args=[self.organization.slug, self.number])


class UnannouncedLine(models.Model):
    """So many units on the truck: of a product, with the move that put them on hold, or of what nobody knew.

    The latter has a `text`. What became known of it is a line beside it that `names` it: of a product, or set
    aside (its `text` says why); one for each `key`.
    """

    receipt = models.ForeignKey(UnannouncedReceipt, models.PROTECT, related_name="lines")
    names = models.ForeignKey(
        "workorders.UnannouncedLine", models.PROTECT, null=True, blank=True, related_name="named_by"
    )
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=300, blank=True)
    came_as = models.CharField(max_length=8, choices=list(CAME_AS.items()))
    quantity = models.PositiveBigIntegerField()
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+")
    move = models.OneToOneField(
        StockMove, models.PROTECT, null=True, blank=True, related_name="unannounced_line"
    )
    key = models.UUIDField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["names", "key"], name="one_name_per_form"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="an_unannounced_line_has_units"),
            models.CheckConstraint(condition=Q(came_as__in=list(CAME_AS)), name="came_as_is_known"),
            models.CheckConstraint(
                condition=Q(product__isnull=False, move__isnull=False, text="")
                | (Q(product__isnull=True, move__isnull=True, lot__isnull=True) & ~Q(text="")),
                name="an_unannounced_line_is_known_or_described",
            ),
        ]
        triggers = [
            *append_only(),
            product_fits("receipt_id", OWNER_OF_UNANNOUNCED),
            pgtrigger.Trigger(
                name="names_no_more_than_came",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__names__isnull=False),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM workorders_unannouncedline line
                        WHERE line.id = NEW.names_id AND line.receipt_id = NEW.receipt_id
                        AND line.product_id IS NULL AND line.names_id IS NULL
                        AND line.quantity >= (
                            SELECT SUM(quantity) FROM workorders_unannouncedline WHERE names_id = line.id
                        )
                    ) THEN
                        RAISE EXCEPTION 'No more is named than came and nobody knew.'
                        USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.product or self.text}, {self.came_as}"

    @property
    def left(self) -> int:
        """How many units of what nobody knew have no name yet."""
        return self.quantity - sum(self.named_by.values_list("quantity", flat=True))


class UnannouncedEnding(models.Model):
    """What became of a truck, once: assigned to a work order (its `goods_receipt`), put into stock, or taken back.

    The latter two say why.
    """

    receipt = models.OneToOneField(UnannouncedReceipt, models.PROTECT, related_name="ending")
    what = models.CharField(max_length=10, choices=list(ENDINGS.items()))
    reason = models.CharField(max_length=300, blank=True)
    goods_receipt = models.OneToOneField(
        Receipt, models.PROTECT, null=True, blank=True, related_name="unannounced"
    )
    key = models.UUIDField(default=uuid.uuid4)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(what=ASSIGNED, goods_receipt__isnull=False)
                | (Q(goods_receipt__isnull=True) & ~Q(what=ASSIGNED) & ~Q(reason="")),
                name="an_ending_names_its_receipt_or_says_why",
            ),
            models.CheckConstraint(condition=Q(what__in=list(ENDINGS)), name="ending_is_known"),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{self.receipt}: {ENDINGS[self.what].lower()}"


class UnannouncedEndingLine(models.Model):
    """The move by which units of a line are no longer what nobody announced."""

    ending = models.ForeignKey(UnannouncedEnding, models.PROTECT, related_name="lines")
    line = models.OneToOneField(UnannouncedLine, models.PROTECT, related_name="ending_line")
    move = models.OneToOneField(StockMove, models.PROTECT, related_name="unannounced_ending_line")

    class Meta:
        ordering = ["pk"]
        triggers = append_only()

    def __str__(self):
        return f"{self.ending}, line {self.line_id}"
