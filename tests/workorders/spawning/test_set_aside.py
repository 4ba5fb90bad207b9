"""A draft whose lead time goes to and fro: nothing is left of what nobody saw, and nothing written is lost."""

from datetime import date

import pytest

from inventory.bundles.services import PartInput
from purchasing import services as purchasing
from tests.factories import ProductFactory, make_draft, make_lead_time
from workorders.models import SetAsideInstructions, WorkOrder
from workorders.steps.services import StepInput, write_steps


@pytest.fixture
def stored(cast):
    """A lead time by way of Harbor Logistics."""
    return make_lead_time(cast.acme, ("supplier", 1), (cast.harbor, 3), name="Stored")


@pytest.fixture
def order(cast):
    return make_draft(cast)


def by_way_of(order, cast, lead_time):
    order = type(order).objects.get(pk=order.pk)
    head = purchasing.Head(cast.ningbo, lead_time, order.ordered_on, "USD")
    lines = [purchasing.LineInput(cast.brushes, 2000, 2)]
    return purchasing.change_draft(order, version=order.version, head=head, lines=lines)


def numbers(order):
    return list(order.work_orders.order_by("number").values_list("number", "facility__name", "status"))


def test_to_and_fro_leaves_one_work_order_under_its_first_number(order, cast, stored):
    for lead_time in (stored, cast.lead_time, stored, cast.lead_time):
        order = by_way_of(order, cast, lead_time)
    assert numbers(order) == [("WO-1001-1", "Lone Star Prep", "planned")]


def test_what_was_written_for_a_facility_comes_back_with_it(order, cast, stored):
    cup = ProductFactory(organization=cast.acme, sku="CUP")
    bundle = StepInput("bundle", "Wrap it", cast.brushes, 5, [PartInput(cup, 2)])
    write_steps(order.work_orders.get(), version=1, steps=[StepInput("store"), bundle], instructions="Gently")
    by_way_of(order, cast, stored)
    harbors = order.work_orders.get()
    assert (harbors.instructions, [step.kind for step in harbors.steps.all()]) == ("", ["receive", "store"])
    by_way_of(order, cast, cast.lead_time)
    back = order.work_orders.get()
    assert (back.instructions, back.steps_by_hand) == ("Gently", True)
    store, wrap = back.steps.all()
    assert (store.position, store.kind) == (1, "store")
    assert (wrap.kind, wrap.instruction, wrap.product, wrap.quantity) == (
        "bundle",
        "Wrap it",
        cast.brushes,
        5,
    )
    assert [(part.product, part.quantity) for part in wrap.parts.all()] == [(cup, 2)]
    assert SetAsideInstructions.objects.count() == 0


def test_placing_forgets_what_was_set_aside(order, cast, stored):
    write_steps(order.work_orders.get(), version=1, steps=[StepInput("ship")])
    by_way_of(order, cast, stored)
    assert SetAsideInstructions.objects.count() == 1
    purchasing.place(order, by=cast.alice)
    assert SetAsideInstructions.objects.count() == 0


def test_a_number_that_was_told_is_never_given_again(order, cast):
    placed = purchasing.place(order, by=cast.alice)
    told = placed.work_orders.get()
    purchasing.cancel(placed, reason="Too dear")
    assert numbers(placed) == [("WO-1001-1", "Lone Star Prep", "cancelled")]
    assert WorkOrder.objects.get(pk=told.pk).sent_at is not None


def test_a_draft_that_is_cancelled_leaves_no_work_orders(order, cast):
    purchasing.cancel(order, reason="Too dear")
    assert numbers(order) == []


def test_a_work_order_is_at_revision_one_when_it_is_sent(order, cast):
    planned = order.work_orders.get()
    write_steps(planned, version=1, steps=[StepInput("ship")], instructions="Gently")
    head = purchasing.Head(cast.ningbo, cast.lead_time, date(2026, 10, 19), "USD")
    purchasing.change_draft(order, version=1, head=head, lines=[purchasing.LineInput(cast.brushes, 2000, 2)])
    purchasing.place(order, by=cast.alice)
    sent = order.work_orders.get()
    assert (sent.revision, sent.status) == (1, "sent")
    assert sent.version > 1
