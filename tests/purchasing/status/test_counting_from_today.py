"""Scenario S17: a draft whose PO date has passed says so when it is placed, and offers to count from today."""

from datetime import date

import pytest

from purchasing.models import PurchaseOrder
from tests.factories import make_draft
from tests.purchasing.conftest import ORDERS

PLACE = f"{ORDERS}PO-1001/place/"


@pytest.fixture(autouse=True)
def friday(time_machine):
    time_machine.move_to("2026-11-27T18:00Z")


@pytest.fixture
def old(cast):
    return make_draft(cast, ordered_on=date(2026, 11, 24))


def dates():
    order = PurchaseOrder.objects.get()
    first, last = order.legs.first(), order.legs.last()
    return order.ordered_on, first.baseline_starts_on, last.baseline_ends_on, order.baseline_available_on


def test_s17_the_dialog_says_how_old_the_po_date_is_and_offers_today(old, cast, sign_in):
    page = sign_in(cast.bob).get(PLACE).text
    assert "The PO date is 3 days ago" in page
    assert "Leave it, and count from 24 Nov 2026" in page
    assert "Count from today, 27 Nov 2026" in page


def test_s17_counted_from_today_all_dates_are_three_days_later(old, cast, sign_in):
    sign_in(cast.bob).post(PLACE, {"count_from": "today"})
    assert dates() == (date(2026, 11, 27), date(2026, 11, 27), date(2027, 2, 15), date(2027, 2, 15))
    assert PurchaseOrder.objects.get().work_orders.get().expected_on == date(2027, 1, 28)


@pytest.mark.parametrize("said", [{}, {"count_from": "as-written"}])
def test_s17_placed_as_it_is_the_baseline_starts_where_somebody_chose(old, cast, sign_in, said):
    sign_in(cast.bob).post(PLACE, said)
    assert dates() == (date(2026, 11, 24), date(2026, 11, 24), date(2027, 2, 12), date(2027, 2, 12))


@pytest.mark.parametrize(("day", "asked"), [(26, True), (27, False), (28, False)])
def test_it_is_asked_from_one_day_on(cast, sign_in, day, asked):
    make_draft(cast, ordered_on=date(2026, 11, day))
    client = sign_in(cast.bob)
    assert ("count_from" in client.get(PLACE).text) == asked
    assert client.post(PLACE, {"count_from": "today"}).status_code == 302
    assert PurchaseOrder.objects.get().ordered_on == (date(2026, 11, 27) if asked else date(2026, 11, day))


def test_another_answer_is_asked_back(old, cast, sign_in):
    answer = sign_in(cast.bob).post(PLACE, {"count_from": "yesterday"})
    assert answer.status_code == 422
    assert PurchaseOrder.objects.get().status == "draft"
