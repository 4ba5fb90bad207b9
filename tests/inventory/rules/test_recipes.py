"""No product is made of itself, by however long a detour."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.recipes import ring_through

IDS = st.integers(1, 8)


def test_a_way_back_is_named_from_end_to_end():
    assert ring_through(1, [1], {}) == [1, 1]
    assert ring_through(1, [2, 3], {3: [4], 4: [5, 1]}) == [1, 3, 4, 1]


def test_where_none_leads_back_there_is_none():
    assert ring_through(1, [2, 3], {2: [3], 3: [4]}) is None


def test_what_it_was_made_of_before_does_not_count():
    assert ring_through(1, [2], {1: [3], 3: [1]}) is None


def test_a_ring_elsewhere_is_walked_once():
    assert ring_through(1, [2], {2: [3], 3: [2]}) is None


@given(IDS, st.lists(IDS, max_size=4), st.dictionaries(IDS, st.lists(IDS, max_size=4)))
def test_each_step_of_the_way_is_a_part_of_the_one_before(product, parts, made_of):
    way = ring_through(product, parts, made_of)
    now = {**made_of, product: parts}
    if way is None:
        assert product not in reached(parts, now)
    else:
        assert way[0] == way[-1] == product
        assert all(there in now[here] for here, there in pairwise(way))


def reached(start, made_of):
    found, waiting = set(), list(start)
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += made_of.get(here, [])
    return found
