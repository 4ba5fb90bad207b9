"""Products in the Django admin."""

from django.contrib import admin

from inventory.models import Product
from inventory.products.forms import ProductRowForm
from inventory.products.services import forget_mended
from leadtimes.admin.archiving import ArchivingAdmin, UseFilter
from sostocked.foundation.people.tenant_admin import ReadOnlyInline


@admin.register(Product)
class ProductAdmin(ArchivingAdmin):
    """What the organization buys, stores and sells; buyers keep it on the Products page."""

    form = ProductRowForm
    list_display = ["sku", "title", "organization", "asin", "fnsku", "supplier", "lead_time", "in_use"]
    list_filter = [UseFilter, ("supplier", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["organization", "supplier", "lead_time"]
    search_fields = ["sku", "title", "asin", "fnsku"]

    def save_model(self, request, product, form, change):
        """Save it, and take the marks off codes that are mended by that."""
        super().save_model(request, product, form, change)
        forget_mended(product.organization)

    def get_fieldsets(self, request, obj=None):
        what = ["organization", "sku", "title", ("asin", "fnsku", "upc"), "tracks_expiry"]
        carton = [
            ("units_per_carton", "case_gtin"),
            ("carton_length_cm", "carton_width_cm", "carton_height_cm", "carton_weight_kg"),
        ]
        return [
            (None, {"fields": [each for each in what if self._shown(request, each)]}),
            ("Carton", {"fields": carton}),
            ("Buying", {"fields": ["supplier", ("last_cost", "last_cost_currency"), "lead_time"]}),
        ]


class ProductInline(ReadOnlyInline):
    """Rows of a document about products, by what they say of them."""

    readonly_fields = ["product_as_said"]  # it is no column

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("product")
