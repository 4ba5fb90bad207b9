"""The words of the ledger agree with each other."""

import pytest

from inventory.rules.stock import (
    ADJUSTMENT,
    CAUSES,
    DOORS,
    FACILITY,
    IN_TRANSIT,
    ONE_OF_EACH,
    PLACE_KINDS,
    as_choices,
    units_after,
)


@pytest.mark.parametrize(
    ("kind", "before", "units", "after"),
    [
        ("opening", 0, 400, 400),
        ("opening", 100, 400, 500),
        ("count", 100, 95, 95),
        ("count", 0, 0, 0),
        ("scrap", 100, 30, 70),
        ("scrap", 10, 11, -1),
    ],
)
def test_what_is_on_hand_after_an_adjustment(kind, before, units, after):
    assert units_after(kind, before, units) == after


def test_only_facilities_and_shipments_come_more_than_once():
    assert set(PLACE_KINDS) - set(ONE_OF_EACH) == {FACILITY, IN_TRANSIT}
    assert ADJUSTMENT in DOORS


def test_choices_are_all_or_those_that_are_named():
    assert as_choices(CAUSES) == list(CAUSES.items())
    assert as_choices(CAUSES, among=["count"]) == [("count", "Count")]
