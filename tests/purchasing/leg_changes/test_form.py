"""The form on which legs are changed: bad input, htmx, and how much it asks the database."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leadtimes.models import Leg
from tests.factories import FacilityFactory, make_closed, make_draft, make_lead_time, make_placed
from tests.purchasing.conftest import ORDERS
from tests.purchasing.leg_changes.changing import BY_AIR, LEGS, PO, changed, ends, form_of, typed

HTMX = {"HX-Request": "true"}
MANY_LEGS = {"legs-TOTAL_FORMS": "51"} | {f"legs-{n}-days": "1" for n in range(51)}


# ── Bad input ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"legs-1-days": "x"}, "“x” is not a number we can read."),
        ({"legs-1-days": ""}, "Enter the days; 0 is allowed."),
        ({"legs-3-facility": ""}, "Choose the facility where this leg happens."),
        (
            {"legs-0-kind": "freight", "legs-0-facility": ""},
            "The first leg is the supplier&#x27;s: production.",
        ),
        ({"legs-1-kind": ""}, "Choose what happens on this leg."),
        ({"legs-TOTAL_FORMS": "0"}, "Between 1 and 50 legs, please."),
        ({"legs-TOTAL_FORMS": "lots"}, "Between 1 and 50 legs, please."),
        (MANY_LEGS, "At most 50 legs, please."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(order, alice, data, sentence):
    page = typed(alice, alice.get(LEGS), "preview", data)
    assert page.status_code == 422
    assert sentence in page.text
    assert order.legs.count() == 6


def test_an_archived_facility_stays_where_it_is_but_is_not_chosen(cast, order, alice):
    desk_of = FacilityFactory(
        organization=cast.acme, name="Old prep", prep=True, archived_at="2026-11-01T00:00Z"
    )
    page = typed(alice, alice.get(LEGS), "preview", {"legs-3-facility": desk_of.pk})
    assert page.status_code == 422
    assert "Old prep is archived. Choose another facility." in page.text
    cast.lone_star.archived_at = "2026-11-01T00:00Z"
    cast.lone_star.save()
    assert changed(alice, {"legs-3-days": "6"}).status_code == 302


def test_an_archived_facility_is_offered_only_where_it_stands(cast, order, alice):
    cast.lone_star.archived_at = timezone.now()
    cast.lone_star.save()
    page = alice.get(LEGS).text
    assert page.count("Lone Star Prep (Dallas) (archived)</option>") == 1
    assert page.count("Harbor Logistics (Long Beach)</option>") == 6  # in every row


def test_a_facility_that_never_works_is_named(cast, order, alice):
    cast.lone_star.working_weekdays = []
    cast.lone_star.save()
    page = typed(alice, alice.get(LEGS), "preview", {"legs-3-day_basis": "working"})
    assert page.status_code == 409
    assert page.text.count("This facility has no working weekday.") == 1
    assert 'name="legs-3-day_basis"' in page.text


@pytest.mark.parametrize("row", ["", "x", "999999999", "-1", "1" * 400])
def test_a_row_that_claims_to_be_another_is_a_new_one(order, alice, row):
    assert changed(alice, {"legs-1-row": row, "legs-1-days": "9"}).status_code == 302
    assert order.legs.count() == 6


def test_an_order_that_is_over_or_a_draft_has_nothing_to_change_here(cast, order, alice):
    make_closed(order)
    for response in (alice.get(LEGS), alice.post(LEGS, {})):
        assert (response.status_code, response.url) == (302, PO)
    assert "its legs stay as they are" in alice.get(PO).text
    draft = make_draft(cast)
    assert alice.get(f"{ORDERS}{draft.number}/legs/").url == draft.get_absolute_url()


def test_what_people_typed_is_shown_and_never_run(cast, order, alice):
    page = typed(alice, alice.get(LEGS), "preview", {"legs-1-label": "<script>alert(1)</script>"})
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


def test_fifty_legs_and_legs_of_no_days(cast, alice):
    chain = make_lead_time(cast.acme, ("supplier", 0), *[("freight/air", 0)] * 48, ("fba", 0), name="Fifty")
    order = make_placed(cast, lead_time=chain, ordered_on=date(2026, 11, 20))
    page = changed(alice, {"legs-49-days": "3"})
    assert page.status_code == 302
    assert ends(order)[-2:] == ["11-20", "11-23"]


# ── With htmx, and how much it asks ───────────────────────────────────────────────────────────────────


def test_htmx_gets_the_form_and_the_bar_alone(order, alice):
    page = typed(alice, alice.get(LEGS), "preview", BY_AIR, headers=HTMX)
    assert page.text.lstrip().startswith("<form")
    assert 'id="workflow-bar" hx-swap-oob="true"' in page.text
    assert "<html" not in page.text
    assert page["HX-Reswap"] == "outerHTML show:window:top"


def test_while_one_types_only_the_bar_comes_back(order, alice):
    page = typed(alice, alice.get(LEGS), "draw", BY_AIR, headers=HTMX)
    assert page["HX-Reswap"] == "none"
    assert "legs-1-days" not in page.text
    assert "9 Dec 2026" in page.text


def test_done_htmx_is_led_to_the_order(order, alice):
    looked = typed(alice, alice.get(LEGS), "preview", BY_AIR, headers=HTMX)
    assert typed(alice, looked, "save", {}, headers=HTMX)["HX-Redirect"] == PO


@pytest.mark.parametrize(("take", "most"), [("", 10), ("?take=lead-time", 12)])
def test_the_page_asks_the_same_few_questions_whatever_the_number_of_legs(cast, alice, take, most):
    counts = [_asked(cast, alice, take, stops) for stops in (1, 3, 24)]
    assert counts[0] <= most
    assert len(set(counts)) == 1


def _asked(cast, client, take, stops):
    there = [FacilityFactory(organization=cast.acme) for _ in range(stops)]
    chain = make_lead_time(cast.acme, ("supplier", 40), *[(f, 1) for f in there], ("fba", 1), name=f"{stops}")
    order = make_placed(cast, lead_time=chain)
    Leg.objects.filter(lead_time=chain, kind="fba").update(days=9)
    url = f"{ORDERS}{order.number}/legs/{take}"
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


def test_looking_and_doing_ask_the_same_number_whatever_the_number_of_work_orders(cast, alice):
    counts = []
    for stops in (1, 3, 16):
        there = [FacilityFactory(organization=cast.acme) for _ in range(stops)]
        chain = make_lead_time(
            cast.acme, ("supplier", 40), *[(f, 1) for f in there], ("fba", 1), name=f"{stops}"
        )
        url = f"{ORDERS}{make_placed(cast, lead_time=chain).number}/legs/"
        page = alice.get(url)
        with CaptureQueriesContext(connection) as asked:
            looked = alice.post(url, form_of(page) | {"action": "preview", "legs-0-days": "44"})
        with CaptureQueriesContext(connection) as done:
            assert alice.post(url, form_of(looked) | {"action": "save"}).status_code == 302
        counts.append((len(asked), len(done)))
    assert len(set(counts)) == 1


def test_the_order_page_still_asks_at_most_ten_times(cast, order, alice):
    Leg.objects.filter(lead_time=cast.lead_time, mode="ocean").update(days=35)
    changed(alice, BY_AIR)
    alice.get(PO)
    with CaptureQueriesContext(connection) as asked:
        alice.get(PO)
    assert len(asked) <= 10
