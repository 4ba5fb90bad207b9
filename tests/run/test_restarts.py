"""How long to wait before a program is started again."""

from sostocked.run.supervisor.restarts import GIVEN_UP, deaths_in_a_row, is_given_up, pause_after


def test_the_first_goes_are_quick_and_the_next_ones_wait_longer():
    assert [pause_after(deaths) for deaths in range(1, 8)] == [0, 1, 2, 4, 8, GIVEN_UP, GIVEN_UP]
    assert [is_given_up(deaths) for deaths in (1, 5, 6, 99)] == [False, False, True, True]


def test_a_long_life_forgives_what_was_before():
    assert deaths_in_a_row(4, lived=3.0) == 5
    assert deaths_in_a_row(7, lived=60.0) == 1
    assert deaths_in_a_row(0, lived=0.1) == 1
