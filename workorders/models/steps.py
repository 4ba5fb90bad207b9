"""What is to be done: the steps of a work order, and what is kept of them for later."""

from typing import cast

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from inventory.as_said import SaysProduct
from inventory.models import Product, Recipe
from inventory.triggers import product_fits
from leadtimes.models import Facility
from purchasing.models import PurchaseOrder
from sostocked.foundation.pages.fields.lines import LinesTextField
from sostocked.foundation.records.history import tracked
from workorders.models.work_orders import WorkOrder
from workorders.rules.step_kinds import STEP_KIND_CHOICES, STEP_KINDS
from workorders.triggers import OWNER, OWNER_OF_PART, recipe_fits


@tracked
class Step(SaysProduct):
    """One thing to do. Without product and quantity it means everything on the work order.

    A bundle step turns its parts into `quantity` units of `product`. `recipe` is the version that its parts were
    taken from, whatever the recipe is by now; they may have been changed for this work order. `short_reason` says
    why it is done although fewer were built.
    """

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=STEP_KIND_CHOICES)
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True, related_name="+")
    quantity = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    instruction = LinesTextField(blank=True)
    recipe = models.ForeignKey(
        Recipe, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    short_reason = models.CharField(max_length=300, blank=True, db_default="", editable=False)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_order", "position"],
                name="one_step_per_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(kind__in=list(STEP_KINDS)), name="step_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(kind="bundle") | Q(product__isnull=False, quantity__isnull=False),
                name="a_bundle_names_what_it_becomes",
                violation_error_message="Name the unit that the parts become, and how many.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="other") | ~Q(instruction=""),
                name="own_words_are_not_empty",
                violation_error_message="Write what is to be done.",
            ),
            models.CheckConstraint(
                condition=Q(quantity=None) | Q(quantity__gte=1),
                name="a_step_has_units",
                violation_error_message="Enter at least one unit.",
            ),
        ]
        triggers = [product_fits("work_order_id", OWNER), recipe_fits()]

    def __str__(self):
        return self.label

    @property
    def bundle(self) -> Product:
        """What a bundle step makes: the database does not let it be without."""
        return cast(Product, self.product)

    @property
    def label(self) -> str:
        return STEP_KINDS[self.kind].label

    @property
    def icon(self) -> str:
        return STEP_KINDS[self.kind].icon


@tracked
class StepPart(SaysProduct):
    """What goes into one unit of a bundle: so many units of a product each."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="parts")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "product"],
                name="one_part_per_product",
                violation_error_message="This part is named twice.",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="a_part_has_units"),
        ]
        triggers = [product_fits("step_id", OWNER_OF_PART)]

    def __str__(self):
        return f"{self.quantity} × {self.facts.sku}"


class SetAsideInstructions(models.Model):
    """Note and steps that a person wrote for a facility that went from a draft's way; no `steps`: only a note.

    They come back with that facility, and go when the order is placed.
    """

    order = models.ForeignKey(PurchaseOrder, models.CASCADE, related_name="+")
    facility = models.ForeignKey(Facility, models.CASCADE, related_name="+")
    instructions = LinesTextField(blank=True)
    steps = models.JSONField(null=True)

    def __str__(self):
        return f"{self.order} at {self.facility}"
