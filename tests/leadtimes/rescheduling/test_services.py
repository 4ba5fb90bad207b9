"""A calendar changes: open orders are dated again, once, whatever happens on the way."""

from datetime import UTC, date, datetime

import pghistory.models
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from kombu.exceptions import OperationalError

from leadtimes import clock, tasks
from leadtimes.models import Rescheduling
from leadtimes.models.reschedulings import LIVE
from leadtimes.rescheduling import batches, registry
from leadtimes.rescheduling import services as rescheduling
from leadtimes.rules.leg_reports import LegReport, ReportKind
from leadtimes.speaker import Speaker
from purchasing.leg_reports import services as leg_reports
from purchasing.models import DateChange, OrderLeg, PurchaseOrder
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.records.errors import Refused
from tests.factories import (
    ClosureFactory,
    FacilityFactory,
    make_draft,
    make_lead_time,
    make_placed,
    make_transfer,
)
from tests.house.test_concurrency import at_once
from workorders import services as workorders
from workorders.models import WorkOrder, WorkOrderDateChange
from workorders.transfers.services import send

S13 = ["2027-03-02", "2027-03-30", "2027-04-03", "2027-04-08", "2027-04-14", "2027-04-21"]


def new_year(cast):
    first, last = date(2027, 1, 25), date(2027, 2, 20)
    return ClosureFactory(facility=cast.ningbo, starts_on=first, ends_on=last, reason="Chinese New Year")


@pytest.fixture
def order(cast):
    """Placed before anybody knew of the closure; Lone Star Prep has acknowledged its work order."""
    order = make_placed(cast, ordered_on=date(2027, 1, 4))
    workorders.acknowledge(order.work_orders.get(), by=cast.dana, revision=1)
    return order


def ends(order):
    return [leg.expected_ends_on.isoformat() for leg in order.legs.all()]


def counted(facility, by):
    return batches.run(rescheduling.ask(facility, by=by))


def moved(facility, by):
    return batches.run(rescheduling.start(counted(facility, by), by=by))


def state_of_the_world():
    """All that may change, and how many events the history has of it."""
    return (
        list(OrderLeg.objects.values_list("pk", "expected_starts_on", "expected_ends_on").order_by("pk")),
        list(WorkOrder.objects.values_list("pk", "revision", "expected_on", "leave_on").order_by("pk")),
        DateChange.objects.count(),
        Message.objects.count(),
        pghistory.models.Events.objects.count(),
    )


def test_the_dry_run_says_how_far_orders_move_and_moves_nothing(cast, order):
    new_year(cast)
    before = state_of_the_world()
    found = counted(cast.ningbo, cast.alice)
    assert (found.state, found.total, found.seen, found.moved) == ("counted", 1, 1, 1)
    assert found.counts.in_words() == "1 later by 27 days"
    assert [(each["number"], each["old"], each["new"]) for each in found.biggest] == [
        (order.number, "2027-03-25", "2027-04-21")
    ]
    assert state_of_the_world() == before


def test_s13_to_the_day_with_its_slip_its_work_order_and_one_notice(cast, order):
    new_year(cast)
    posted = Message.objects.count()
    done = moved(cast.ningbo, cast.alice)
    assert (done.state, done.moved, done.by_kind) == ("done", 1, {"orders": 1})
    assert ends(order) == S13
    date_change = order.date_changes.get()
    assert (date_change.cause, date_change.leg_name, date_change.days, date_change.by) == (
        "calendar",
        "Production",
        27,
        cast.alice,
    )
    assert (date_change.old_ends_on, date_change.new_ends_on) == (date(2027, 2, 3), date(2027, 3, 2))
    assert (date_change.old_available_on, date_change.new_available_on) == (
        date(2027, 3, 25),
        date(2027, 4, 21),
    )
    assert (date_change.leg, date_change.note) == (
        order.legs.first(),
        "Ningbo Brightware: Chinese New Year, 27 days",
    )
    work_order = order.work_orders.get()
    assert (work_order.expected_on, work_order.leave_on) == (date(2027, 4, 3), date(2027, 4, 8))
    assert work_order.awaits_acknowledgement
    assert Message.objects.count() == posted + 1
    assert order.legs.last().baseline_ends_on == date(2027, 3, 25)


