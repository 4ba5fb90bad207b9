"""From when on it is news to a facility that dates moved. Nothing is saved."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from leadtimes.models import Facility
from leadtimes.rules.legs import PlainLeg
from purchasing.change_context import INSTRUCTED, ChangeContext
from workorders.rules.own_portion import WorkDates
from workorders.told_dates import dates_along, is_news, move_dates, note_as_told, would_move

COMES, LEAVES = date(2026, 12, 14), date(2026, 12, 19)
DAY = timedelta(days=1)
HERE, ELSEWHERE = 7, 8
DRIFT = ChangeContext(is_drift=True)
ITS_OWN = ChangeContext(is_drift=True, said_by=HERE)


@dataclass
class WorkOrder:
    """As much of a work order as its dates are about: its facility wants to hear of two days and more."""

    status: str = "sent"
    expected_on: date | None = COMES
    leave_on: date | None = LEAVES
    told_expected_on: date | None = COMES
    told_leave_on: date | None = LEAVES
    was_expected_on: date | None = None
    was_leave_on: date | None = None
    facility_id: int = HERE
    facility: Facility = field(default_factory=lambda: Facility(pk=HERE, notice_days=2))


def moved(comes=0, leaves=0, **more):
    """One whose dates moved by so many days since its facility was told."""
    return WorkOrder(expected_on=COMES + comes * DAY, leave_on=LEAVES + leaves * DAY, **more)


@pytest.mark.parametrize(
    ("work_order", "context", "news"),
    [
        (moved(0, 0), DRIFT, False),
        (moved(1, 1), DRIFT, False),
        (moved(2, 0), DRIFT, True),
        (moved(0, 2), DRIFT, True),
        (moved(-2, 0), DRIFT, True),
        (moved(0, -1), DRIFT, False),
        (moved(9, 9), ITS_OWN, False),
        (moved(9, 9), ChangeContext(is_drift=True, said_by=ELSEWHERE), True),
        (moved(0, 0), INSTRUCTED, True),
        (moved(1, 0), ChangeContext(said_by=HERE), True),
    ],
)
def test_an_instruction_is_news_and_drift_only_from_so_many_days_on(work_order, context, news):
    assert is_news(work_order, context) is news


def test_a_day_here_and_a_day_there_add_up_from_what_was_told_last():
    work_order = moved(1, 1)
    assert not is_news(work_order, DRIFT)
    move_dates(work_order, WorkDates(COMES + 2 * DAY, LEAVES + 2 * DAY), DRIFT)
    assert is_news(work_order, DRIFT)
    note_as_told([work_order])
    move_dates(work_order, WorkDates(COMES + 3 * DAY, LEAVES + 3 * DAY), DRIFT)
    assert not is_news(work_order, DRIFT)


def test_what_a_facility_reports_itself_it_has_been_told_by_that():
    work_order = WorkOrder()
    move_dates(work_order, WorkDates(COMES + DAY, LEAVES + 4 * DAY), ITS_OWN)
    assert (work_order.told_expected_on, work_order.told_leave_on) == (COMES + DAY, LEAVES + 4 * DAY)
    move_dates(work_order, WorkDates(COMES, LEAVES), ChangeContext(is_drift=True, said_by=ELSEWHERE))
    assert (work_order.expected_on, work_order.leave_on) == (COMES, LEAVES)
    assert (work_order.told_expected_on, work_order.told_leave_on) == (COMES + DAY, LEAVES + 4 * DAY)


def test_telling_remembers_what_was_told_before():
    work_order = moved(3, 4)
    note_as_told([work_order])
    assert (work_order.told_expected_on, work_order.told_leave_on) == (COMES + 3 * DAY, LEAVES + 4 * DAY)
    assert (work_order.was_expected_on, work_order.was_leave_on) == (COMES, LEAVES)


@pytest.mark.parametrize(
    ("status", "dates", "moves"),
    [
        ("sent", WorkDates(COMES, LEAVES), False),
        ("sent", WorkDates(COMES + DAY, LEAVES), True),
        ("sent", WorkDates(COMES, None), True),
        ("in_progress", WorkDates(COMES, LEAVES + DAY), True),
        ("completed", WorkDates(COMES + DAY, LEAVES + DAY), False),
    ],
)
def test_whose_work_is_over_keeps_its_dates(status, dates, moves):
    assert would_move(WorkOrder(status=status), dates) is moves


def test_dates_that_nobody_knew_are_no_drift():
    unknown = WorkOrder(told_expected_on=None, told_leave_on=None)
    assert not is_news(unknown, DRIFT)


def test_a_stand_alone_work_order_is_dated_along_its_own_legs():
    legs = [
        PlainLeg(
            pk=n, owner_id=1, kind=kind, facility_id=place, expected_starts_on=since, expected_ends_on=until
        )
        for n, (kind, place, since, until) in enumerate(
            [
                ("warehouse", HERE, COMES, COMES + DAY),
                ("prep", HERE, COMES + DAY, LEAVES),
                ("freight", None, LEAVES, LEAVES + 6 * DAY),
            ]
        )
    ]
    assert dates_along(legs, HERE) == WorkDates(COMES, LEAVES)
