"""The figures of lines: what was ordered, and came over, is good, damaged, short, to come or at Amazon."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.rules.whereabouts import AMAZON, BUNDLES, ELSEWHERE, MISSING, WAY
from purchasing.rules.line_figures import OrderedLine, line_figures, together
from purchasing.rules.work_order_summary import Came

units = st.integers(0, 300)
lines = st.lists(
    st.builds(OrderedLine, st.integers(1, 2), st.integers(1, 100), st.integers(0, 20)), min_size=1
)
places = st.dictionaries(st.sampled_from([AMAZON, WAY, ELSEWHERE, MISSING, BUNDLES]), units)
where = st.fixed_dictionaries({1: places, 2: places})
came = st.none() | st.fixed_dictionaries({1: st.builds(Came, units, units), 2: st.builds(Came, units, units)})


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines, where, came, st.booleans())
def test_every_line_adds_up_and_the_lines_to_what_came(lines, where, came, is_final):
    found = line_figures(lines, where, came, is_final=is_final)
    for line, each in zip(lines, found, strict=True):
        assert each.ordered == line.expected + line.closed_short
        assert sum(count for _word, count in each.parts) == each.ordered + each.over
        assert each.over >= 0
        assert min(each.good, each.damaged, each.short, each.to_come, each.in_transit, each.at_amazon) >= 0
    total = together(found)
    ordered = {line.product for line in lines}
    assert total.at_amazon == sum(where[product].get(AMAZON, 0) for product in ordered)
    assert total.in_transit == sum(where[product].get(WAY, 0) for product in ordered)
    assert sum(count for _word, count in total.parts) == total.ordered + total.over
    if came is not None:
        assert total.good == sum(came[product].good for product in ordered)
        assert total.damaged == sum(came[product].damaged for product in ordered)


@pytest.mark.parametrize(
    ("line", "at", "counted", "is_final", "words", "over"),
    [
        (OrderedLine(1, 2000), {WAY: 1960}, Came(1960, 25), True, "1,960 good + 25 damaged + 15 short", 0),
        (OrderedLine(1, 2000), {}, Came(1200, 0), False, "1,200 good + 800 to come", 0),
        (OrderedLine(1, 400, 1600), {}, Came(400, 0), True, "400 good + 1,600 short", 0),
        (OrderedLine(1, 2000), {}, Came(2040, 0), True, "2,040 good", 40),
        (OrderedLine(1, 800), {}, Came(800, 0), True, "800 good", 0),
        (OrderedLine(1, 2000), {WAY: 800, AMAZON: 700}, None, False,
         "700 at Amazon + 800 in transit + 500 to come", 0),
        (OrderedLine(1, 2000), {AMAZON: 1990, MISSING: 10}, None, False, "1,990 at Amazon + 10 short", 0),
        (OrderedLine(1, 2000), {AMAZON: 2010}, None, True, "2,010 at Amazon", 10),
    ],
)  # fmt: skip
def test_a_line_says_how_it_adds_up(line, at, counted, is_final, words, over):
    came = None if counted is None else {1: counted}
    (found,) = line_figures([line], {1: at}, came, is_final=is_final)
    assert (found.sum_in_words, found.over) == (words, over)


def test_two_lines_of_a_product_are_filled_one_after_the_other():
    lines = [OrderedLine(1, 100), OrderedLine(1, 50)]
    first, last = line_figures(lines, {1: {AMAZON: 120, WAY: 60}}, None, is_final=False)
    assert (first.at_amazon, first.in_transit) == (100, 0)
    assert (last.at_amazon, last.in_transit, last.over) == (20, 60, 30)
