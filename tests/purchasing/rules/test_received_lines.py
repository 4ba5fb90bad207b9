"""What came of each line of an order."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purchasing.rules.received_lines import LineReceived, first_stop, received_lines
from purchasing.rules.work_order_summary import Came


@pytest.mark.parametrize(
    ("lines", "came", "is_final", "expected"),
    [
        ([(1, 2000)], Came(1960, 25), False, [(1960, 25, 15, 0)]),
        ([(1, 2000)], Came(1960, 25), True, [(1960, 25, 0, 15)]),
        ([(1, 2000)], Came(2041, 0), True, [(2041, 0, 0, 0)]),
        ([(1, 100), (1, 50)], Came(120, 10), False, [(100, 0, 0, 0), (20, 10, 20, 0)]),
        ([(1, 100), (1, 50)], Came(90, 25), False, [(90, 10, 0, 0), (0, 15, 35, 0)]),
        ([(2, 30)], Came(5, 0), False, [(0, 0, 30, 0)]),
    ],
)
def test_lines_are_filled_one_after_the_other(lines, came, is_final, expected):
    assert received_lines(lines, {1: came}, is_final=is_final) == [LineReceived(*each) for each in expected]


@given(
    st.lists(st.tuples(st.integers(1, 2), st.integers(1, 50)), min_size=1),
    st.integers(0, 200),
    st.integers(0, 200),
)
def test_nothing_that_came_is_lost_or_counted_twice(lines, good, damaged):
    came = {1: Came(good, damaged), 2: Came(damaged, good)}
    found = received_lines(lines, came, is_final=False)
    for product, units in came.items():
        own = [each for each, (pk, _units) in zip(found, lines, strict=True) if pk == product]
        if own:
            assert (sum(each.good for each in own), sum(each.damaged for each in own)) == tuple(units)


def document(number, **more):
    return SimpleNamespace(number=number, **{"cancelled": False, "units_received": 5, **more})


def test_goods_are_counted_where_they_came_first():
    first, second = document("WO-1001-1"), document("WO-1001-2")
    assert first_stop([second, first]) is first
    assert first_stop([document("WO-1001-1", cancelled=True), second]) is second
    assert first_stop([document("WO-1001-1", units_received=0)]) is None
