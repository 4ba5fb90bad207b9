"""Every form that has rows takes so many and no more: the last that it takes and the first that it refuses."""

import importlib
import pkgutil
import sys
from datetime import timedelta
from typing import NamedTuple

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sostocked.foundation.pages.draft_forms import SPARE, LimitedRows
from sostocked.foundation.people.tenant_admin import OwnInline, ReadOnlyInline
from tests.factories import make_draft, make_placed
from workorders import services as desk

PACKAGES = ["sostocked", "leadtimes", "inventory", "purchasing", "workorders"]
OURS = tuple(f"{package}." for package in PACKAGES)


class Row(NamedTuple):
    """A form with rows: which, where it is, what its rows are called there, and what is said of too many.

    `value` is a field of a row, and `also` what the form needs besides.
    """

    form: str
    page: str
    prefix: str
    most: int
    sentence: str
    value: tuple[str, str]
    also: dict[str, str]


NEW_ORDER, LEGS, NEW_WORK, STEPS = "new order", "leg changes", "new work order", "steps"
CARTONS = "A shipment has at most 500 rows of cartons."
SHEET, RECEIPT, RECIPE, TRUCK = "sheet of stock", "receipt", "recipe", "unannounced truck"
UNKNOWN = "At most 100 things that nobody knows, please."
LEFT, DEPARTURE = "what left a supplier", "departure"
SAVE = {"action": "save"}
LINES = "An order holds at most 1,000 lines."
FIFTY = "Between 1 and 50 legs, please."
WORK_LINES, WORK_STEPS = "A work order holds at most 500 lines.", "A work order holds at most 100 steps."
PARTS = "A bundle has at most 100 parts."
CARTONS = "A shipment has at most 500 rows of cartons."
IN_STEP = SAVE | {"steps-TOTAL_FORMS": "1", "steps-0-kind": "bundle"}
CLOSURES = "A facility has at most 200 closures. Remove some that are long over."
EXTRA = "A facility has at most 300 days out of turn. Remove some that are long over."

TABLE = [
    Row("LineForm", NEW_ORDER, "lines", 1000, LINES, ("quantity", "1"), SAVE),
    Row("LegForm", NEW_ORDER, "legs", 50, FIFTY, ("days", "1"), SAVE | {"adjusted": "1"}),
    Row("LegChangeForm", LEGS, "legs", 50, "At most 50 legs, please.", ("days", "1"), SAVE),
    Row("LineForm", NEW_WORK, "lines", 500, WORK_LINES, ("quantity", "1"), SAVE),
    Row("StepForm", NEW_WORK, "steps", 100, WORK_STEPS, ("kind", "ship"), SAVE),
    Row("StepForm", STEPS, "steps", 100, WORK_STEPS, ("kind", "ship"), SAVE),
    Row("PartForm", NEW_WORK, "steps-0-parts", 100, PARTS, ("quantity", "1"), IN_STEP),
    Row("PartForm", STEPS, "steps-0-parts", 100, PARTS, ("quantity", "1"), IN_STEP),
    Row("PartForm", RECIPE, "parts", 100, PARTS, ("quantity", "1"), SAVE),
    Row("LineForm", SHEET, "lines", 500, "A sheet holds at most 500 lines.", ("units", "1"), SAVE),
    Row("LineForm", RECEIPT, "lines", 1000, "A receipt counts at most 1,000 lines.", ("units", "1"), SAVE),
    Row("WrongForm", RECEIPT, "wrong", 200, "A receipt names at most 200 wrong items.", ("units", "1"), SAVE),
    Row("KnownForm", TRUCK, "lines", 500, "A truck holds at most 500 lines.", ("units", "1"), SAVE),
    Row("UnknownForm", TRUCK, "unknown", 100, UNKNOWN, ("units", "1"), SAVE),
    Row("CartonForm", LEFT, "cartons", 500, CARTONS, ("units", "1"), SAVE),
    Row("CartonForm", DEPARTURE, "cartons", 500, CARTONS, ("units", "1"), SAVE),
    Row("TransferLegForm", NEW_WORK, "legs", 50, FIFTY, ("days", "1"), SAVE),
]
INLINES = [
    Row("LegInline", "leadtime", "legs", 50, "A lead time has at most 50 legs.", ("days", "1"), {}),
    Row("ClosureInline", "facility", "closures", 200, CLOSURES, ("starts_on", "2027-01-01"), {}),
    Row("ExtraDayInline", "facility", "extra_days", 300, EXTRA, ("day", "2027-01-01"), {}),
]


