"""Rows of a form that is being written."""

import pytest
from django.http import QueryDict

from sostocked.foundation.pages import form_rows

PREFIXES = {"line": "lines", "part": "lines-0-parts"}


def form(*skus, **more):
    data = QueryDict(mutable=True)
    data.update({"supplier": "7", "lines-TOTAL_FORMS": str(len(skus)), **more})
    for n, sku in enumerate(skus):
        data[f"lines-{n}-sku"] = sku
    return data


def skus(data):
    return [data.get(f"lines-{n}-sku") for n in range(form_rows.total(data, "lines"))]


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("add-line", ["A", "B", "C", None]),
        ("remove-line-1", ["A", "C"]),
        ("remove-line-9", ["A", "B", "C"]),
        ("line-up-2", ["A", "C", "B"]),
        ("line-down-0", ["B", "A", "C"]),
        ("line-up-0", ["A", "B", "C"]),
        ("line-down-2", ["A", "B", "C"]),
        ("save", ["A", "B", "C"]),
        ("remove-leg-0", ["A", "B", "C"]),
        ("remove-line--1", ["A", "B", "C"]),
    ],
)
def test_an_action_changes_the_rows_and_nothing_else(action, expected):
    data = form("A", "B", "C")
    after = form_rows.act(data, action, PREFIXES)
    assert skus(after) == expected
    assert after["supplier"] == "7"
    assert skus(data) == ["A", "B", "C"], "what was sent stays as it was"


def test_a_row_moves_with_the_rows_inside_it():
    data = form("A", "B", **{"lines-0-parts-TOTAL_FORMS": "2", "lines-0-parts-1-sku": "LID"})
    after = form_rows.act(data, "line-down-0", PREFIXES)
    assert after["lines-1-parts-1-sku"] == "LID"
    assert "lines-0-parts-1-sku" not in after


def test_rows_inside_a_row_are_added_by_their_own_prefix():
    after = form_rows.act(form("A", **{"lines-0-parts-TOTAL_FORMS": "1"}), "add-part", PREFIXES)
    assert after["lines-0-parts-TOTAL_FORMS"] == "2"


@pytest.mark.parametrize("count", ["", "-1", "many", "１", "1e3"])
def test_a_count_that_is_none_counts_as_none(count):
    assert form_rows.total({"lines-TOTAL_FORMS": count}, "lines") == 0


def test_a_count_beyond_measure_is_cut_down():
    assert form_rows.total({"lines-TOTAL_FORMS": "99999999"}, "lines") == form_rows.MOST


def test_rows_taken_off_the_page_close_up():
    data = form("A", "B", "C")
    del data["lines-1-sku"]
    assert skus(form_rows.closed_up(data, "lines")) == ["A", "C"]


def test_rows_can_be_written_anew():
    after = form_rows.replaced(form("A", "B"), "lines", [{"sku": "Z", "quantity": 1200, "note": None}])
    assert (after["lines-TOTAL_FORMS"], after["lines-0-sku"], after["lines-0-quantity"]) == ("1", "Z", "1200")
    assert after["lines-0-note"] == ""
    assert "lines-1-sku" not in after
