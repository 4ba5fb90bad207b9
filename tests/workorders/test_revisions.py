"""A revision: its number is raised, the dates it tells are noted, it is saved, and its facility hears of it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from purchasing.change_context import ChangeContext
from sostocked.foundation.outbox.models import Message
from workorders.models import WorkOrder
from workorders.revisions import Changes, publish, revise, revise_where_dates_move
from workorders.rules.own_portion import WorkDates
from workorders.transfers.services import send
from workorders.workflow import Status

EXPECTED, LEAVE = date(2026, 11, 16), date(2026, 11, 18)
DRIFT = ChangeContext(is_drift=True)


def kept(work_order):
    return WorkOrder.objects.select_related("facility", "organization").get(pk=work_order.pk)


def facts(work_order):
    work_order = kept(work_order)
    return work_order.revision, work_order.told_expected_on, work_order.told_leave_on


@pytest.fixture
def transfer(planned):
    """S14, sent: goods expected on 16 Nov, to leave on 18 Nov."""
    return kept(send(planned))


def test_it_is_numbered_noted_saved_and_announced(transfer):
    transfer.expected_on, transfer.instructions = EXPECTED + timedelta(days=1), "Gently"
    revise([transfer], "instructions")
    assert facts(transfer) == (2, EXPECTED + timedelta(days=1), LEAVE)
    assert kept(transfer).instructions == "Gently"
    assert [each.key for each in Message.objects.all()] == [
        f"work-order:{transfer.pk}:revision:1:to:dana@example.com",
        f"work-order:{transfer.pk}:revision:2:to:dana@example.com",
    ]
    assert "was Mon 16 Nov 2026" in Message.objects.last().text


def test_one_that_is_planned_counts_its_saves_but_no_revision_and_nobody_hears_of_it(planned):
    revise([planned])
    assert facts(planned) == (1, None, None)
    assert kept(planned).version == 2
    assert Message.objects.count() == 0


def test_what_is_sent_for_the_first_time_keeps_its_number(planned):
    planned.status, planned.sent_at = Status.SENT, planned.created_at
    publish(Changes(sent=[planned]), "status", "sent_at")
    assert (kept(planned).status, *facts(planned)) == ("sent", 1, EXPECTED, LEAVE)
    assert Message.objects.get().key == f"work-order:{planned.pk}:revision:1:to:dana@example.com"


def test_what_nobody_must_hear_of_is_saved_as_it_is(transfer):
    transfer.leave_on = LEAVE + timedelta(days=1)
    publish(Changes(unheard=[transfer]))
    assert kept(transfer).leave_on == LEAVE + timedelta(days=1)
    assert facts(transfer) == (1, EXPECTED, LEAVE)
    assert Message.objects.count() == 1


def test_a_cancellation_tells_no_dates(transfer):
    transfer.leave_on, transfer.status = LEAVE + timedelta(days=1), Status.CANCELLED
    revise([transfer], "status")
    assert facts(transfer) == (2, EXPECTED, LEAVE)
    assert "was cancelled" in Message.objects.last().subject


def test_different_things_of_different_work_orders_are_saved_at_once(transfer, sent):
    """A status that was set beside one that was read, plain data beside none."""
    sent = kept(sent)
    transfer.status, transfer.former_legs = Status.CANCELLED, {"legs": [{"kind": "prep"}], "portion": 1}
    revise([transfer, sent], "status", "former_legs")
    assert (kept(transfer).status, kept(transfer).former_legs) == (
        "cancelled",
        {"legs": [{"kind": "prep"}], "portion": 1},
    )
    assert (kept(sent).status, kept(sent).former_legs) == ("sent", None)
    assert WorkOrder.objects.filter(pk=sent.pk, former_legs__isnull=True).exists()


@pytest.mark.parametrize(("days", "revision"), [(1, 1), (2, 2)])
def test_a_drift_is_a_revision_from_the_facilitys_own_threshold_on(transfer, days, revision):
    assert transfer.facility.notice_days == 2
    dates = WorkDates(EXPECTED, LEAVE + timedelta(days=days))
    revise_where_dates_move({transfer: dates}, DRIFT)
    assert (kept(transfer).leave_on, kept(transfer).revision) == (LEAVE + timedelta(days=days), revision)


def test_what_a_facility_reports_itself_is_no_revision_and_counts_as_told(transfer):
    later = WorkDates(EXPECTED, LEAVE + timedelta(days=9))
    revise_where_dates_move({transfer: later}, ChangeContext(is_drift=True, said_by=transfer.facility_id))
    assert facts(transfer) == (1, *later)
    revise_where_dates_move({transfer: WorkDates(EXPECTED, LEAVE + timedelta(days=10))}, DRIFT)
    assert facts(transfer) == (1, *later)


def test_another_facilitys_report_is_a_revision(transfer, cast):
    later = WorkDates(EXPECTED, LEAVE + timedelta(days=9))
    revise_where_dates_move({transfer: later}, ChangeContext(is_drift=True, said_by=cast.harbor.pk))
    assert facts(transfer) == (2, *later)


def test_dates_that_stay_write_nothing(transfer, django_assert_num_queries):
    with django_assert_num_queries(0):
        revise_where_dates_move({transfer: WorkDates(EXPECTED, LEAVE)}, DRIFT)


def test_work_that_is_over_keeps_its_dates(transfer, django_assert_num_queries):
    transfer.status = Status.COMPLETED
    with django_assert_num_queries(0):
        revise_where_dates_move({transfer: WorkDates(EXPECTED, LEAVE + timedelta(days=9))}, DRIFT)


def test_many_take_as_many_queries_as_a_few(cast, pacific, transfer):
    def queries(count, days):
        WorkOrder.objects.bulk_create(_like(transfer, f"{days}-{n}") for n in range(count))
        rows = WorkOrder.objects.select_related("facility", "organization").exclude(pk=transfer.pk)
        dates = {each: WorkDates(each.expected_on, each.leave_on + timedelta(days=days)) for each in rows}
        with CaptureQueriesContext(connection) as seen:
            revise_where_dates_move(dates, DRIFT)
        return len(seen)

    few, many = queries(5, 3), queries(95, 4)
    assert few == many
    assert set(WorkOrder.objects.exclude(pk=transfer.pk).values_list("revision", flat=True)) == {2, 3}


def _like(work_order, number):
    return WorkOrder(
        organization=work_order.organization,
        facility=work_order.facility,
        number=f"WO-{number}",
        status="sent",
        sent_at=work_order.sent_at,
        expected_on=EXPECTED,
        leave_on=LEAVE,
        told_expected_on=EXPECTED,
        told_leave_on=LEAVE,
    )
