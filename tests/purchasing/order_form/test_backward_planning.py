"""Planning backwards: by when to order for the goods to be sellable by a date."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtimes.rules.schedule import LegSpec, latest_start
from purchasing.models import PurchaseOrder
from purchasing.order_form.backward_planning import backward_plans
from tests.factories import make_lead_time

NEW = "/o/acme/purchase-orders/new/"


@pytest.fixture
def straight(cast):
    return make_lead_time(cast.acme, ("supplier", 15), ("freight/air", 8), ("fba", 5), name="Straight by air")


@pytest.fixture
def today(time_machine):
    time_machine.move_to(datetime(2026, 10, 20, 12, tzinfo=UTC))


def told(ways):
    return [(way.lead_time.name, way.order_by, way.days, list(way.facilities), way.late_by) for way in ways]


def test_s2_backwards_side_by_side_with_another_way(cast, straight, today):
    assert told(backward_plans(cast.acme, date(2026, 12, 31), supplier_id=cast.ningbo.pk)) == [
        ("Straight by air", date(2026, 12, 3), 28, [], 0),
        ("China → Lone Star → FBA", date(2026, 10, 12), 80, ["Lone Star Prep (Dallas)"], 8),
    ]


def test_the_suppliers_closure_makes_it_earlier(cast, today):
    closure = {"starts_on": date(2027, 1, 25), "ends_on": date(2027, 2, 20), "reason": "Chinese New Year"}
    cast.ningbo.closures.create(**closure)
    (way,) = backward_plans(cast.acme, date(2027, 4, 21), supplier_id=cast.ningbo.pk)
    assert (way.order_by, way.days) == (date(2027, 1, 4), 107)
    (way,) = backward_plans(cast.acme, date(2027, 4, 21), supplier_id=None)
    assert way.order_by == date(2027, 1, 31)


def test_a_lead_time_that_cannot_be_used_is_not_offered(cast, straight, today):
    straight.archived_at = "2026-01-01T00:00Z"
    straight.save()
    names = [way.lead_time.name for way in backward_plans(cast.acme, date(2026, 12, 31), supplier_id=None)]
    assert names == ["China → Lone Star → FBA"]


def test_the_form_shows_them_and_takes_one_without_scripts(cast, straight, today, sign_in):
    client = sign_in(cast.alice)
    typed = {"supplier": cast.ningbo.pk, "ordered_on": "2026-10-20", "currency": "USD", "notes": "Kept"}
    typed |= {"sellable_by": "2026-12-31", "lines-TOTAL_FORMS": "1"}
    page = client.post(NEW, typed | {"action": "preview"}).content.decode()
    assert "Thu 3 Dec 2026" in page
    assert "too late by 8 days" in page
    used = client.post(NEW, typed | {"action": f"use-plan-{straight.pk}"})
    form = used.context["draft"].head
    assert (form["lead_time"].value(), form["ordered_on"].value()) == (str(straight.pk), "2026-12-03")
    assert form["notes"].value() == "Kept"
    assert "31 Dec" in used.content.decode()


def test_htmx_brings_the_table_alone_and_the_choice_as_a_form(cast, straight, today, sign_in):
    client = sign_in(cast.alice)
    typed = {
        "ordered_on": "2026-10-20",
        "currency": "USD",
        "sellable_by": "2026-12-31",
        "lines-TOTAL_FORMS": "1",
    }
    touched = client.post(NEW, typed | {"action": "preview"}, headers={"HX-Request": "true"})
    assert 'id="backward-plans"' in touched.content.decode()
    assert "<form" not in touched.content.decode()
    used = client.post(NEW, typed | {"action": f"use-plan-{straight.pk}"}, headers={"HX-Request": "true"})
    assert 'id="order-form"' in used.content.decode()


def test_a_strangers_lead_time_is_not_taken(cast, today, sign_in):
    foreign = make_lead_time(cast.stranger, ("supplier", 1), ("fba", 1), name="Foreign")
    typed = {"ordered_on": "2026-10-20", "sellable_by": "2026-12-31", "lines-TOTAL_FORMS": "1"}
    used = sign_in(cast.alice).post(NEW, typed | {"action": f"use-plan-{foreign.pk}"})
    assert used.context["draft"].head["lead_time"].value() in (None, "")
    assert "Foreign" not in used.content.decode()


def test_a_day_that_only_an_earlier_order_meets_says_when_that_arrives(cast, today):
    closure = {"starts_on": date(2027, 1, 25), "ends_on": date(2027, 2, 20), "reason": "Chinese New Year"}
    cast.ningbo.closures.create(**closure)
    (way,) = backward_plans(cast.acme, date(2027, 4, 10), supplier_id=cast.ningbo.pk)
    # Production of 30 days either ends by the 25th of January or loses the closure's 27 days.
    assert (way.order_by, way.arrives_on, way.days) == (date(2026, 12, 26), date(2027, 3, 16), 80)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2026-02-30", "This day does not exist. Write a date like 2026-12-31."),
        ("9999-12-31", "Choose a date between 1 Jan 2000 and 31 Dec 2099."),
    ],
)
def test_a_date_that_makes_no_sense_is_told_beside_it(cast, sign_in, typed, sentence):
    page = sign_in(cast.alice).post(NEW, {"sellable_by": typed, "action": "save", "lines-TOTAL_FORMS": "0"})
    assert page.status_code == 422
    assert page.context["draft"].head.errors["sellable_by"] == [sentence]
    assert PurchaseOrder.objects.count() == 0


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.lists(st.integers(0, 90), max_size=8))
def test_where_nothing_closes_it_is_the_days_subtracted(by, days):
    chain = [LegSpec(each) for each in days]
    assert latest_start(by, chain) == by - timedelta(days=sum(days))
