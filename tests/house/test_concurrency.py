"""Real threads on PostgreSQL: many at once end where one would."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from purchasing import services as purchasing
from purchasing.models import PurchaseOrder
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.records.errors import ChangedMeanwhile, Refused
from tests.factories import make_draft, make_lead_time, make_placed
from workorders import services as desk
from workorders.models import Acknowledgement, WorkOrder

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run the acts in a thread each, all starting together; what each returned or refused with."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait()
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, act) for act in acts]]


def test_sixteen_saves_of_one_placed_order_end_with_the_work_orders_of_one(cast):
    chain = make_lead_time(
        cast.acme, ("supplier", 1), (cast.harbor, 2), (cast.lone_star, 3), ("fba", 1), name="Two"
    )
    order = make_placed(cast, lead_time=chain)
    WorkOrder.objects.all().delete()  # as if the order had come in without its work orders
    Message.objects.all().delete()
    at_once(*[lambda: PurchaseOrder.objects.get(pk=order.pk).save()] * 16)
    assert [
        (w.facility, w.status, w.lines.count(), w.revision) for w in WorkOrder.objects.order_by("pk")
    ] == [
        (cast.harbor, "sent", 1, 1),
        (cast.lone_star, "sent", 1, 1),
    ]
    assert Message.objects.count() == 2


def test_two_people_placing_one_draft_place_it_once(cast):
    order = make_draft(cast)
    results = at_once(*[lambda: purchasing.place(order, by=cast.alice)] * 2)
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert WorkOrder.objects.count() == Message.objects.count() == 1


def test_eight_clicks_on_one_form_make_one_order(cast):
    key = uuid.uuid4()
    head = purchasing.Head(cast.ningbo, cast.lead_time, date(2026, 10, 12), "USD")
    made = at_once(
        *[lambda: purchasing.create_order(cast.acme, by=cast.alice, head=head, creation_key=key)] * 8
    )
    assert {order.number for order in made} == {"PO-1001"}
    assert PurchaseOrder.objects.count() == 1


def test_numbers_have_neither_twins_nor_holes(cast):
    at_once(*[lambda: make_draft(cast)] * 8)
    assert sorted(PurchaseOrder.objects.values_list("number", flat=True)) == [
        f"PO-{n}" for n in range(1001, 1009)
    ]


def test_of_two_windows_saving_one_draft_the_later_is_told(cast):
    order = make_draft(cast)

    def save(notes):
        head = purchasing.Head(cast.ningbo, cast.lead_time, order.ordered_on, "USD", notes)
        return purchasing.change_draft(order, version=order.version, head=head, lines=[])

    results = at_once(lambda: save("first"), lambda: save("second"))
    assert sorted(type(result) for result in results if isinstance(result, Refused)) == [ChangedMeanwhile]
    winner = next(result for result in results if not isinstance(result, Refused))
    assert PurchaseOrder.objects.get().notes == winner.notes


def test_two_people_acknowledging_one_work_order_are_recorded_once(cast):
    work_order = make_placed(cast).work_orders.get()
    cast.lone_star.staff.add(cast.wes)
    results = at_once(
        lambda: desk.acknowledge(work_order, by=cast.dana, revision=1),
        lambda: desk.acknowledge(work_order, by=cast.wes, revision=1),
    )
    (refusal,) = [result for result in results if isinstance(result, Refused)]
    first = Acknowledgement.objects.select_related("by").get()
    assert str(refusal) == f"{first.by} has acknowledged WO-1001-1 already."


def test_cancelling_the_order_and_starting_the_work_at_once_is_one_or_the_other(cast):
    order = make_placed(cast)
    work_order = order.work_orders.get()
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    at_once(lambda: purchasing.cancel(order, reason="Now"), lambda: desk.start(work_order, by=cast.dana))
    pair = (PurchaseOrder.objects.get().status, WorkOrder.objects.get().status)
    assert pair in [("cancelled", "cancelled"), ("placed", "in_progress")]
