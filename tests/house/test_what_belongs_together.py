"""What hangs together belongs together, whoever writes: each rule is tried by SQL, and the legal path too."""

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.utils import ProgrammingError

from inventory.bundles.services import PartInput, write_recipe
from purchasing.models import OrderLeg, OrderLine, PurchaseOrder
from tests.factories import (
    FacilityFactory,
    ProductFactory,
    make_draft,
    make_lead_time,
    make_placed,
    make_transfer,
)
from workorders import services as desk
from workorders.models import Step, StepPart, WorkOrder, WorkOrderLine

REFUSALS = (IntegrityError, InternalError, ProgrammingError)


def sql(statement, *values):
    """Run it as somebody going around the program would, to the end of its transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(sentence, statement, *values):
    with pytest.raises(REFUSALS, match=sentence):
        sql(statement, *values)


@pytest.fixture
def order(cast):
    return make_placed(cast)


@pytest.fixture
def work_order(order, cast):
    """Of the order, with a bundle step: two brush sets and a bag become a gift set."""
    work_order = order.work_orders.get()
    bundle = ProductFactory(organization=cast.acme)
    step = Step.objects.create(work_order=work_order, position=9, kind="bundle", product=bundle, quantity=5)
    StepPart.objects.create(step=step, product=cast.brushes, quantity=2)
    return work_order


@pytest.fixture
def foreign(cast):
    """Things of Charlie's: a prep center, a product, an order."""
    their_supplier = FacilityFactory(organization=cast.stranger, supplier=True)
    their_chain = make_lead_time(cast.stranger, ("supplier", 3))
    their_order = PurchaseOrder.objects.create(
        organization=cast.stranger,
        number="PO-9",
        supplier=their_supplier,
        lead_time=their_chain,
        ordered_on=date(2026, 10, 1),
        currency="USD",
        created_by=cast.charlie,
    )
    OrderLeg.objects.create(order=their_order, position=1, kind="supplier", days=3)
    return {
        "facility": FacilityFactory(organization=cast.stranger, prep=True).pk,
        "product": ProductFactory(organization=cast.stranger).pk,
        "order": their_order.pk,
        "leg": their_order.legs.get().pk,
    }


def test_a_work_order_is_for_a_facility_of_its_organization(work_order, foreign, cast):
    says = "A work order is for a facility of its organization"
    change = "UPDATE workorders_workorder SET facility_id = %s WHERE id = %s"
    refused(says, change, foreign["facility"], work_order.pk)
    refused(says, change, cast.ningbo.pk, work_order.pk)
    sql(change, cast.harbor.pk, work_order.pk)
    with pytest.raises(IntegrityError, match=says):
        WorkOrder.objects.create(organization=cast.acme, number="WO-X", facility_id=foreign["facility"])


def test_a_work_order_is_of_an_order_of_its_organization(work_order, foreign):
    refused(
        "is of the same organization",
        "UPDATE workorders_workorder SET order_id = %s, leg_id = NULL WHERE id = %s",
        foreign["order"],
        work_order.pk,
    )


def test_a_work_order_hangs_on_a_leg_of_its_order(work_order, foreign):
    change = "UPDATE workorders_workorder SET leg_id = %s WHERE id = %s"
    refused("is a leg of its purchase order", change, foreign["leg"], work_order.pk)
    sql(change, None, work_order.pk)


@pytest.mark.parametrize("table", ["workorders_workorder", "purchasing_purchaseorder", "inventory_product"])
def test_nothing_moves_to_another_organization(work_order, cast, table):
    says = "Cannot update rows|A work order is for a facility of its organization"
    refused(says, f"UPDATE {table} SET organization_id = %s", cast.stranger.pk)


def test_lead_times_stay_with_their_organization(cast):
    change = "UPDATE leadtimes_leadtime SET organization_id = %s"
    refused("Cannot update rows", change, cast.stranger.pk)
    sql(change, cast.acme.pk)


