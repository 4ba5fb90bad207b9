"""Goods that lie at a facility at the end of their way: where nobody is there, the first open day counts."""

from datetime import date

import pytest

from tests.factories import make_draft, make_lead_time, make_placed

CLOSED = "Sun, closed; first open day Mon 28 Dec"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-11-22T18:00:00Z")


@pytest.fixture
def way(cast):
    """30 days of production, 20 at sea, 3 at Harbor: from 4 Nov to Sunday 27 Dec."""
    return make_lead_time(
        cast.acme, ("supplier", 30), ("freight/ocean", 20), (cast.harbor, 3), name="To Harbor"
    )


@pytest.fixture
def order(cast, way):
    return make_placed(cast, lead_time=way, ordered_on=date(2026, 11, 4))


def text_of(answer):
    return " ".join(answer.text.split())


def test_the_orders_page_its_tile_and_the_bar(cast, sign_in, order):
    page = sign_in(cast.alice).get(order.get_absolute_url())
    tile = page.context["page"].tiles[-1]
    assert (tile["value"], tile["hint"]) == ("27 Dec 2026", f"{CLOSED} · as placed")
    assert f'27 Dec 2026 <span class="workflow-bar__told">({CLOSED})</span>' in text_of(page)


@pytest.mark.parametrize("path", ["purchase-orders/", "timeline/"])
def test_the_list_and_the_timeline(cast, sign_in, order, path):
    page = sign_in(cast.alice).get(f"/o/acme/{path}")
    assert text_of(page).count(CLOSED) == 1


def test_the_bar_of_the_work_order_and_of_a_dialog(cast, sign_in, order):
    client = sign_in(cast.alice)
    for url in (order.work_orders.get().get_absolute_url(), f"{order.get_absolute_url()}cancel/"):
        assert f"({CLOSED})" in text_of(client.get(url))


def test_a_draft_being_written(cast, sign_in, way):
    draft = make_draft(cast, lead_time=way, ordered_on=date(2026, 11, 4))
    page = text_of(sign_in(cast.alice).get(f"{draft.get_absolute_url()}edit/"))
    assert page.count(CLOSED) == 2  # the bar, and the totals below


def test_what_comes_of_a_report_and_of_other_legs(cast, sign_in, order):
    client = sign_in(cast.alice)
    leg = order.legs.first()
    url = f"{order.get_absolute_url()}legs/{leg.pk}/report/"
    answer = client.post(url, {"what": "not_yet", "due": "2026-12-11", "reason": "factory"}, follow=True)
    assert (
        "Available 3 Jan 2027 (Sun, closed; first open day Mon 4 Jan) instead of 27 Dec 2026." in answer.text
    )


def test_once_it_is_confirmed_only_the_day_is_told(cast, sign_in, order):
    order.legs.update(actual_starts_on="2026-12-24")
    order.legs.update(actual_ends_on="2026-12-27")
    page = text_of(sign_in(cast.alice).get(order.get_absolute_url()))
    assert "27 Dec 2026" in page
    assert "closed;" not in page


def test_at_amazon_every_day_counts(cast, sign_in):
    order = make_placed(cast, ordered_on=date(2026, 10, 15))
    assert order.legs.last().expected_ends_on.weekday() == 6
    assert "closed;" not in text_of(sign_in(cast.alice).get("/o/acme/purchase-orders/"))
