"""Purchase orders in the Django admin: to look at. They are made and changed on the seller's desk."""

from django.contrib import admin

from inventory.admin import ProductInline
from purchasing.models import OrderLeg, OrderLine, PurchaseOrder
from sostocked.foundation.people.tenant_admin import ReadOnlyAdmin, ReadOnlyInline


class OrderLineInline(ProductInline):
    model = OrderLine
    fields = ["position", "product_as_said", "quantity", "unit_cost"]


class OrderLegInline(ReadOnlyInline):
    model = OrderLeg
    fields = ["position", "kind", "mode", "label", "facility", "days", "day_basis", "expected_ends_on"]


@admin.register(PurchaseOrder)
class PurchaseOrderAdmin(ReadOnlyAdmin):
    """Orders for new inventory."""

    inlines = [OrderLineInline, OrderLegInline]
    list_display = ["number", "organization", "supplier", "lead_time", "status", "ordered_on"]
    list_filter = ["status"]
    list_select_related = ["organization", "supplier", "lead_time"]
    search_fields = ["number", "supplier__name"]
    fields = [
        "organization",
        "number",
        "status",
        "supplier",
        "lead_time",
        "ordered_on",
        "currency",
        "notes",
        "cancel_reason",
        "created_by",
        "created_at",
        "placed_by",
        "placed_at",
    ]
