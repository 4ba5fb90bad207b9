"""Documents on a calendar axis: pure, so tried on whatever dates there are."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtimes.rules.legs import PlainLeg
from leadtimes.rules.schedule import Calendar, Closed
from leadtimes.rules.timeline import (
    LONGEST_AHEAD,
    LONGEST_BACK,
    SHORTEST,
    Axis,
    Period,
    TimelineLeg,
    Track,
    axis_over,
    closed_within,
    plot,
    timeline_legs,
)

DAY = timedelta(days=1)
TODAY = date(2026, 11, 22)
near = st.dates(date(2026, 6, 1), date(2028, 1, 1))


def drawn(starts_on, ends_on, closed=()):
    return TimelineLeg(
        tone="making",
        name="Production",
        place="",
        state="planned",
        starts_on=starts_on,
        ends_on=ends_on,
        closed=closed,
    )


def leg(kind, starts_on, ends_on, **more):
    dates = {"expected_starts_on": starts_on, "expected_ends_on": ends_on}
    return PlainLeg(pk=1, owner_id=1, kind=kind, **dates, **more)


def test_an_axis_of_four_days_gives_each_a_quarter():
    axis = Axis(date(2026, 2, 27), date(2026, 3, 3))
    assert [axis.at(axis.first + n * DAY) for n in range(5)] == [0, 25, 50, 75, 100]
    assert axis.box(date(2026, 2, 28), date(2026, 3, 2)) == (25, 50)
    assert axis.box(date(2026, 1, 1), date(2026, 2, 28)) == (0, 25)
    assert axis.box(date(2026, 3, 3), date(2026, 3, 9)) is None
    assert axis.box(date(2026, 1, 3), date(2026, 2, 27)) is None
    assert axis.box(date(2026, 3, 1), date(2026, 3, 1)) is None


def test_weeks_begin_on_mondays_and_months_on_the_first():
    axis = axis_over([date(2026, 10, 12), date(2026, 12, 31)], today=TODAY)
    assert {tick.starts_on.weekday() for tick in axis.weeks} == {0}
    assert [tick.starts_on for tick in axis.months[1:]] == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]
    months = axis_over([date(2026, 10, 12), date(2026, 12, 31)], today=TODAY, whole_months=True)
    assert (months.first, months.last) == (date(2026, 10, 1), date(2027, 2, 1))


@given(st.lists(near, max_size=12), near, st.booleans())
def test_the_axis_holds_today_and_every_day_that_is_not_too_far_away(days, today, whole_months):
    axis = axis_over(days, today=today, whole_months=whole_months)
    assert axis.first <= today < axis.last
    assert axis.last - axis.first >= SHORTEST
    for day in days:
        assert axis.first <= day < axis.last or not -LONGEST_BACK <= day - today <= LONGEST_AHEAD


@given(st.lists(st.dates(), max_size=5), st.dates(), st.booleans())
def test_no_date_of_any_century_breaks_it(days, today, whole_months):
    axis = axis_over(days, today=today, whole_months=whole_months)
    assert 0 < axis.days <= (LONGEST_BACK + LONGEST_AHEAD).days + 100


@given(st.lists(near, min_size=1, max_size=8), st.booleans())
def test_weeks_and_months_cover_the_axis_without_gap_or_overlap(days, whole_months):
    axis = axis_over(days, today=days[0], whole_months=whole_months)
    for ticks in (axis.weeks, axis.months):
        edges = [tick.at for tick in ticks] + [100]
        assert edges[0] == 0
        for tick, following in zip(ticks, edges[1:], strict=True):
            assert tick.at + tick.width == pytest.approx(following)


@given(near, st.lists(st.integers(0, 60), min_size=1, max_size=9))
def test_the_legs_of_a_document_touch_and_never_overlap(starts_on, lengths):
    chain = []
    for length in lengths:
        chain.append(drawn(starts_on, starts_on + length * DAY))
        starts_on = chain[-1].ends_on
    (row,) = plot([Track(tuple(chain))], today=chain[0].starts_on).rows
    boxes = [box for box in row.boxes if box]
    if chain[-1].ends_on < chain[0].starts_on + LONGEST_AHEAD:
        assert len(boxes) == sum(length > 0 for length in lengths)
    for one, other in pairwise(boxes):
        assert one.at + one.width == pytest.approx(other.at)


def test_what_goes_beyond_the_baseline_is_marked():
    slipped = Track(
        (drawn(date(2026, 10, 12), date(2027, 1, 14)),), Period(date(2026, 10, 12), date(2026, 12, 31))
    )
    early = Track(
        (drawn(date(2026, 10, 12), date(2026, 12, 1)),), Period(date(2026, 10, 12), date(2026, 12, 31))
    )
    late_row, early_row = plot([slipped, early], today=TODAY).rows
    day = 100 / plot([slipped, early], today=TODAY).axis.days
    assert late_row.overrun.width == pytest.approx(14 * day)
    assert late_row.ghost == early_row.ghost
    assert early_row.overrun is None


def test_a_document_that_is_long_over_says_where_it_is_instead_of_squeezing_the_others():
    old = Track((drawn(date(2021, 1, 1), date(2021, 3, 1)),))
    far = Track((drawn(date(2035, 1, 1), date(2036, 3, 1)),))
    now = Track((drawn(TODAY, TODAY + 9 * DAY),))
    timeline = plot([old, now, far], today=TODAY)
    assert [row.beyond for row in timeline.rows] == ["earlier", "", "later"]
    assert timeline.axis.days <= (LONGEST_BACK + LONGEST_AHEAD).days + 14


def test_todays_line_is_in_the_middle_of_the_day():
    timeline = plot([], today=TODAY)
    axis = timeline.axis
    assert axis.at(TODAY) < timeline.today_at < axis.at(TODAY + DAY)


def test_a_closure_is_shaded_where_it_costs_a_leg_time():
    closed = Closed(date(2027, 1, 25), date(2027, 2, 20), "Chinese New Year")
    track = Track((drawn(date(2027, 1, 4), date(2027, 2, 10), (closed,)),))
    timeline = plot([track], today=TODAY)
    ((reason, box),) = timeline.rows[0].closed
    assert reason == closed
    assert box == timeline.axis.box(date(2027, 1, 25), date(2027, 2, 10))


def test_a_place_that_is_closed_for_good_is_shaded_to_the_end_of_its_leg():
    for_good = Closed(date(1, 1, 1), date.max, "Gave up")
    track = Track((drawn(date(2027, 1, 4), date(2027, 2, 10), (for_good,)),))
    timeline = plot([track], today=TODAY)
    ((_reason, box),) = timeline.rows[0].closed
    assert box == timeline.axis.box(date(2027, 1, 4), date(2027, 2, 10))


def test_only_closures_during_the_leg_count_and_days_worked_out_of_turn_do_not():
    one = Closed(date(2027, 1, 25), date(2027, 1, 26), "Stocktaking")
    calendar = Calendar(closures=(one,))
    assert closed_within(calendar, date(2027, 1, 20), date(2027, 1, 26)) == (one,)
    assert closed_within(calendar, date(2027, 1, 20), date(2027, 1, 25)) == ()
    assert closed_within(calendar, date(2027, 1, 27), date(2027, 1, 30)) == ()
    worked = Calendar(closures=(one,), extra=frozenset({one.starts_on, one.ends_on}))
    assert closed_within(worked, date(2027, 1, 20), date(2027, 1, 30)) == ()
    half = Calendar(closures=(one,), extra=frozenset({one.starts_on}))
    assert closed_within(half, date(2027, 1, 20), date(2027, 1, 30)) == (one,)


def test_legs_are_drawn_by_kind_state_and_place():
    legs = [
        leg("supplier", date(2026, 10, 12), date(2026, 11, 11), actual_ends_on=date(2026, 11, 20)),
        leg("freight", date(2026, 11, 20), date(2026, 11, 22), mode="ocean"),
        leg("prep", date(2026, 11, 22), date(2026, 11, 27), facility_id=7),
        leg("awd", date(2026, 11, 27), date(2026, 12, 1), label="AWD receiving"),
        leg("fba", None, None),
    ]
    closed = Closed(date(2026, 11, 1), date(2026, 11, 2), "Holiday")
    found = timeline_legs(
        legs, today=TODAY, places={7: "Lone Star"}, calendars={3: Calendar(closures=(closed,))}, supplier_id=3
    )
    assert [(each.tone, each.name, each.place, each.state) for each in found] == [
        ("making", "Production", "", "confirmed"),
        ("moving", "Ocean freight", "", "assumed"),
        ("working", "Prep center", "Lone Star", "planned"),
        ("amazon", "AWD receiving", "", "planned"),
    ]
    assert found[0].ends_on == date(2026, 11, 20)
    assert [each.closed for each in found] == [(closed,), (), (), ()]


def test_a_closure_touches_a_leg_from_its_first_day_to_its_last():
    one = Closed(date(2027, 1, 25), date(2027, 1, 26), "Stocktaking")
    calendar = Calendar(closures=(one,))
    assert closed_within(calendar, date(2027, 1, 26), date(2027, 1, 30)) == (one,)
    assert closed_within(calendar, date(2027, 1, 27), date(2027, 1, 30)) == ()
    assert closed_within(calendar, date(2027, 1, 20), date(2027, 1, 26)) == (one,)
    assert closed_within(calendar, date(2027, 1, 20), date(2027, 1, 25)) == ()


@pytest.mark.parametrize(("days_before", "beyond"), [(1, "earlier"), (0, ""), (-1, "")])
def test_only_what_ends_before_the_axis_is_earlier(days_before, beyond):
    long_ago = TODAY - 2 * LONGEST_BACK  # so far that the axis does not reach for it
    edge = axis_over([long_ago], today=TODAY).first
    (row,) = plot([Track((drawn(long_ago, edge - days_before * DAY),))], today=TODAY).rows
    assert row.beyond == beyond


def test_a_document_that_begins_after_its_baseline_goes_beyond_it_as_a_whole():
    track = Track((drawn(TODAY + 20 * DAY, TODAY + 30 * DAY),), Period(TODAY, TODAY + 10 * DAY))
    timeline = plot([track], today=TODAY)
    assert timeline.rows[0].overrun == timeline.axis.box(TODAY + 20 * DAY, TODAY + 30 * DAY)
    assert timeline.rows[0].ghost == timeline.axis.box(TODAY, TODAY + 10 * DAY)


SUNDAY_IS_TOLD = "Sun 22 Nov, closed; first open day Mon 23 Nov"


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (leg("prep", TODAY, TODAY + 5 * DAY, facility_id=7), SUNDAY_IS_TOLD),
        (leg("prep", TODAY + DAY, TODAY + 5 * DAY, facility_id=7), ""),
        (leg("prep", TODAY, TODAY + 5 * DAY, facility_id=7, actual_starts_on=TODAY), ""),
        (leg("freight", TODAY, TODAY + 5 * DAY, facility_id=7), ""),
        (leg("prep", TODAY, TODAY + 5 * DAY, facility_id=8), ""),
    ],
)
def test_where_nobody_is_there_when_goods_come_the_first_open_day_is_told(one, told):
    (found,) = timeline_legs([one], today=TODAY, places={}, calendars={7: Calendar()})
    assert found.told == told
