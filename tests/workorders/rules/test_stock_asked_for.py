"""What a stand-alone work order may ask for, and what is said where it asks for more."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workorders.rules.stock_asked_for import Coming, Here, why_lacking

UNITS = st.integers(0, 2000)
COMING = Coming(500, "WO-1002-1", date(2026, 12, 13))


@pytest.mark.parametrize(
    ("here", "words"),
    [
        (Here(), "0 on hand"),
        (Here(900), "900 on hand"),
        (Here(900, committed=120), "900 on hand, 120 committed, 780 free"),
        (Here(900, 25, 48, committed=900), "900 on hand, 900 committed, 25 damaged, 48 on hold, 0 free"),
        (Here(10, committed=50), "10 on hand, 10 committed, 0 free"),
    ],
)
def test_what_lies_there_is_said_with_its_numbers(here, words):
    assert here.words == words


def test_more_than_is_free_is_refused_with_the_numbers():
    here = Here(400, coming=[COMING])
    said = "KT-BOARD-L: 901 asked for, 400 on hand at Pacific 3PL; 500 expected with WO-1002-1 on 13 Dec"
    assert why_lacking("KT-BOARD-L", 901, here, place="Pacific 3PL", waits=True) == f"{said}."
    fewer = why_lacking("KT-BOARD-L", 900, here, place="Pacific 3PL", waits=False)
    assert fewer == f"{said.replace('901', '900')}. Tick that it waits for them, or ask for less."


@given(good=UNITS, committed=UNITS, coming=UNITS, units=UNITS)
def test_who_does_not_wait_asks_for_what_is_free_and_who_waits_for_what_comes_too(
    good, committed, coming, units
):
    here = Here(good, committed=committed, coming=[Coming(coming, "WO-1")])
    assert here.lacks(units, waits=False) == (units > max(good - committed, 0))
    assert here.lacks(units, waits=True) == (units > max(good - committed, 0) + coming)
