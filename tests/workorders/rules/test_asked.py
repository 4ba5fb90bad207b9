"""What an order asks of its work orders once it was closed short."""

import pytest

from workorders.rules.asked import Asked, is_closed_short, says_enough, wanted_of


@pytest.mark.parametrize(
    ("said", "asked", "is_so"),
    [
        (Asked(2000), Asked(400, 1600), True),
        (Asked(400, 1600), Asked(390, 1610), True),
        (Asked(400, 1600), Asked(400, 1600), True),
        (Asked(400, 1600), Asked(2000), False),  # expected again
        (Asked(2000), Asked(400), False),  # ordered less
        (Asked(2000), Asked(2100), False),
    ],
)
def test_closing_short_takes_off_what_was_ordered_and_nothing_else(said, asked, is_so):
    assert is_closed_short(said, asked) is is_so


def test_of_what_is_not_expected_only_what_was_named_before_is_said():
    asked = {1: Asked(5), 2: Asked(0, 300)}
    assert wanted_of(asked, {}) == {1: Asked(5)}
    assert wanted_of(asked, {2: Asked(300)}) == asked


@pytest.mark.parametrize(
    ("said", "asked", "is_enough"),
    [
        ({1: Asked(5)}, {1: Asked(5)}, True),
        ({1: Asked(5)}, {1: Asked(3, 2)}, True),
        ({1: Asked(5)}, {1: Asked(0, 5)}, True),
        ({1: Asked(5)}, {1: Asked(5), 2: Asked(0, 9)}, True),
        ({1: Asked(5)}, {1: Asked(5), 2: Asked(9)}, False),
        ({1: Asked(5)}, {}, False),
        ({1: Asked(3, 2)}, {1: Asked(5)}, False),
    ],
)
def test_what_is_completed_may_stay_where_only_closing_short_came_after_it(said, asked, is_enough):
    assert says_enough(said, asked) is is_enough
