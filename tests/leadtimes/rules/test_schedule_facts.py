"""Rule D with what people said: facts outweigh the count, and move only what comes after them."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from leadtimes.rules.schedule import Calendar, Closed, LegDates, LegSpec, schedule
from tests.leadtimes.rules.test_schedule import DAY, dates, day, ends, oracle, specs


def test_s12_a_late_factory_and_then_customs():
    s2 = [LegSpec(days) for days in (30, 28, 4, 5, 6, 7)]
    s2[0] = replace(s2[0], finished_on=day("11-20"))
    later = [day("1-02", 2027), day("1-09", 2027)]
    assert ends(day("10-12"), *s2) == [day(d) for d in ("11-20", "12-18", "12-22", "12-27")] + later
    s2[2] = replace(s2[2], due_on=day("12-27"))
    later = [day(d, 2027) for d in ("1-01", "1-07", "1-14")]
    assert ends(day("10-12"), *s2) == [day("11-20"), day("12-18"), day("12-27"), *later]


def test_an_end_that_was_promised_before_goods_even_came_is_counted_anew():
    assert ends(day("10-12"), LegSpec(10), LegSpec(4, due_on=day("10-20"))) == [day("10-22"), day("10-26")]


def test_a_leg_that_started_late_leaves_a_gap_and_counts_from_its_start():
    spans = schedule(day("10-12"), [LegSpec(3), LegSpec(4, started_on=day("10-20"))])
    assert spans == (LegDates(day("10-12"), day("10-15")), LegDates(day("10-20"), day("10-24")))


def test_what_was_only_counted_is_over_once_something_after_it_has_begun():
    spans = schedule(day("10-12"), [LegSpec(9), LegSpec(9), LegSpec(5, started_on=day("10-15"))])
    assert [span.ends_on for span in spans] == [day("10-15"), day("10-15"), day("10-20")]


def test_working_days_are_counted_from_the_day_it_really_started():
    closed = Calendar(closures=(Closed(day("2-15"), day("2-23"), "Spring festival"),))
    spec = LegSpec(5, working=True, calendar=closed, started_on=day("2-12"))
    assert ends(day("2-01"), 3, spec) == [day("2-04"), day("2-27")]


@given(dates, specs, st.data())
def test_confirming_exactly_as_expected_changes_nothing(starts_on, legs, data):
    before = schedule(starts_on, legs)
    confirmed = [
        replace(leg, started_on=span.starts_on, finished_on=span.ends_on) if data.draw(st.booleans()) else leg
        for leg, span in zip(legs, before, strict=True)
    ]
    after = schedule(starts_on, confirmed)
    assert [(s.starts_on, s.ends_on) for s in after] == [(s.starts_on, s.ends_on) for s in before]


@given(dates, specs, st.integers(0, 200), st.integers(0, 30), st.data())
def test_finishing_later_never_makes_anything_earlier_and_touches_nothing_before(
    starts_on, legs, late, later, data
):
    assume(legs)
    before = schedule(starts_on, legs)
    at = data.draw(st.integers(0, len(legs) - 1))
    day_one = before[at].starts_on + late * DAY
    one, two = (
        schedule(starts_on, [*legs[:at], replace(legs[at], finished_on=end), *legs[at + 1 :]])
        for end in (day_one, day_one + later * DAY)
    )
    assert one[:at] == two[:at] == before[:at]
    assert all(b.ends_on >= a.ends_on for a, b in zip(one, two, strict=True))


@given(dates, specs, st.integers(1, 200), st.data())
def test_a_later_end_that_is_reported_is_where_the_next_leg_starts(starts_on, legs, late, data):
    assume(legs)
    before = schedule(starts_on, legs)
    at = data.draw(st.integers(0, len(legs) - 1))
    due = before[at].ends_on + late * DAY
    after = schedule(starts_on, [*legs[:at], replace(legs[at], due_on=due), *legs[at + 1 :]])
    assert after[at].ends_on == due
    assert after[at + 1 :] == schedule(due, legs[at + 1 :])


def test_thousands_of_random_chains_agree_with_walking_day_by_day():
    chance = Random(310)
    for _chain in range(3000):
        starts_on = date(2026, 1, 1) + timedelta(days=chance.randrange(2000))
        legs = told_at_random(chance, starts_on)
        spans = schedule(starts_on, legs)
        assert [(s.starts_on, s.ends_on) for s in spans] == walked(starts_on, legs)


def told_at_random(chance, starts_on):
    """A chain on random calendars, of which people have said things that can be true."""
    legs, said = [], starts_on
    for _leg in range(chance.randrange(1, 9)):
        first = starts_on + timedelta(days=chance.randrange(400))
        closed = Closed(first, first + timedelta(days=chance.randrange(30)), "closed")
        calendar = Calendar(
            frozenset(chance.sample(range(7), chance.randrange(1, 8))),
            (closed,) if chance.random() < 0.5 else (),
            {starts_on + timedelta(days=chance.randrange(200)): "holiday"},
        )
        leg = LegSpec(chance.randrange(40), chance.random() < 0.5, calendar)
        if chance.random() < 0.3:
            said += timedelta(days=chance.randrange(20))
            leg = replace(leg, started_on=said)
        if chance.random() < 0.3:
            said += timedelta(days=chance.randrange(20))
            leg = replace(leg, finished_on=said)
        elif chance.random() < 0.2:
            leg = replace(leg, due_on=starts_on + timedelta(days=chance.randrange(300)))
        legs.append(leg)
    return legs


def walked(starts_on, legs):
    """The plainest reading: the legs one by one, each looking at what was said of it and of those after it."""
    found, at = [], starts_on
    for n, leg in enumerate(legs):
        words = [day for each in legs[n + 1 :] for day in (each.started_on, each.finished_on) if day]
        first = leg.started_on or at
        if leg.finished_on:
            first, last = min(first, leg.finished_on), leg.finished_on
        else:
            last = max(leg.due_on or first, oracle(first, leg))
            if words:
                first, last = min(first, min(words)), min(last, min(words))
        found.append((first, last))
        at = last
    return found
