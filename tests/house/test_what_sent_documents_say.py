"""Documents of before there were frozen facts say, once migrated, what sending them today would have frozen."""

from datetime import date
from importlib import import_module

from django.db import connection

from inventory.bundles.services import PartInput
from purchasing import services as purchasing
from purchasing.models import OrderLine, PurchaseOrder
from tests.factories import FacilityFactory, make_draft, make_lead_time, make_placed, make_stock
from workorders.models import StepPart, WorkOrder, WorkOrderLeg, WorkOrderLine
from workorders.steps.services import StepInput
from workorders.transfers.services import LineInput, create_transfer, send

MIGRATIONS = [
    ("purchasing.migrations.0010_what_a_document_says", ["ORDERS"]),
    ("workorders.migrations.0010_what_a_document_says", ["ROWS", "ONWARD"]),
]
ROWS = [OrderLine, WorkOrderLine, StepPart]


def said():
    """All that is frozen, by row."""
    return (
        [list(model.objects.order_by("pk").values_list("pk", "as_said")) for model in ROWS],
        list(WorkOrder.objects.order_by("pk").values_list("pk", "onward_as_said", "steps__as_said")),
        list(PurchaseOrder.objects.order_by("pk").values_list("supplier_as_said", "lead_time_as_said")),
    )


def forget():
    for model in ROWS:
        model.objects.update(as_said=None)
    for work_order in WorkOrder.objects.all():
        work_order.steps.update(as_said=None)
    WorkOrder.objects.update(onward_as_said=None)
    PurchaseOrder.objects.update(supplier_as_said="", lead_time_as_said="")


def migrate():
    for name, statements in MIGRATIONS:
        module = import_module(name)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(getattr(module, statement))


def placed_by_way_of(cast, *ways):
    for n, way in enumerate(ways):
        lead_time = make_lead_time(cast.acme, ("supplier", 3), *way, name=f"Way {n}")
        make_placed(cast, lead_time=lead_time)


def transfer(cast, *legs):
    make_stock(cast.harbor, cast.brushes, 5, by=cast.alice)
    return create_transfer(
        cast.harbor,
        by=cast.alice,
        starts_on=date(2030, 1, 1),
        lines=[LineInput(cast.brushes, 5)],
        steps=[StepInput("bundle", product=cast.brushes, quantity=1, parts=[PartInput(cast.brushes, 2)])],
        legs=[WorkOrderLeg(kind="warehouse", facility=cast.harbor, days=1), *legs],
    )


def test_the_migration_writes_what_sending_would_have_written(cast):
    amazon = FacilityFactory(organization=cast.acme, name="ONT8", kind="fba", address="Moreno Valley")
    cast.brushes.carton_length_cm, cast.brushes.carton_weight_kg = "60.50", "12.250"
    cast.brushes.save()
    placed_by_way_of(
        cast,
        [(cast.lone_star, 2), ("freight/ground", 1), ("fba", 2)],
        [(cast.lone_star, 2), ("awd", 2)],
        [(cast.harbor, 2), (cast.harbor, 1), ("freight/ocean", 1), (cast.lone_star, 2), (cast.harbor, 1)],
        [(cast.harbor, 2), ("freight/air", 1), ("freight", 1)],
        [(cast.harbor, 2)],
    )
    purchasing.cancel(make_placed(cast), reason="Too dear")
    make_draft(cast)
    send(transfer(cast, WorkOrderLeg(kind="freight", label="By hand", days=1)))
    send(
        transfer(cast, WorkOrderLeg(kind="freight", mode="parcel", days=1), WorkOrderLeg(kind="fba", days=1))
    )
    send(transfer(cast, WorkOrderLeg(kind="fba", facility=amazon, days=1)))
    send(transfer(cast))
    transfer(cast)
    before = said()
    forget()
    assert said() != before
    migrate()
    assert said() == before
