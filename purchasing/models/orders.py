"""Orders for new inventory, and their lines."""

from datetime import date
from decimal import Decimal
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, JSONArray, Round
from django.urls import reverse

from inventory.as_said import SaysProduct
from inventory.models import Product
from inventory.triggers import product_fits
from leadtimes.leg_reports.date_change_history import date_changes_subquery
from leadtimes.models import Facility, LeadTime, Leg, calendar_columns
from leadtimes.models.triggers import owner_stays
from purchasing.change_context import INSTRUCTED, ChangeContext
from purchasing.models.legs import DateChange, OrderLeg
from purchasing.workflow import BADGES, CHOICES, MOVES, ONWARD, OPEN, Status
from sostocked.foundation.pages.fields.lines import LinesTextField
from sostocked.foundation.people.models import Organization, currency_choices
from sostocked.foundation.records.history import tracked
from sostocked.foundation.rules.money import DECIMALS, USUAL_DECIMALS, cost_in_words, line_amount

MAX_QUANTITY = 10_000_000
"""Units on one line; more is a slip of the finger."""


def _sum_of_lines(expression, output_field):
    lines = (
        OrderLine.objects.filter(order=OuterRef("pk"))
        .order_by()
        .values("order")
        .annotate(total=Sum(expression))
    )
    return Coalesce(Subquery(lines.values("total")), 0, output_field=output_field)


def _decimals(currency: str) -> Case:
    """In SQL: how many decimals an amount has in the currency at this path. PostgreSQL rounds half up, too."""
    codes = {
        count: [code for code in DECIMALS if DECIMALS[code] == count] for count in set(DECIMALS.values())
    }
    unusual = sorted(codes.keys() - {USUAL_DECIMALS})
    return Case(
        *(When(**{f"{currency}__in": codes[count]}, then=Value(count)) for count in unusual),
        default=Value(USUAL_DECIMALS),
    )


class PurchaseOrderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The orders of the organizations `user` works for. Facilities see work orders, never these."""
        if user.is_superuser:
            return self
        return self.filter(organization__memberships__user=user) if user.is_authenticated else self.none()

    def open(self):
        """Placed with the supplier and not yet closed or cancelled."""
        return self.filter(status__in=OPEN)

    def at_facility(self, facility_id):
        """Orders whose legs stop at this facility."""
        return self.filter(Exists(OrderLeg.objects.filter(order=OuterRef("pk"), facility=facility_id)))

    def with_totals(self):
        """Adds `units` and `amount` (in the order's currency, the sum of rounded lines) over all lines."""
        return self.annotate(
            units=_sum_of_lines(F("quantity"), models.BigIntegerField()),
            amount=_sum_of_lines(
                # Django takes an expression as precision, too.
                Round(F("quantity") * F("unit_cost"), precision=_decimals("order__currency")),  # type: ignore[arg-type]
                models.DecimalField(max_digits=20, decimal_places=4),
            ),
        )

    def with_availability(self):
        """Adds `available_on`: the end of the last leg, confirmed or as expected now."""
        ends_on = Coalesce("actual_ends_on", "expected_ends_on")
        last = OrderLeg.objects.filter(order=OuterRef("pk")).order_by("-position")
        return self.annotate(available_on=Subquery(last.values(end=ends_on)[:1]))

    def with_last_calendar(self):
        """Adds the calendar of the facility of the last leg, as `Facility.calendar` reads it."""
        last = OrderLeg.objects.filter(order=OuterRef("pk")).order_by("-position")
        at_the_end = self.annotate(last_facility=Subquery(last.values("facility")[:1]))
        return at_the_end.annotate(**calendar_columns("last_facility"))

    def late(self):
        """Open orders that end after their baseline, by what is confirmed or assumed now (see `lateness`)."""
        return self.open().with_availability().filter(available_on__gt=F("baseline_available_on"))

    def at_risk(self, *, on: date):
        """Open orders with a leg that is past its end by `on`, unconfirmed, and nothing confirmed after it."""
        legs = OrderLeg.objects.filter(order=OuterRef("pk"))
        after = OrderLeg.objects.filter(
            Q(actual_starts_on__isnull=False) | Q(actual_ends_on__isnull=False),
            order=OuterRef("order"),
            position__gt=OuterRef("position"),
        )
        open_end = legs.filter(actual_ends_on=None, expected_ends_on__lte=on).exclude(Exists(after))
        return self.open().filter(Exists(open_end))

    def with_date_changes(self):
        """Adds `date_change_list`: why its dates moved, oldest first, for `read_date_changes`."""
        return self.annotate(
            date_change_list=date_changes_subquery(DateChange.objects.filter(order=OuterRef("pk")))
        )

    def with_lead_time_now(self):
        """Adds `lead_time_now`: the legs of the lead time as they are today, as `remembered` tells them."""
        legs = Leg.objects.filter(lead_time=OuterRef("lead_time")).order_by("position")
        values = JSONArray("kind", "mode", "label", "facility_id", "days", "day_basis")
        return self.annotate(lead_time_now=ArraySubquery(legs.values_list(values)))


@tracked
class PurchaseOrder(models.Model):
    """An order for new inventory from a supplier.

    Saving one brings the work orders of the facilities on its legs in line with it, in the same transaction, or is
    refused: see `workorders/spawning/receivers.py`. `update()` and `bulk_create()` do not.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="purchase_orders")
    number = models.CharField(max_length=20)
    supplier = models.ForeignKey(
        Facility, models.PROTECT, related_name="+", limit_choices_to={"kind": "supplier"}
    )
    lead_time = models.ForeignKey(LeadTime, models.PROTECT, related_name="+")
    lead_time_legs = models.JSONField(default=list, editable=False)
    legs_adjusted = models.BooleanField(default=False, editable=False)
    status = models.CharField(max_length=10, choices=CHOICES, default=Status.DRAFT.value)
    ordered_on = models.DateField("PO date")
    currency = models.CharField(max_length=3, choices=currency_choices)
    notes = LinesTextField(blank=True)
    cancel_reason = LinesTextField(blank=True)
    reopen_reason = LinesTextField(blank=True, db_default="", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    creation_key = models.UUIDField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    placed_at = models.DateTimeField(null=True, blank=True)
    baseline_available_on = models.DateField("available as placed", null=True, blank=True, editable=False)
    supplier_as_said = models.CharField(max_length=120, blank=True, editable=False)
    lead_time_as_said = models.CharField(max_length=120, blank=True, editable=False)
    """The names when the order was closed or cancelled; empty until then."""

    units: int
    amount: Decimal
    available_on: date | None
    date_change_list: list[dict[str, Any]]
    lead_time_now: list[list[Any]]
    """Not columns: querysets bring them (`with_totals`, `with_availability`, `with_date_changes` …)."""

    events: Any
    """What history remembers of it (`tracked`)."""

    objects = PurchaseOrderQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="order_numbers_are_unique"),
            models.UniqueConstraint(fields=["organization", "creation_key"], name="one_order_per_form"),
            models.CheckConstraint(condition=Q(status__in=list(Status)), name="order_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status__in=OPEN) | Q(placed_at__isnull=False), name="an_open_order_was_placed"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-id"], name="orders_newest_first"),
            models.Index(fields=["organization", "status", "-id"], name="orders_by_status"),
        ]
        triggers = [
            owner_stays(),
            pgtrigger.FSM(
                name="status_moves",
                field="status",
                transitions=[(now.value, to.value) for now, targets in MOVES.items() for to in targets],
            ),
            pgtrigger.Trigger(
                name="same_organization",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("supplier_id", "lead_time_id", "organization_id"),
                func="""
                    IF NOT EXISTS (SELECT 1 FROM leadtimes_facility f WHERE f.id = NEW.supplier_id
                                   AND f.kind = 'supplier' AND f.organization_id = NEW.organization_id)
                    OR NOT EXISTS (SELECT 1 FROM leadtimes_leadtime t WHERE t.id = NEW.lead_time_id
                                   AND t.organization_id = NEW.organization_id) THEN
                        RAISE EXCEPTION 'Supplier and lead time of an order belong to its organization.'
                        USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.number

    @transaction.atomic(savepoint=False)
    def save(self, *args, context: ChangeContext = INSTRUCTED, **kwargs):
        """Save it and bring its work orders in line (`workorders/spawning/receivers.py`), or raise Refused.

        `context` says why. Django hands a receiver nothing but the instance, so it hangs there as `change_context`
        while the order is saved, and no longer: the next save is not explained by this one.
        """
        self.change_context = context
        try:
            super().save(*args, **kwargs)
        finally:
            del self.change_context

    def get_absolute_url(self):
        return reverse("purchasing:order", args=[self.organization.slug, self.number])

    @property
    def badge(self):
        return BADGES[Status(self.status)]

    @property
    def supplier_name(self) -> str:
        return self.supplier_as_said or self.supplier.name

    @property
    def lead_time_name(self) -> str:
        return self.lead_time_as_said or self.lead_time.name

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def counts_days(self) -> bool:
        """Placed and not cancelled: what is over by the calendar is assumed to be, also once it is closed."""
        return self.is_open or self.status == Status.CLOSED

    def may_become(self, status: Status) -> bool:
        return status in ONWARD[Status(self.status)]


@tracked
class OrderLine(SaysProduct):
    """So many units of a product at a cost each, in the order's currency.

    `quantity` is what is expected; `short` is how many more were ordered once, until somebody said that they do
    not come (`ShortClose`). Only so a line comes to expect nothing: it stays, because others were told of it.
    """

    order = models.ForeignKey(PurchaseOrder, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    short = models.PositiveIntegerField("closed short", default=0, db_default=0, editable=False)
    unit_cost = models.DecimalField(max_digits=12, decimal_places=4, validators=[MinValueValidator(0)])

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "position"],
                name="one_line_per_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(quantity__lte=MAX_QUANTITY) & (Q(quantity__gte=1) | Q(short__gte=1)),
                name="a_line_expects_units_or_was_closed_short",
                violation_error_message="Order between 1 and 10,000,000 units on a line.",
            ),
            models.CheckConstraint(
                condition=Q(unit_cost__gte=0),
                name="unit_cost_is_not_negative",
                violation_error_message="A cost is never below zero.",
            ),
        ]
        triggers = [
            product_fits(
                "order_id", "SELECT organization_id FROM purchasing_purchaseorder WHERE id = NEW.order_id"
            )
        ]

    def __str__(self):
        return f"{self.quantity} × {self.facts.sku}"

    @property
    def ordered(self) -> int:
        """Units ordered, before any of them were closed short."""
        return self.quantity + self.short

    @property
    def amount(self):
        return line_amount(self.quantity, self.unit_cost, self.order.currency)

    @property
    def shown_cost(self) -> str:
        return cost_in_words(self.unit_cost, self.order.currency)
