"""Rows of documents that speak of a product: from sending on they keep what was said of it.

While a document is a draft its rows say what the product says now. Sending it, and adding a row to one that was
sent, freezes what the row says (`freeze`); the product may change later without a word of the document changing.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from django.contrib import admin
from django.db import models
from django.db.models import Case, F, Func, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Ceil, Coalesce, JSONObject, Mod

from inventory.matching import code_of, labelled
from inventory.models import Product
from inventory.rules.product_facts import LABELS, MEASURES, Cartons, ProductFacts, differences
from sostocked.foundation.records.changes import Change


class AboutProduct(Protocol):
    """What is asked of a row: each kind has columns of its own for it."""

    as_said: Any

    @property
    def product(self) -> Any: ...
    @property
    def product_id(self) -> int | None: ...
    @property
    def quantity(self) -> Any: ...
    @property
    def facts(self) -> ProductFacts: ...
    @property
    def packed(self) -> Cartons: ...


class SaysProduct(models.Model):
    """A row about a product. `as_said` is empty as long as the product itself speaks."""

    as_said = models.JSONField("product as said", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def facts(self: AboutProduct) -> ProductFacts:
        """What this row says of its product."""
        return ProductFacts.from_json(self.as_said) if self.as_said else self.product.facts

    @admin.display(description="product")
    def product_as_said(self: AboutProduct) -> str:
        """SKU and title, as in the Django admin; nothing where the row is about everything."""
        return f"{self.facts.sku} · {self.facts.title}" if self.product_id else "–"

    @property
    def packed(self: AboutProduct) -> Cartons:
        """The cartons that its units fill."""
        return self.facts.cartons(self.quantity)

    @property
    def cartons(self: AboutProduct) -> int:
        """How many these are, the last one perhaps not quite full."""
        return self.packed.count


def facts_in_sql() -> JSONObject:
    """The facts of a `Product` as the database tells them: the same as `ProductFacts.as_json`."""
    measures = {name: Cast(Func(name, function="trim_scale"), models.TextField()) for name in MEASURES}
    return JSONObject(**{name: measures.get(name, F(name)) for name in LABELS})


def freeze(rows: QuerySet[Any], *, beside: QuerySet[Any] | None = None) -> None:
    """Let `rows` that still speak by their product say for good what it says now; one statement.

    Where a row `beside` them, on the same document, says something of the product already, they say the same.
    """
    facts: Subquery | Coalesce = Subquery(
        Product.objects.filter(pk=OuterRef("product")).values(facts=facts_in_sql())
    )
    if beside is not None:
        said = beside.filter(product=OuterRef("product"), as_said__isnull=False)
        facts = Coalesce(Subquery(said.values("as_said")[:1]), facts)
    rows.filter(as_said__isnull=True, product__isnull=False).update(as_said=facts)


def said(name: str) -> Coalesce:
    """In SQL: a fact in text as a row says it."""
    return Coalesce(KeyTextTransform(name, "as_said"), f"product__{name}", output_field=models.TextField())


def _per_carton_in_sql() -> Case:
    return Case(
        When(
            as_said__isnull=False,
            then=Cast(KeyTextTransform("units_per_carton", "as_said"), models.IntegerField()),
        ),
        default=F("product__units_per_carton"),
        output_field=models.IntegerField(),
    )


def cartons_in_sql() -> Ceil:
    """In SQL: how many cartons the units of a row fill."""
    return Ceil(F("quantity") * Value(1.0) / _per_carton_in_sql(), output_field=models.BigIntegerField())


def not_full_in_sql() -> Mod:
    """In SQL: how many units of a row lie in a carton that is not full; 0 where all are."""
    return Mod(F("quantity"), _per_carton_in_sql(), output_field=models.BigIntegerField())


def saying(text: str) -> Q:
    """Rows that say `text` of their product: in its SKU or title, or by the rules of `matching` as its codes."""
    named = Q(as_said__sku__icontains=text) | Q(as_said__title__icontains=text)
    code = code_of(text)
    return named | labelled(code, "as_said__") if code else named


def say_again(rows: QuerySet[Any], product: Product) -> None:
    """Let these rows about `product` say what it says now; one statement."""
    facts = Product.objects.filter(pk=product.pk).values(facts=facts_in_sql())
    rows.filter(product=product).update(as_said=Subquery(facts))


def outdated_rows(rows: QuerySet[Any], product: Product) -> QuerySet[Any]:
    """Those of `rows` about `product` that were frozen saying something else."""
    return rows.filter(product=product, as_said__isnull=False).exclude(as_said=product.facts.as_json())


def changes_since(row: AboutProduct) -> list[Change]:
    """What its product says otherwise than the row, and how that packs its units."""
    return changes_between(row.facts, row.product.facts, row.quantity)


def changes_between(before: ProductFacts, after: ProductFacts, units: int | None) -> list[Change]:
    """The facts that differ, and how `units`, if there are any, are packed by each."""
    found = differences(before, after)
    if found and units:
        packed = [facts.cartons(units).words for facts in (before, after)]
        found += [Change("Cartons", *packed)] if packed[0] != packed[1] else []
    return found


def said_otherwise(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Change]:
    """For the history of a row: what it was told anew. Freezing what the product said anyway is no news."""
    return differences(*map(ProductFacts.from_json, (before, after))) if before and after else []