def test_running_it_again_changes_nothing_not_even_the_history(cast, order):
    new_year(cast)
    moved(cast.ningbo, cast.alice)
    before = state_of_the_world()
    again = counted(cast.ningbo, cast.alice)
    assert (again.state, again.total, again.moved) == ("done", 1, 0)
    again.state, again.is_real, again.moved_by = "running", True, cast.alice
    again.rewind()
    again.save()
    assert batches.run(again).moved == 0
    assert state_of_the_world() == before


def test_the_history_says_who_moved_the_dates(cast, order):
    new_year(cast)
    moved(cast.ningbo, cast.alice)
    events = pghistory.models.Events.objects.tracks(order.legs.first())
    (event,) = [each for each in events if "27" in str(each.pgh_diff) and each.pgh_context]
    assert event.pgh_context["by"] == str(cast.alice)
    assert event.pgh_diff == {"expected_ends_on": ["2027-02-03", "2027-03-02"]}


def test_taking_the_closure_back_brings_the_old_dates_back(cast, order):
    before = ends(order)
    closure = new_year(cast)
    moved(cast.ningbo, cast.alice)
    closure.delete()
    found = counted(cast.ningbo, cast.alice)
    assert found.counts.in_words() == "1 earlier by 27 days"
    batches.run(rescheduling.start(found, by=cast.alice))
    assert ends(order) == before
    assert order.date_changes.count() == 2


def test_killed_half_way_it_goes_on_and_ends_the_same(cast, monkeypatch):
    orders = [make_placed(cast, ordered_on=date(2027, 1, 4)) for _ in range(5)]
    monkeypatch.setattr(batches, "BATCH", 2)
    new_year(cast)
    running = rescheduling.start(counted(cast.ningbo, cast.alice), by=cast.alice)
    reschedulable = registry.reschedulables()[0]
    calls = []

    def killed(documents, facility, by):
        calls.append(len(documents))
        dated = reschedulable.date_again(documents, facility, by)
        if len(calls) == 2:
            raise SystemExit("The power is out.")
        return dated

    with monkeypatch.context() as at_night:
        at_night.setitem(
            registry._reschedulables,
            reschedulable.key,
            registry.Reschedulable(**_fields(reschedulable) | {"date_again": killed}),
        )
        with pytest.raises(SystemExit):
            batches.run(running)
    running.refresh_from_db()
    assert (running.state, running.seen, running.moved) == ("running", 2, 2)
    assert [ends(each) == S13 for each in orders] == [True, True, False, False, False]
    done = batches.run(running)
    assert (done.state, done.seen, done.moved) == ("done", 5, 5)
    assert [ends(each) for each in orders] == [S13] * 5
    assert [each.date_changes.count() for each in orders] == [1] * 5


def _fields(reschedulable):
    return {
        name: getattr(reschedulable, name) for name in ("key", "label", "list_url", "touched", "date_again")
    }


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_job_do_each_batch_once(cast, monkeypatch):
    orders = [make_placed(cast, ordered_on=date(2027, 1, 4)) for _ in range(12)]
    monkeypatch.setattr(batches, "BATCH", 2)
    new_year(cast)
    running = rescheduling.start(counted(cast.ningbo, cast.alice), by=cast.alice)
    posted = Message.objects.count()
    at_once(*[lambda: batches.run(Rescheduling.objects.get(pk=running.pk))] * 4)
    done = Rescheduling.objects.get(pk=running.pk)
    assert (done.state, done.seen, done.moved) == ("done", 12, 12)
    assert [ends(each) for each in orders] == [S13] * 12
    assert DateChange.objects.count() == 12
    assert Message.objects.count() == posted + 12


@pytest.mark.django_db(transaction=True)
def test_a_change_while_it_runs_supersedes_it(cast, monkeypatch):
    for _ in range(3):
        make_placed(cast, ordered_on=date(2027, 1, 4))
    monkeypatch.setattr(batches, "BATCH", 1)
    closure = new_year(cast)
    running = rescheduling.start(counted(cast.ningbo, cast.alice), by=cast.alice)
    assert batches.step(running.pk)
    closure.delete()
    newer = rescheduling.calendar_changed(cast.ningbo, by=cast.bob)
    assert batches.run(running).state == "superseded"
    found = batches.run(newer)
    assert (found.moved, found.counts.in_words()) == (1, "1 earlier by 27 days")
    with pytest.raises(Refused):
        rescheduling.start(running, by=cast.alice)


