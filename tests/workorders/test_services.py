"""Rule A: who read which revision, and what it said then."""

from datetime import date, timedelta

import pytest

from leadtimes.rules.leg_reports import LegReport, ReportKind
from leadtimes.speaker import Speaker
from purchasing.leg_reports import services as leg_reports
from sostocked.foundation.records.errors import ChangedMeanwhile, NotYours, Refused
from tests.factories import make_placed
from workorders import services as desk
from workorders.steps.services import StepInput, write_steps


@pytest.fixture
def work_order(cast):
    return make_placed(cast).work_orders.get()


def test_it_records_who_and_which_revision_and_what_it_said(cast, work_order):
    acknowledgement = desk.acknowledge(work_order, by=cast.dana, revision=1)
    assert (acknowledgement.by, acknowledgement.revision) == (cast.dana, 1)
    assert acknowledgement.content["facts"]["Goods expected"] == "2026-12-13"
    (line,) = acknowledgement.content["lines"]
    assert (line["said"]["sku"], line["units"], line["cartons"]) == (
        "CH-BRUSH-SET",
        "2,000 units",
        "50 cartons",
    )
    work_order.refresh_from_db()
    assert (work_order.status, work_order.awaits_acknowledgement) == ("acknowledged", False)


def test_only_staff_of_the_facility_can(cast, work_order):
    for outsider in (cast.alice, cast.wes, cast.charlie):
        with pytest.raises(NotYours):
            desk.acknowledge(work_order, by=outsider, revision=1)
    assert work_order.acknowledgements.count() == 0


def test_the_second_of_two_people_is_told_who_was_first(cast, work_order):
    cast.lone_star.staff.add(cast.wes)
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    with pytest.raises(Refused, match="Dana has acknowledged WO-1001-1 already"):
        desk.acknowledge(work_order, by=cast.wes, revision=1)
    with pytest.raises(Refused, match="You have acknowledged WO-1001-1 already"):
        desk.acknowledge(work_order, by=cast.dana, revision=1)
    assert work_order.acknowledgements.count() == 1


def test_an_old_revision_cannot_be_acknowledged(cast, work_order):
    write_steps(work_order, version=work_order.version, steps=[StepInput("receive")], instructions="Gently")
    with pytest.raises(ChangedMeanwhile):
        desk.acknowledge(work_order, by=cast.dana, revision=1)


def test_work_starts_only_after_the_current_revision_is_acknowledged(cast, work_order):
    with pytest.raises(Refused):
        desk.start(work_order, by=cast.dana)
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    write_steps(work_order, version=work_order.version, steps=[StepInput("receive")])
    with pytest.raises(Refused, match="has changed\\. Acknowledge it before you start"):
        desk.start(work_order, by=cast.dana)
    desk.acknowledge(work_order, by=cast.dana, revision=2)
    assert desk.start(work_order, by=cast.dana).status == "in_progress"


def test_it_completes_only_when_every_step_is_done(cast, work_order):
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    desk.start(work_order, by=cast.dana)
    first, *others = work_order.steps.all()
    for step in others:
        desk.tick(work_order, step_id=step.pk, done=True, by=cast.dana)
    with pytest.raises(Refused, match="1 step is not ticked off yet"):
        desk.complete(work_order, by=cast.dana)
    desk.tick(work_order, step_id=first.pk, done=True, by=cast.dana)
    assert desk.complete(work_order, by=cast.dana, sure=True).status == "completed"


@pytest.fixture
def drift(cast, work_order):
    """`drift(2)`: production, 30 days from 12 October on, is over that many days late."""

    def report(days):
        ends_on = date(2026, 11, 11) + timedelta(days=days)
        reason = "" if days == 1 else "mistake"
        leg_reports.report(
            work_order.order,
            leg_id=work_order.order.legs.first().pk,
            leg_report=LegReport(ReportKind.FINISHED, ends_on, reason),
            speaker=Speaker(cast.alice, ends_on),
        )
        work_order.refresh_from_db()

    return report


def test_who_acknowledges_for_the_first_time_has_read_the_dates_as_they_are_then(cast, work_order, drift):
    """A day late, unheard; read; a day later again is one day from what was read, not two from what was sent."""
    drift(1)
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    drift(2)
    assert (work_order.expected_on, work_order.told_expected_on) == (date(2026, 12, 15), date(2026, 12, 14))
    assert (work_order.revision, work_order.awaits_acknowledgement) == (1, False)


def test_who_acknowledged_before_the_dates_drifted_hears_of_the_second_day(cast, work_order, drift):
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    drift(1)
    assert (work_order.revision, work_order.awaits_acknowledgement) == (1, False)
    drift(2)
    assert (work_order.revision, work_order.awaits_acknowledgement) == (2, True)


def test_acknowledgements_are_never_rewritten(cast, work_order):
    acknowledgement = desk.acknowledge(work_order, by=cast.dana, revision=1)
    with pytest.raises(Exception, match="append_only"):
        type(acknowledgement).objects.filter(pk=acknowledgement.pk).update(revision=9)


def test_a_step_that_is_not_done_after_all_was_done_by_nobody(cast, work_order):
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    desk.start(work_order, by=cast.dana)
    step = work_order.steps.first()
    assert desk.tick(work_order, step_id=step.pk, done=True, by=cast.dana).done_by == cast.dana
    desk.tick(work_order, step_id=step.pk, done=False, by=cast.dana)
    step.refresh_from_db()
    assert (step.done_at, step.done_by) == (None, None)
