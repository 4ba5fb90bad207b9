"""Which units can change their condition how, and who may say so."""

import pytest

from inventory.rules.conditions import CHANGES, changes_for, why_not
from inventory.rules.stock import CALL_BACK, CONDITION_CHANGES, CONDITIONS, DAMAGED, GOOD, ON_HOLD


def test_every_cause_but_calling_back_is_chosen_from_the_changes():
    assert {change.cause for change in CHANGES.values()} == CONDITION_CHANGES.keys() - {CALL_BACK}


def test_units_become_something_else_or_leave_and_only_whole_ones_become_good():
    for change in CHANGES.values():
        assert set(change.takes) <= CONDITIONS.keys()
        assert change.becomes not in change.takes
    assert {key for key, change in CHANGES.items() if change.becomes == GOOD} == {"repair", "release_good"}
    assert GOOD not in CHANGES["supplier_return"].takes


def test_a_facility_says_what_it_sees_and_the_seller_decides_the_rest():
    assert set(changes_for(seller=False)) == {"hold", "damage", "repair"}
    assert set(changes_for(seller=True)) == set(CHANGES)


@pytest.mark.parametrize(
    ("what", "condition", "units", "sentence"),
    [
        ("hold", GOOD, 40, ""),
        ("hold", DAMAGED, 1, ""),
        ("hold", GOOD, 41, "41 cannot change, 40 are there."),
        ("hold", ON_HOLD, 1, "These are on hold; this is for units that are good or damaged."),
        ("repair", GOOD, 1, "These are good; this is for units that are damaged."),
        ("release_good", DAMAGED, 1, "These are damaged; this is for units that are on hold."),
        ("supplier_return", GOOD, 1, "These are good; this is for units that are damaged or on hold."),
    ],
)
def test_what_cannot_change_so_is_told_with_the_numbers(what, condition, units, sentence):
    assert why_not(CHANGES[what], condition, units, 40) == sentence