def test_a_second_click_starts_nothing_twice(cast, order):
    new_year(cast)
    found = counted(cast.ningbo, cast.alice)
    first, second = rescheduling.start(found, by=cast.alice), rescheduling.start(found, by=cast.alice)
    assert (first.pk, first.state) == (second.pk, second.state)
    batches.run(second)
    assert rescheduling.start(found, by=cast.alice).state == "done"
    assert DateChange.objects.count() == 1


def test_two_people_at_once_ask_once_more_each_and_one_counts(cast, order):
    first, second = rescheduling.ask(cast.ningbo, by=cast.alice), rescheduling.ask(cast.ningbo, by=cast.bob)
    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "counting")
    assert Rescheduling.objects.filter(state__in=LIVE).count() == 1


def test_what_a_person_finished_stays(cast, order):
    finished = LegReport(ReportKind.FINISHED, date(2027, 2, 3))
    leg = order.legs.first()
    leg_reports.report(
        order, leg_id=leg.pk, leg_report=finished, speaker=Speaker(cast.alice, date(2027, 2, 3))
    )
    new_year(cast)
    found = counted(cast.ningbo, cast.alice)
    assert (found.state, found.total) == ("done", 0), "Ningbo has no unfinished work on it"
    assert ends(order)[-1] == "2027-03-25"


def test_only_open_orders_with_work_there_are_touched(cast):
    make_draft(cast, ordered_on=date(2027, 1, 4))
    straight = make_lead_time(cast.acme, ("supplier", 5), ("fba", 5), name="Straight")
    make_placed(cast, lead_time=straight)
    placed = make_placed(cast, ordered_on=date(2027, 1, 4))
    make_cancelled = make_placed(cast)
    make_cancelled.cancel_reason, make_cancelled.status = "Changed our mind", "cancelled"
    make_cancelled.save()
    (orders, transfers) = registry.reschedulables()
    assert list(orders.touched(cast.lone_star)) == [placed]
    assert orders.touched(cast.ningbo).count() == 2
    assert not transfers.touched(cast.lone_star).exists()


def test_a_facility_hears_only_of_what_it_wants_to_hear(cast, order):
    cast.lone_star.notice_days = 30
    cast.lone_star.save()
    new_year(cast)
    posted = Message.objects.count()
    moved(cast.ningbo, cast.alice)
    work_order = order.work_orders.get()
    assert (work_order.expected_on, work_order.told_expected_on) == (date(2027, 4, 3), date(2027, 3, 7))
    assert (work_order.revision, Message.objects.count()) == (1, posted)


def test_orders_that_cannot_be_dated_are_named_and_the_others_move(cast):
    odd = FacilityFactory(organization=cast.acme, name="Odd Hours")
    chain = make_lead_time(cast.acme, ("supplier", 30), (odd, 4), name="Odd")
    chain.legs.filter(facility=odd).update(day_basis="working")
    stuck = make_placed(cast, lead_time=chain, ordered_on=date(2027, 1, 4))
    fine = make_placed(cast, ordered_on=date(2027, 1, 4))
    odd.working_weekdays = []
    odd.save()
    new_year(cast)
    before = ends(stuck)
    done = moved(cast.ningbo, cast.alice)
    assert (done.total, done.moved, done.undatable) == (2, 1, 1)
    assert [each["number"] for each in done.stuck] == [stuck.number]
    assert (ends(stuck), ends(fine)) == (before, S13)


def test_a_stand_alone_work_order_moves_too(cast):
    transfer = send(make_transfer(cast, (cast.lone_star, 2), ("freight/parcel", 4)))
    posted = Message.objects.count()
    ClosureFactory(facility=cast.lone_star, starts_on=date(2026, 11, 17), ends_on=date(2026, 11, 19))
    done = moved(cast.lone_star, cast.alice)
    assert done.by_kind == {"transfers": 1}
    transfer.refresh_from_db()
    assert (transfer.expected_on, transfer.leave_on) == (date(2026, 11, 16), date(2026, 11, 21))
    assert ends(transfer) == ["2026-11-21", "2026-11-25"]
    assert (transfer.revision, Message.objects.count()) == (2, posted + 1)
    date_change = WorkOrderDateChange.objects.get()
    assert (date_change.cause, date_change.days) == ("calendar", 3)
    assert date_change.note == "Lone Star Prep: Stocktaking, 3 days"
    before = state_of_the_world()
    assert counted(cast.lone_star, cast.alice).moved == 0
    assert state_of_the_world() == before


