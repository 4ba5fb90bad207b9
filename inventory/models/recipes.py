"""What bundles are made of, version by version."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from inventory.models.products import Product
from inventory.triggers import makes_no_ring, product_fits, recipe_is_whole
from sostocked.foundation.records.history import append_only

OWNER = """
    SELECT p.organization_id FROM inventory_product p JOIN inventory_recipe r ON r.product_id = p.id
    WHERE r.id = NEW.recipe_id
"""
"""Whose a part is."""


class RecipeQuerySet(models.QuerySet["Recipe"]):
    def visible_to(self, user):
        """Recipes of the organizations `user` works for."""
        return self.filter(product__in=Product.objects.visible_to(user).order_by().values("pk"))

    def current(self):
        """The last version of each product; without parts where that is no bundle any more."""
        newer = Recipe.objects.filter(product=OuterRef("product"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer))

    def with_parts(self):
        """Brings the parts and their products along."""
        return self.prefetch_related(
            models.Prefetch("lines", RecipeLine.objects.select_related("product__organization"))
        )


class Recipe(models.Model):
    """What goes into one unit of a product, a bundle: one version of it, never changed.

    The version with the highest `number` is the current one. One of no parts says that the product is no bundle
    any more. `part_count` lines belong to it from the beginning, so that nobody adds one later.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="recipes")
    number = models.PositiveIntegerField("version")
    part_count = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = RecipeQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["product", "number"], name="recipe_numbers_are_unique"),
        ]
        triggers = [*append_only(), recipe_is_whole()]

    def __str__(self):
        return f"{self.product.sku}, recipe {self.number}"

    @property
    def quantities(self) -> dict[int, int]:
        """Units in one bundle, by the id of the part."""
        return {line.product_id: line.quantity for line in self.lines.all()}


class RecipeLine(models.Model):
    """So many units of a product go into one bundle."""

    recipe = models.ForeignKey(Recipe, models.PROTECT, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="part_lines")
    quantity = models.PositiveIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["recipe", "product"], name="one_recipe_line_per_part"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="a_recipe_line_has_units"),
        ]
        triggers = [*append_only(), product_fits("recipe_id", OWNER), makes_no_ring()]

    def __str__(self):
        return f"{self.quantity} × {self.product.sku}"
