"""Date changes as they are told in the story of their document."""

from datetime import UTC, date, datetime, timedelta

import pytest

from leadtimes.leg_reports.date_change_history import (
    DateChangeRecord,
    read_date_changes,
    with_date_changes,
)
from sostocked.foundation.records.changes import Change
from sostocked.foundation.records.history import MADE_CHANGES, Event

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ENDS = Change("Drayage ends", "14 Dec 2026", "17 Dec 2026")
AVAILABLE = Change("Available", "31 Dec 2026", "3 Jan 2027")


def record(**said):
    """Dana said that Drayage takes until the 17th, three days longer than expected."""
    plain = {
        "leg_id": 3,
        "leg_name": "Drayage",
        "cause": "not_yet",
        "reason": "customs",
        "note": "",
        "days": 3,
        "by": "Dana",
        "said_by_id": 7,
        "at": NOON,
        "transaction_at": None,
        "said_on": date(2026, 12, 17),
        "old_ends_on": date(2026, 12, 14),
        "new_ends_on": date(2026, 12, 17),
        "old_available_on": date(2026, 12, 31),
        "new_available_on": date(2027, 1, 3),
    }
    return DateChangeRecord(**plain | said)


def event(after=0.0, *, actor="Dana", text=MADE_CHANGES, changes=()):
    """What the history wrote so many seconds after noon."""
    return Event(NOON + after * SECOND, actor, text, changes=list(changes))


@pytest.mark.parametrize(
    ("said", "sentence", "icon"),
    [
        (
            {"cause": "started", "said_on": date(2026, 12, 10)},
            "confirmed that Drayage started on 10 Dec 2026",
            "play",
        ),
        (
            {"cause": "finished"},
            "confirmed that Drayage finished on 17 Dec 2026, 3 days later than expected",
            "check",
        ),
        (
            {"cause": "finished", "days": 0},
            "confirmed that Drayage finished on 17 Dec 2026, as expected",
            "check",
        ),
        ({}, "reported that Drayage is not over yet: 17 Dec 2026, 3 days later than expected", "clock"),
        (
            {"cause": "not_begun", "said_on": None},
            "took back what was said of Drayage",
            "rotate-ccw",
        ),
        ({"cause": "calendar"}, "dated the order again: a calendar had changed", "calendar-clock"),
        ({"cause": "legs"}, "changed the legs", "calendar-clock"),
    ],
)
def test_a_date_change_is_told_in_a_sentence(said, sentence, icon):
    (told,) = with_date_changes([], [record(**said)])
    assert (told.what, told.icon, told.actor, told.at) == (sentence, icon, "Dana", NOON)


def test_it_is_told_with_the_dates_that_moved_and_with_no_others():
    (told,) = with_date_changes([], [record()])
    assert told.changes == [ENDS, AVAILABLE]
    (still,) = with_date_changes([], [record(new_available_on=date(2026, 12, 31))])
    assert still.changes == [ENDS]


@pytest.mark.parametrize(
    ("reason", "note", "why", "category"),
    [
        ("customs", "", "Customs", "Customs"),
        ("customs", "Papers sent", "Customs: Papers sent", "Customs"),
        ("other", "The dog ate it", "The dog ate it", ""),
        ("mistake", "", "Entered by mistake", ""),
        ("", "Just so", "Just so", ""),
        ("", "", "", ""),
    ],
)
def test_why_is_told_in_full_to_some_and_by_its_category_to_others(reason, note, why, category):
    said = record(reason=reason, note=note)
    assert (said.why, said.category) == (why, category)


def test_a_facility_reads_its_own_peoples_words_and_nobody_elses():
    said = record(note="Gate is frozen")
    assert said.for_facility(7) == said
    assert said.for_facility(8) == said._replace(note="")
    assert record(note="Ours", said_by_id=None).for_facility(8).note == ""


# ── Beside what the history wrote ─────────────────────────────────────────────────────────────────────

MOVED = Change("days", "4", "7")


@pytest.mark.parametrize("after", [0, 1.9, -1.9])
def test_what_the_same_person_changed_in_the_same_go_is_told_with_it(after):
    (told,) = with_date_changes([event(after, changes=[MOVED])], [record()])
    assert told.changes == [ENDS, AVAILABLE, MOVED]


def test_what_was_written_in_another_transaction_is_told_by_itself_however_near():
    said = record(transaction_at=NOON)
    near, own = event(0.001, changes=[MOVED]), event(0, changes=[MOVED])
    assert near in with_date_changes([near], [said])
    (told,) = with_date_changes([own], [said._replace(at=NOON + 9 * SECOND)])
    assert told.changes == [ENDS, AVAILABLE, MOVED]


@pytest.mark.parametrize(
    "other",
    [event(2), event(-2), event(actor="Alice"), event(text="placed the order")],
    ids=["later", "earlier", "somebody else", "something else"],
)
def test_what_has_another_cause_is_told_by_itself(other):
    story = with_date_changes([other], [record()])
    assert sorted(each.changes for each in story) == [[], [ENDS, AVAILABLE]]
    assert other in story


def test_it_goes_with_the_nearest_of_two_date_changes():
    story = with_date_changes([event(1.2, changes=[MOVED])], [record(), record(at=NOON + 1.5 * SECOND)])
    assert [MOVED in each.changes for each in story] == [True, False]


def test_the_story_runs_from_the_newest_to_the_oldest():
    story = with_date_changes([event(-90), event(90)], [record()])
    assert [each.at for each in story] == [NOON + 90 * SECOND, NOON, NOON - 90 * SECOND]


def test_of_what_happened_elsewhere_only_the_reason_is_told():
    (told,) = with_date_changes([event(1)], [], elsewhere=[record(note="Secret")])
    assert (told.what, told.note, told.changes) == (MADE_CHANGES, "Customs", [])
    (silent,) = with_date_changes([event(1)], [], elsewhere=[record(reason="mistake")])
    assert silent.note == ""
    (unmoved,) = with_date_changes([event(60)], [], elsewhere=[record()])
    assert unmoved.note == ""


def test_what_the_database_brings_is_read_as_days_and_instants():
    row = record()._asdict()
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
    assert read_date_changes([plain, plain | {"said_on": None}]) == [record(), record(said_on=None)]