def test_the_slip_of_a_leg_names_nobody_but_who_works_on_it(cast, order):
    """Whoever does a leg reads its date changes, and must not learn the supplier's name from them."""
    prep = order.legs.get(facility=cast.lone_star)
    ClosureFactory(
        facility=cast.lone_star, starts_on=prep.expected_starts_on, ends_on=prep.expected_starts_on
    )
    done = moved(cast.ningbo, cast.alice)
    assert done.moved == 1
    date_change = order.date_changes.get()
    assert (date_change.leg, date_change.days, date_change.note) == (prep, 1, "")


def test_each_organization_keeps_to_itself(cast, order):
    theirs = FacilityFactory(organization=cast.stranger, supplier=True)
    ClosureFactory(facility=theirs, starts_on=date(2027, 1, 25), ends_on=date(2027, 2, 20))
    assert counted(theirs, cast.charlie).total == 0


@pytest.mark.parametrize("orders", [3, 30])
def test_a_batch_takes_as_many_queries_for_three_orders_as_for_thirty(cast, orders):
    for _ in range(orders):
        make_placed(cast, ordered_on=date(2027, 1, 4))
    new_year(cast)
    found = rescheduling.ask(cast.ningbo, by=cast.alice)
    with CaptureQueriesContext(connection) as dry:
        batches.step(found.pk)
    running = rescheduling.start(batches.run(found), by=cast.alice)
    with CaptureQueriesContext(connection) as real:
        batches.step(running.pk)
    running.refresh_from_db()
    assert running.moved == orders
    assert (len(dry), len(real)) == (10, 18 if orders == 3 else 17)  # three are told one by one


def test_the_queue_is_down_and_the_sweep_takes_it_up(cast, order, monkeypatch, time_machine):
    time_machine.move_to(datetime(2026, 11, 22, 12, tzinfo=UTC))
    taken_up = []
    monkeypatch.setattr(tasks.date_open_orders_again, "delay", taken_up.append)
    new_year(cast)
    found = rescheduling.ask(cast.ningbo, by=cast.alice)
    assert clock.sweep() == 0, "it was asked for just now"
    time_machine.shift(60)
    assert clock.sweep() == 1
    assert taken_up == [found.pk]
    tasks.date_open_orders_again(found.pk)
    found.refresh_from_db()
    assert (found.state, clock.sweep()) == ("counted", 0)


def test_with_the_queue_away_asking_does_not_fail(
    cast, order, monkeypatch, django_capture_on_commit_callbacks
):
    def away(*args):
        raise OperationalError("Connection refused")

    monkeypatch.setattr(tasks.date_open_orders_again, "delay", away)
    with django_capture_on_commit_callbacks(execute=True):
        assert rescheduling.ask(cast.ningbo, by=cast.alice).state == "counting"


def test_what_goes_wrong_is_kept_and_after_a_few_times_waits_for_a_person(cast, order, monkeypatch):
    new_year(cast)
    found = rescheduling.ask(cast.ningbo, by=cast.alice)
    reschedulable = registry.reschedulables()[0]

    def broken(*args):
        raise ZeroDivisionError("no days")

    with monkeypatch.context() as meanwhile:
        meanwhile.setitem(
            registry._reschedulables,
            reschedulable.key,
            registry.Reschedulable(**_fields(reschedulable) | {"date_again": broken}),
        )
        for _ in range(batches.GIVE_UP_AFTER):
            tasks.date_open_orders_again(found.pk)
    found.refresh_from_db()
    assert (found.state, found.last_error) == ("failed", "ZeroDivisionError: no days")
    tasks.date_open_orders_again(found.pk)
    assert batches.run(rescheduling.resume(found, by=cast.alice)).state == "counted"


def test_a_save_of_an_order_afterwards_finds_nothing_left_to_do(cast, order):
    new_year(cast)
    moved(cast.ningbo, cast.alice)
    before = state_of_the_world()
    PurchaseOrder.objects.get(pk=order.pk).save()
    after = state_of_the_world()
    assert before[:4] == after[:4]