@pytest.fixture
def page(cast):
    """`page(name)`: the address of a form with rows."""
    placed = make_placed(cast, ordered_on=cast.acme.today() + timedelta(days=30))  # no leg is past
    expected = make_placed(cast).work_orders.get()
    desk.acknowledge(expected, by=cast.dana, revision=1)
    cast.lone_star.staff.add(cast.alice)
    addresses = {
        NEW_ORDER: "/o/acme/purchase-orders/new/",
        LEGS: f"{placed.get_absolute_url()}legs/",
        NEW_WORK: "/o/acme/work-orders/new/",
        STEPS: f"{placed.work_orders.get().get_absolute_url()}steps/",
        SHEET: reverse("inventory:adjust_stock", args=["acme"]),
        RECIPE: reverse("inventory:recipe", args=["acme", cast.brushes.pk]),
        RECEIPT: f"{expected.get_absolute_url()}receive/",
        TRUCK: reverse("workorders:write_down_truck", args=["acme", cast.lone_star.pk]),
        LEFT: f"{placed.get_absolute_url()}ship/",
        DEPARTURE: f"{expected.get_absolute_url()}ship/",
        "leadtime": reverse("admin:leadtimes_leadtime_add"),
        "facility": reverse("admin:leadtimes_facility_add"),
    }
    return addresses.get


@pytest.fixture
def built(monkeypatch):
    """The forms that were built as rows, by what their rows are called."""
    prefixes, construct = [], forms.BaseFormSet._construct_form

    def count(formset, number, **kwargs):
        prefixes.append(formset.prefix)
        return construct(formset, number, **kwargs)

    monkeypatch.setattr(forms.BaseFormSet, "_construct_form", count)
    return prefixes


def rows(row, many):
    """What a page sends with so many rows, of each of which something was typed."""
    name, value = row.value
    typed = {f"{row.prefix}-{n}-{name}": value for n in range(many)}
    counts = {f"{row.prefix}-TOTAL_FORMS": str(many), f"{row.prefix}-INITIAL_FORMS": "0"}
    return row.also | counts | typed


def said(answer):
    return answer.content.decode().replace("&quot;", '"')


IDS = [f"{row.prefix} of {row.page}" for row in TABLE]


@pytest.mark.parametrize("row", TABLE, ids=IDS)
def test_the_last_row_is_taken_and_the_next_is_refused_in_words(cast, sign_in, page, built, row):
    client = sign_in(cast.alice)
    taken = client.post(page(row.page), rows(row, row.most))
    assert row.sentence not in said(taken)
    assert built.count(row.prefix) == row.most
    built.clear()
    refused = client.post(page(row.page), rows(row, row.most + 1))
    assert refused.status_code == 422
    assert row.sentence in said(refused)
    assert built.count(row.prefix) == row.most + 1  # none that was typed is lost
    built.clear()
    assert row.sentence in said(client.post(page(row.page), rows(row, row.most + 300)))
    assert built.count(row.prefix) == row.most + SPARE


@pytest.mark.parametrize("row", INLINES, ids=[row.form for row in INLINES])
def test_the_same_in_the_admin(cast, sign_in, page, built, row):
    client = sign_in(cast.alice)
    assert row.sentence not in said(client.post(page(row.page), rows(row, row.most)))
    assert built.count(row.prefix) == row.most
    built.clear()
    assert row.sentence in said(client.post(page(row.page), rows(row, row.most + 1)))
    assert built.count(row.prefix) == row.most


@pytest.mark.parametrize("row", TABLE, ids=IDS)
def test_rows_of_which_nothing_was_sent_are_not_even_built(cast, sign_in, page, built, row):
    """Two fields of a request: a count, and the last row that fits. It costs two rows, whatever it asks for."""
    sent = row.also | {f"{row.prefix}-TOTAL_FORMS": "5000", f"{row.prefix}-{row.most - 1}-x": "1"}
    sign_in(cast.alice).post(page(row.page), sent)
    assert built.count(row.prefix) <= 2


