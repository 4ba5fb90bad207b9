"""The status tables are the law: in Python, and in the database whoever writes."""

from contextlib import suppress

import pytest
from django.db import ProgrammingError, connection, transaction

from purchasing import services as purchasing
from purchasing import workflow as orders
from purchasing.models import PurchaseOrder
from sostocked.foundation.records.errors import IllegalMove
from tests.factories import make_draft, make_lead_time, make_placed
from workorders import workflow as work
from workorders.models import WorkOrder

ORDER_PATHS = {
    "draft": [],
    "placed": ["placed"],
    "confirmed": ["placed", "confirmed"],
    "closed": ["placed", "closed"],
    "cancelled": ["cancelled"],
}
WORK_PATHS = {
    "planned": [],
    "sent": ["sent"],
    "acknowledged": ["sent", "acknowledged"],
    "in_progress": ["sent", "acknowledged", "in_progress"],
    "completed": ["sent", "acknowledged", "in_progress", "completed"],
    "cancelled": ["cancelled"],
}


def write(model, pk, status):
    """Set a status by raw SQL, as somebody going around the program would."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET status = %s, "
            f"{'placed_at' if model is PurchaseOrder else 'sent_at'} = now() WHERE id = %s",
            [status, pk],
        )


def try_every_move(model, pk, path, moves):
    """The moves that the database lets pass from the end of `path`."""
    passed = set()
    for to in moves:
        with transaction.atomic():
            for status in path:
                write(model, pk, status)
            with suppress(ProgrammingError), transaction.atomic():
                write(model, pk, to)
                passed.add(to)
            transaction.set_rollback(True)
    return passed


@pytest.mark.parametrize("now", ORDER_PATHS)
@pytest.mark.django_db(transaction=True)
def test_the_database_lets_an_order_make_exactly_the_moves_of_the_table(cast, now):
    order = make_draft(cast)
    others = [status for status in orders.MOVES if status != now]
    assert try_every_move(PurchaseOrder, order.pk, ORDER_PATHS[now], others) == set(orders.MOVES[now])


@pytest.mark.parametrize("now", WORK_PATHS)
@pytest.mark.django_db(transaction=True)
def test_the_database_lets_a_work_order_make_exactly_the_moves_of_the_table(cast, now):
    work_order = make_draft(cast).work_orders.get()
    others = [status for status in work.MOVES if status != now]
    assert try_every_move(WorkOrder, work_order.pk, WORK_PATHS[now], others) == set(work.MOVES[now])


def test_an_illegal_move_raises_a_sentence_and_changes_nothing(cast):
    order = make_draft(cast)
    with pytest.raises(IllegalMove, match=r"PO-1001 is draft and cannot become confirmed\."):
        purchasing.confirm(order)
    assert PurchaseOrder.objects.get().status == "draft"


def test_placing_twice_is_refused(cast):
    order = make_placed(cast)
    with pytest.raises(IllegalMove):
        purchasing.place(order, by=cast.alice)


def test_every_status_has_a_look_and_a_row_in_the_table():
    assert set(orders.BADGES) == set(orders.MOVES) == set(orders.Status)
    assert set(work.BADGES) == set(work.MOVES) == set(work.Status)


def test_nothing_leads_out_of_an_end_but_reopening():
    for moves in (orders.MOVES, work.MOVES):
        assert moves[next(each for each in moves if each == "cancelled")] == ()
    assert orders.ONWARD[orders.Status.CLOSED] == work.ONWARD[work.Status.COMPLETED] == ()


def test_confirming_or_placing_a_closed_order_does_not_reopen_it(cast):
    order = make_placed(cast, lead_time=make_lead_time(cast.acme, ("supplier", 9), ("fba", 7)))
    purchasing.close(order)
    for act in (purchasing.confirm, lambda order: purchasing.place(order, by=cast.alice)):
        with pytest.raises(IllegalMove):
            act(order)
    assert PurchaseOrder.objects.get().status == "closed"
