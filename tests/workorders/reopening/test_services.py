"""A work order that was completed by mistake goes on: its facility is told, and what left for good stays done."""

import pytest

from purchasing import services as purchasing
from purchasing.ending import services as ending
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.records.errors import IllegalMove, Refused
from tests.factories import make_transfer
from tests.purchasing.ending.conftest import seller, truck
from tests.purchasing.ending.shorthand import complete, finish, receive_at, two_stops
from tests.purchasing.ending.test_services import work_line_of
from workorders import services as desk
from workorders.reopening.services import reopen, why_not_reopen
from workorders.transfers.services import send

__all__ = ["seller", "truck"]


@pytest.fixture
def done(cast, truck):
    complete(cast, truck, good=1985)
    return truck


def test_it_is_in_progress_again_and_its_facility_acknowledges_it(cast, done):
    work_order = reopen(done.work_order(), reason="20 more turned up")
    assert (work_order.status, work_order.completed_at, work_order.revision) == ("in_progress", None, 2)
    assert work_order.awaits_acknowledgement
    notice = Message.objects.order_by("pk").last()
    assert notice.subject.startswith("WO-1001-1 was reopened: please acknowledge again")
    assert "Reopened: 20 more turned up" in notice.text
    assert "Reopened: 20 more turned up" in notice.html
    desk.acknowledge(work_order, by=cast.dana, revision=2)
    assert desk.complete(done.work_order(), by=cast.dana, sure=True).status == "completed"


def test_what_was_closed_short_since_it_was_completed_is_caught_up_with(done, seller):
    seller.close_short()
    assert work_line_of(done) == (2000, 0)
    work_order = reopen(done.work_order(), reason="Look again")
    assert (work_line_of(done), work_order.revision) == ((1985, 15), 2)
    assert "Reopened: Look again" in Message.objects.order_by("pk").last().text


def test_what_was_closed_short_before_it_was_completed_is_expected_again_once_it_is_reopened(
    cast, truck, seller
):
    truck.receive(good=1985)
    seller.close_short()
    desk.acknowledge(truck.work_order(), by=cast.dana, revision=2)
    finish(cast, truck)
    with pytest.raises(Refused, match="Lone Star Prep has completed the work"):
        seller.expect_again()
    reopen(truck.work_order(), reason="The rest comes")
    seller.expect_again()
    assert work_line_of(truck) == (2000, 0)


def test_an_order_that_is_closed_is_reopened_first(done, seller):
    purchasing.close(seller.order())
    with pytest.raises(
        IllegalMove, match="PO-1001 is closed: WO-1001-1 can be reopened once that is open again"
    ):
        reopen(done.work_order(), reason="Look again")
    ending.reopen(seller.order(), reason="Look again")
    assert reopen(done.work_order(), reason="Look again").status == "in_progress"


def test_what_was_received_further_stays_done(cast):
    order, first, second = two_stops(cast)
    receive_at(cast, first, 2000)
    _finish(cast, first)
    assert why_not_reopen(first) == ""
    second.refresh_from_db()
    desk.acknowledge(second, by=cast.wes, revision=second.revision)
    receive_at(cast, second, 1200, by=cast.wes)
    first.refresh_from_db()
    with pytest.raises(
        IllegalMove, match="WO-1001-1 stays completed: 1,200 units of it were received at Harbor Logistics"
    ):
        reopen(first, reason="Look again")
    first.refresh_from_db()
    assert first.status == "completed"
    assert order.work_orders.count() == 2


def _finish(cast, work_order):
    work_order.refresh_from_db()
    work_order.steps.update(done_at=work_order.started_at, done_by=cast.dana)
    desk.complete(work_order, by=cast.dana, sure=True)
    work_order.refresh_from_db()


def test_one_that_stands_alone_goes_on_too(cast):
    transfer = send(make_transfer(cast))
    desk.acknowledge(transfer, by=cast.dana, revision=1)
    desk.start(transfer, by=cast.dana)
    _finish(cast, transfer)
    assert reopen(transfer, reason="Ten were forgotten").status == "in_progress"


@pytest.mark.parametrize("reason", ["", " \n"])
def test_it_says_why(done, reason):
    with pytest.raises(Refused, match="Say why it is reopened"):
        reopen(done.work_order(), reason=reason)
    assert done.work_order().status == "completed"


def test_what_is_under_way_is_not_reopened(truck):
    assert why_not_reopen(truck.work_order()) == "WO-1001-1 is acknowledged: there is nothing to reopen."
    with pytest.raises(IllegalMove):
        reopen(truck.work_order(), reason="Why not")


def test_starting_a_completed_one_does_not_reopen_it(cast, done):
    with pytest.raises(IllegalMove, match="WO-1001-1 is completed and cannot become in progress"):
        desk.start(done.work_order(), by=cast.dana)
