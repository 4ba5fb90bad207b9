"""Two columns, as they come out of spreadsheets and lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.pasted_units import read_pasted


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", []),
        ("\n  \n", []),
        ("A-1\t40", [("A-1", "40")]),
        ("A-1;40", [("A-1", "40")]),
        ("A-1, 1,200", [("A-1", "1,200")]),
        ("Green mat 6 mm 40", [("Green mat 6 mm", "40")]),
        ("A-1\t40\tgood\tshelf", [("A-1", "40")]),
        ("A-1\t40\r\n\r\nB-2\t7\n", [("A-1", "40"), ("B-2", "7")]),
        ("SKU\tUnits\nA-1\t40", [("A-1", "40")]),
        ("SKU\tUnits", [("SKU", "Units")]),
        ("A-1", [("A-1", "")]),
        ("A-1\tmany\nB-2\t4", [("B-2", "4")]),
        ("A-1\t4\nB-2\tmany", [("A-1", "4"), ("B-2", "many")]),
    ],
)
def test_each_line_is_a_code_and_its_units(text, read):
    assert read_pasted(text) == read


@given(st.lists(st.tuples(st.from_regex(r"[A-Z]{1,6}-[0-9]{1,4}", fullmatch=True), st.integers(0, 10**9))))
def test_what_a_spreadsheet_copies_comes_back(rows):
    text = "\n".join(f"{sku}\t{units}" for sku, units in rows)
    assert read_pasted(text) == [(sku, str(units)) for sku, units in rows]
