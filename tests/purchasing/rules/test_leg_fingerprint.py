"""What somebody looked at when they decided, in short."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from purchasing.rules.leg_fingerprint import fingerprint

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Leg:
    """An order's leg with all that can be said of it."""

    pk: int | None = 1
    kind: str = "freight"
    mode: str = "ocean"
    label: str = ""
    facility_id: int | None = None
    days: int = 28
    day_basis: str = "calendar"
    baseline_starts_on: date | None = TODAY
    baseline_ends_on: date | None = TODAY + 28 * DAY
    expected_starts_on: date | None = TODAY
    expected_ends_on: date | None = TODAY + 28 * DAY
    actual_starts_on: date | None = None
    actual_ends_on: date | None = None
    reported_ends_on: date | None = None
    begun_in_part_on: date | None = None
    name: str = "Ocean freight"

    @property
    def has_begun(self):
        return bool(self.actual_starts_on or self.actual_ends_on or self.begun_in_part_on)


LEGS = [Leg(pk=1), Leg(pk=2, kind="prep", facility_id=7, days=5)]
LEAD_TIME = [["freight", "ocean", "", None, 28, "calendar"]]


def of(legs, lead_time=None, today=TODAY):
    return fingerprint(legs, lead_time, today=today)


def test_the_same_legs_read_anew_are_the_same():
    assert of(LEGS) == of([replace(leg) for leg in LEGS])
    assert of(LEGS, LEAD_TIME) == of(LEGS, [list(each) for each in LEAD_TIME])
    assert len(of(LEGS)) == 32


@pytest.mark.parametrize(
    "other",
    [
        {"pk": 9},
        {"kind": "warehouse"},
        {"mode": "air"},
        {"label": "Slow boat"},
        {"facility_id": 8},
        {"days": 29},
        {"day_basis": "working"},
        {"baseline_starts_on": TODAY - DAY},
        {"baseline_ends_on": None},
        {"expected_starts_on": TODAY + DAY},
        {"expected_ends_on": TODAY + 29 * DAY},
        {"actual_starts_on": TODAY},
        {"actual_ends_on": TODAY},
        {"reported_ends_on": TODAY + 30 * DAY},
    ],
    ids=lambda other: next(iter(other)),
)
def test_whatever_changes_of_a_leg_is_noticed(other):
    assert of([LEGS[0], replace(LEGS[1], **other)]) != of(LEGS)


def test_legs_in_another_order_or_more_of_them_are_noticed():
    assert len({of(LEGS), of(LEGS[::-1]), of(LEGS[:1]), of([])}) == 4


def test_what_is_compared_with_is_looked_at_too():
    assert len({of(LEGS), of(LEGS, []), of(LEGS, LEAD_TIME)}) == 3


def test_a_day_that_goes_by_is_noticed_only_once_it_makes_a_leg_past():
    assert of(LEGS) == of(LEGS, today=TODAY + 27 * DAY)
    assert of(LEGS) != of(LEGS, today=TODAY + 28 * DAY)
