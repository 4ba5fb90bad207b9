"""Lines of any document as rows of a form: a product, typed by SKU or title, and how many units of it.

A row that was there before knows its product by id. Beside the text, say `lines-0-sku`, the page sends that id
(`lines-0-sku_id`) and the text as it was shown (`lines-0-sku_was`): while the text is not touched the product
stays, whatever it is called by now. A row of a document sends its own id, too (`lines-0-id`).
"""

from collections.abc import Callable, Mapping
from typing import cast

from django import forms
from django.db.models import QuerySet

from inventory.models import Product
from inventory.products.lookup import Catalog
from inventory.rules.product_facts import Cartons, ProductFacts
from sostocked.foundation.pages import form_rows
from sostocked.foundation.pages.draft_forms import RowForm, RowFormSet
from sostocked.foundation.people.models import Organization
from sostocked.foundation.rules.number_reading import read_id


class ProductField(forms.CharField):
    """A product that is typed. Its form says in which catalog it is looked up (`look_up_in`)."""

    default_error_messages = {"required": "Choose a product by SKU, title or code."}

    known: Product | None = None
    was = ""

    def __init__(self, *, placeholder="", **kwargs):
        attrs = {"dir": "auto"} | ({"placeholder": placeholder} if placeholder else {})
        super().__init__(max_length=250, widget=forms.TextInput(attrs=attrs), **kwargs)

    def look_up_in(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.widget.attrs |= {"data-combobox": "", "data-options-url": catalog.options_url}

    def know(self, product: Product | None, *, by: str) -> None:
        """The row is about `product` as long as its text reads as it `was`."""
        self.known, self.was = product, by

    def clean(self, value) -> Product | None:
        text = super().clean(value)
        if not text:
            return None
        if self.known and text == self.was:
            return self.catalog.usable(self.known)
        return self.catalog.find(text)


class ProductRowForm(RowForm):
    """A row about a product, which stands in its field `product_field`."""

    product_field = "sku"

    def __init__(self, *args, catalog: Catalog, **kwargs):
        super().__init__(*args, **kwargs)
        self.catalog = catalog
        field = cast(ProductField, self.fields[self.product_field])
        field.look_up_in(catalog)
        known = read_id(self.typed(f"{self.product_field}_id"))
        field.know(catalog.by_id.get(known) if known else None, by=self.typed(f"{self.product_field}_was"))

    @property
    def typed_so_far(self) -> dict:
        """What could be read; of a row that was not looked at yet, nothing."""
        return getattr(self, "cleaned_data", {})

    @property
    def product(self) -> Product | None:
        """The product, once it is found."""
        return self.typed_so_far.get(self.product_field)

    @property
    def row_id(self) -> int | None:
        """The row of the document that this row of the form was made from."""
        return read_id(self.typed("id"))

    @property
    def hidden_values(self) -> list[tuple[str, str]]:
        """Names and values that go with the row unseen: its id, its product's, and what that was called."""
        name = self.product_field
        known, was = self.typed(f"{name}_id"), self.typed(f"{name}_was")
        if self.product:
            known, was = str(self.product.pk), self.typed(name)
        values = {"id": self.typed("id"), f"{name}_id": known, f"{name}_was": was}
        return [(self.add_prefix(key), value) for key, value in values.items() if value]


class ProductLineForm(ProductRowForm):
    """A line: a product and its units. Each document says in its own words how a `quantity` is wrong."""

    sku = ProductField(label="Product", placeholder="SKU, title or code")

    said: Callable[[], Mapping[int, ProductFacts]] = dict
    """Reads what the document has said of products already, by their ids; a draft has said nothing."""

    @property
    def units(self) -> int:
        return self.typed_so_far.get("quantity") or 0

    @property
    def facts(self) -> ProductFacts | None:
        """What the line says of its product, once that is found: what a sent document said, or what is so now."""
        if not self.product:
            return None
        return self.said().get(self.product.pk) or self.product.facts

    @property
    def packed(self) -> Cartons:
        """The cartons that the units fill; none as long as either is missing."""
        return self.facts.cartons(self.units) if self.facts and self.units else Cartons(0, 0)

    @property
    def cartons(self) -> int:
        return self.packed.count

    @property
    def title(self) -> str:
        """What is ordered, and how it is packed where a carton is not full."""
        if not self.facts:
            return ""
        return f"{self.facts.title} · {self.packed.words}" if self.packed.rest else self.facts.title


class ProductRowFormSet(RowFormSet):
    """Rows about products, all of which are found with one query."""

    takes_archived = False

    def __init__(self, data, *, prefix: str, organization: Organization, standing: QuerySet | None = None):
        super().__init__(data, prefix=prefix)
        rows = form_rows.read(data, prefix)
        catalog = Catalog(
            organization,
            [text for row in rows for text in self.texts_of(row)],
            ids=[known for row in rows for known in self.ids_of(row)],
            standing=standing,
            takes_archived=self.takes_archived,
        )
        self.form_kwargs = {"catalog": catalog}

    def texts_of(self, row: dict[str, list[str]]) -> list[str]:
        """What a row calls the products that it names."""
        return row.get(self.form.product_field, [])

    def ids_of(self, row: dict[str, list[str]]) -> list[int]:
        """The products that a row had when the page was made."""
        sent = row.get(f"{self.form.product_field}_id", [])
        return [known for known in map(read_id, sent) if known]


def product_values(name: str, product: Product | None) -> dict[str, object]:
    """The values by which a row of a form knows a product in its field `name`."""
    if product is None:
        return {name: ""}
    return {name: product.sku, f"{name}_id": product.pk, f"{name}_was": product.sku}