def test_the_229_bytes(cast, sign_in, built):
    """`steps-TOTAL_FORMS=5000&lines-TOTAL_FORMS=5000` to a new work order took 18 seconds once."""
    client = sign_in(cast.alice)
    url, many = "/o/acme/work-orders/new/", {"steps-TOTAL_FORMS": "5000", "lines-TOTAL_FORMS": "5000"}
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(url, many)
    assert answer.status_code == 422
    assert WORK_LINES in said(answer)
    assert WORK_STEPS in said(answer)
    assert len(built) <= 3
    assert len(asked) <= 15


def test_one_row_too_many_is_not_added_and_nothing_is_lost(cast, sign_in, page):
    row = next(row for row in TABLE if row.prefix == "steps")
    answer = sign_in(cast.alice).post(page(row.page), rows(row, row.most) | {"action": "add-step"})
    assert answer.status_code == 200
    assert row.sentence in said(answer)
    assert 'name="steps-99-kind"' in said(answer)
    assert 'name="steps-100-kind"' not in said(answer)
    assert 'name="steps-TOTAL_FORMS" value="100"' in said(answer)


def test_the_parts_of_all_bundles_together_come_to_an_end(cast, sign_in, built):
    sent = {"action": "save", "steps-TOTAL_FORMS": "4"}
    for step in range(4):
        sent |= {f"steps-{step}-kind": "bundle", f"steps-{step}-parts-TOTAL_FORMS": "100"}
        sent |= {f"steps-{step}-parts-{n}-quantity": "1" for n in range(100)}
    answer = sign_in(cast.alice).post("/o/acme/work-orders/new/", sent)
    assert "All bundles together have at most 300 parts." in said(answer)
    assert [built.count(f"steps-{step}-parts") for step in range(4)] == [100, 100, 100, 0]


def test_a_line_that_htmx_adds_is_refused_in_words(cast, sign_in):
    row = TABLE[0]
    order = make_draft(cast)
    sent = rows(row, row.most) | {"action": "add-line"}
    answer = sign_in(cast.alice).post(
        f"{order.get_absolute_url()}edit/", sent, headers={"HX-Request": "true"}
    )
    assert row.sentence in said(answer)
    assert 'name="lines-1000-' not in said(answer)


# ── The table is whole ────────────────────────────────────────────────────────────────────────────────


def our_formsets():
    """Every class of rows in our code, by the form of one row; what tests make is left out."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            is_started = module.name.endswith(("__main__", ".wsgi"))
            if ".migrations" not in module.name and not is_started:
                importlib.import_module(module.name)
    return [each for each in _below(forms.BaseFormSet) if _is_ours(getattr(each, "form", None))]


def _below(cls):
    for each in cls.__subclasses__():
        yield each
        yield from _below(each)


def _is_ours(form):
    """Whether it is written in our code: the admin makes others of them, which its inlines stand for."""
    module = sys.modules.get(getattr(form, "__module__", ""))
    written = bool(module) and getattr(module, form.__name__, None) is form
    return written and form.__module__.startswith(OURS)


def test_every_class_of_rows_has_a_limit_and_stands_in_the_table():
    found = our_formsets()
    assert {each.form.__name__ for each in found} == {row.form for row in TABLE}
    for each in found:
        assert issubclass(each, LimitedRows)
        assert each.validate_max
        assert each.absolute_max == each.max_num + SPARE
        assert f"{each.max_num:,}" in each.too_many
        assert (each.form.__name__, each.max_num) in {(row.form, row.most) for row in TABLE}


def test_every_inline_that_is_written_has_a_limit_and_stands_in_the_table():
    inlines = [each for model in admin.site._registry.values() for each in model.inlines]
    written = {each for each in inlines if not issubclass(each, ReadOnlyInline)}
    assert {each.__name__: each.max_num for each in written} == {row.form: row.most for row in INLINES}
    assert all(issubclass(each, OwnInline) for each in written)


def test_the_largest_form_fits_into_one_request():
    lines, legs, head = 1000 * 7, 50 * 7, 30
    counted, wrong = 1000 * 7, 200 * 3
    assert max(lines + legs, counted + wrong) + head <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS <= 10_000
