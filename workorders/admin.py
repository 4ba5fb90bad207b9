"""Work orders in the Django admin: to look at. They follow their purchase order, or the seller's desk."""

from django.contrib import admin

from inventory.admin import ProductInline
from sostocked.foundation.people.tenant_admin import ReadOnlyAdmin
from workorders.models import Step, WorkOrder, WorkOrderLine


class WorkOrderLineInline(ProductInline):
    model = WorkOrderLine
    fields = ["position", "product_as_said", "quantity"]


class StepInline(ProductInline):
    model = Step
    fields = ["position", "kind", "product_as_said", "quantity", "instruction", "done_at", "done_by"]


@admin.register(WorkOrder)
class WorkOrderAdmin(ReadOnlyAdmin):
    """What facilities were asked to do."""

    inlines = [WorkOrderLineInline, StepInline]
    list_display = ["number", "organization", "facility", "order", "status", "revision", "expected_on"]
    list_filter = ["status"]
    list_select_related = ["organization", "facility", "order"]
    search_fields = ["number", "facility__name"]
    fields = [
        "organization",
        "number",
        "status",
        "facility",
        "order",
        "revision",
        "acknowledged_revision",
        "instructions",
        "expected_on",
        "leave_on",
        "cancel_reason",
        "created_at",
        "sent_at",
        "started_at",
        "completed_at",
    ]
