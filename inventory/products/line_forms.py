"""Lines of any document as rows of a form: a product, typed by SKU or title, and how many units of it."""

from django import forms

from inventory.models import Product
from inventory.products.catalog import Catalog
from sostocked.foundation.pages import form_rows
from sostocked.foundation.pages.draft_forms import RowForm, RowFormSet
from sostocked.foundation.people.models import Organization


class ProductField(forms.CharField):
    """A product that is typed. Its form says in which catalog it is looked up (`look_up_in`)."""

    default_error_messages = {"required": "Choose a product by SKU or title."}

    def __init__(self, *, placeholder="", **kwargs):
        attrs = {"dir": "auto"} | ({"placeholder": placeholder} if placeholder else {})
        super().__init__(max_length=250, widget=forms.TextInput(attrs=attrs), **kwargs)

    def look_up_in(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.widget.attrs |= {"data-combobox": "", "data-options-url": catalog.options_url}

    def clean(self, value) -> Product | None:
        text = super().clean(value)
        return self.catalog.find(text) if text else None


class ProductRowForm(RowForm):
    """A row about a product, which stands in its field `product_field`."""

    product_field = "sku"

    def __init__(self, *args, catalog: Catalog, **kwargs):
        super().__init__(*args, **kwargs)
        self.catalog = catalog
        self.fields[self.product_field].look_up_in(catalog)

    @property
    def typed_so_far(self) -> dict:
        """What could be read; of a row that was not looked at yet, nothing."""
        return getattr(self, "cleaned_data", {})

    @property
    def product(self) -> Product | None:
        """The product, once it is found."""
        return self.typed_so_far.get(self.product_field)


class ProductLineForm(ProductRowForm):
    """A line: a product and its units. Each document says in its own words how a `quantity` is wrong."""

    sku = ProductField(label="Product", placeholder="SKU or title")

    @property
    def units(self) -> int:
        return self.typed_so_far.get("quantity") or 0

    @property
    def cartons(self) -> int:
        return self.product.cartons(self.units) if self.product and self.units else 0


class ProductRowFormSet(RowFormSet):
    """Rows about products, all of which are found with one query."""

    takes_archived = False

    def __init__(self, data, *, prefix: str, organization: Organization):
        super().__init__(data, prefix=prefix)
        texts = (text for row in form_rows.read(data, prefix) for text in self.texts_of(row))
        catalog = Catalog(organization, texts, takes_archived=self.takes_archived)
        self.form_kwargs = {"catalog": catalog}

    def texts_of(self, row: dict[str, list[str]]) -> list[str]:
        """What a row calls the products that it names."""
        return row.get("sku", [])