@pytest.mark.parametrize("model", [OrderLine, WorkOrderLine, Step, StepPart])
def test_products_of_a_document_belong_to_its_organization(work_order, foreign, cast, model):
    change = f"UPDATE {model._meta.db_table} SET product_id = %s WHERE id = %s"
    row = model.objects.filter(product__isnull=False).last()
    refused("The products of a document belong to its organization", change, foreign["product"], row.pk)
    sql(change, ProductFactory(organization=cast.acme).pk, row.pk)
    row.pk, row.product_id = None, foreign["product"]
    with pytest.raises(IntegrityError, match="The products of a document"), transaction.atomic():
        row.save()


def test_a_step_about_everything_needs_no_product(work_order):
    sql("UPDATE workorders_step SET product_id = NULL WHERE kind <> 'bundle'")


def test_the_recipe_of_a_step_is_one_of_what_it_makes(work_order, cast):
    step = work_order.steps.get(kind="bundle")
    own = write_recipe(step.product, parts=[PartInput(cast.brushes, 2)], read=0, by=cast.alice)
    other = write_recipe(
        ProductFactory(organization=cast.acme), parts=[PartInput(cast.brushes, 2)], read=0, by=cast.alice
    )
    change = "UPDATE workorders_step SET recipe_id = %s WHERE id = %s"
    refused("The recipe of a step is one of what it makes", change, other.pk, step.pk)
    sql(change, own.pk, step.pk)
    sql(change, None, step.pk)


def test_a_line_does_not_move_to_a_strangers_document(work_order, foreign):
    refused(
        "The products of a document belong to its organization",
        "UPDATE purchasing_orderline SET order_id = %s",
        foreign["order"],
    )


def test_the_first_leg_of_an_order_is_the_suppliers(order, cast):
    says = "The first leg of a purchase order is the supplier"
    refused(says, "DELETE FROM purchasing_orderleg WHERE kind = 'supplier'")
    refused(says, "UPDATE purchasing_orderleg SET kind = 'fba' WHERE position = 1")
    refused(says, "UPDATE purchasing_orderleg SET position = 99 WHERE position = 1")
    refused(
        says,
        "INSERT INTO purchasing_orderleg (order_id, position, kind, mode, label, days, day_basis)"
        " VALUES (%s, 0, 'freight', '', '', 1, 'calendar')",
        order.pk,
    )


def test_legs_may_change_places_within_a_transaction(order):
    with transaction.atomic():
        order.legs.filter(position=1).update(position=50)
        order.legs.filter(position=50).update(position=1)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_order_goes_with_all_its_legs(cast):
    draft = make_draft(cast)
    draft.work_orders.all().delete()
    draft.delete()
    sql("SELECT 1")
    assert not OrderLeg.objects.exists()


def test_a_revision_is_acknowledged_by_an_acknowledgement_of_it(work_order, cast):
    says = "A revision is acknowledged by an acknowledgement of it"
    change = "UPDATE workorders_workorder SET acknowledged_revision = %s WHERE id = %s"
    refused(says, change, 1, work_order.pk)
    with transaction.atomic():
        desk.acknowledge(work_order, by=cast.dana, revision=1)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    work_order.refresh_from_db()
    WorkOrder.objects.filter(pk=work_order.pk).update(revision=2)
    refused(says, change, 2, work_order.pk)
    sql(change, None, work_order.pk)


def test_what_stands_may_stay(work_order, foreign, cast):
    """Rows that broke a rule before it was one can be saved as long as they do not break it anew."""
    line = work_order.lines.get()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE workorders_workorder SET facility_id = %s", [foreign["facility"]])
        cursor.execute("UPDATE workorders_workorderline SET product_id = %s", [foreign["product"]])
        cursor.execute("SET LOCAL session_replication_role = origin")
    WorkOrder.objects.get(pk=work_order.pk).save()
    line.refresh_from_db()
    line.quantity += 1
    line.save()
    assert WorkOrderLine.objects.get().product_id == foreign["product"]


def test_a_stand_alone_work_order_needs_no_order(cast):
    make_transfer(cast)
    sql("SELECT 1")
