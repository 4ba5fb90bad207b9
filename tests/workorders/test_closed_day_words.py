"""S19: wherever a day is told on which nobody is there, the working day that counts is named with it."""

from datetime import date

import pytest

from purchasing.work_order_summaries import work_order_summaries
from sostocked.foundation.outbox.models import Message
from tests.factories import ClosureFactory, make_draft, make_lead_time, make_placed
from workorders import services
from workorders.closed_day_words import tell_days
from workorders.models import WorkOrder

SUNDAY = "Sun 13 Dec, closed; first open day Mon 14 Dec"
BY_FRIDAY = "by Fri 11 Dec (Sat 12 Dec, closed)"
BESIDE = ("Sun, closed; first open day Mon 14 Dec", "Sat, closed; by Fri 11 Dec")


@pytest.fixture(autouse=True)
def november(time_machine):
    time_machine.move_to("2026-11-27T18:00:00Z")


@pytest.fixture
def order(cast):
    """S2: goods are counted to arrive on Sunday 13 December, and to leave on a Friday."""
    return make_placed(cast)


@pytest.fixture
def worked(cast):
    """S19: five working days of prep from Monday 7 December, counted to end on a Saturday."""
    way = make_lead_time(cast.acme, ("supplier", 1), (cast.lone_star, 5), ("fba", 1), name="Worked")
    way.legs.filter(facility=cast.lone_star).update(day_basis="working")
    return make_placed(cast, lead_time=way, ordered_on=date(2026, 12, 6))


def text_of(page):
    return " ".join(page.text.split())


@pytest.mark.parametrize("who", ["alice", "dana"])
def test_the_tiles_of_the_work_order(cast, sign_in, order, worked, who):
    client = sign_in(getattr(cast, who))
    expected, leave, *_ = client.get(order.work_orders.get().get_absolute_url()).context["page"].tiles
    assert expected["value"] == "13 Dec 2026"
    assert expected["hint"].startswith(f"{SUNDAY} · ")
    assert (leave["value"], "closed" in leave["hint"]) == ("18 Dec 2026", False)
    expected, leave, *_ = client.get(worked.work_orders.get().get_absolute_url()).context["page"].tiles
    assert (expected["value"], "closed" in expected["hint"]) == ("7 Dec 2026", False)
    assert leave["value"] == "by Fri 11 Dec"
    assert leave["hint"] == "Sat 12 Dec, closed · in 14 days"


BESIDE = ("Sun, closed; first open day Mon 14 Dec", "Sat, closed; by Fri 11 Dec")


@pytest.mark.parametrize(("who", "url"), [("dana", "/work-orders/"), ("alice", "/o/acme/work-orders/")])
def test_the_cards_of_the_facility_and_the_rows_of_the_seller(cast, sign_in, order, worked, who, url):
    text = text_of(sign_in(getattr(cast, who)).get(url))
    said = (SUNDAY, BY_FRIDAY) if who == "dana" else BESIDE
    assert [text.count(each) for each in said] == [1, 1]


def test_the_legs_and_the_work_orders_of_an_order(cast, sign_in, order, worked):
    client = sign_in(cast.alice)
    page = client.get(order.get_absolute_url())
    assert [row.told for row in page.context["page"].leg_rows] == ["", "", "", SUNDAY, "", ""]
    assert text_of(page).count(SUNDAY) == 2
    page = client.get(worked.get_absolute_url())
    assert [row.told for row in page.context["page"].leg_rows] == ["", f"must leave {BY_FRIDAY}", ""]
    assert text_of(page).count(BY_FRIDAY) == 2
    assert [leg.expected_ends_on for leg in worked.legs.all()][1] == date(2026, 12, 12)


def test_the_question_before_placing(cast, sign_in):
    draft = make_draft(cast)
    page = sign_in(cast.alice).get(f"{draft.get_absolute_url()}place/")
    assert f"goods expected {SUNDAY}" in text_of(page)


def test_both_halves_of_the_mail(cast, order, worked):
    first, second = (
        Message.objects.get(key__contains=f":{each.work_orders.get().pk}:") for each in (order, worked)
    )
    for half in (first.text, first.html):
        assert SUNDAY in half
    for half in (second.text, second.html):
        assert BY_FRIDAY in half


def test_what_an_order_knows_of_its_work_orders(cast, order):
    """S10 (b) moves the arrival to Saturday 21 November."""
    order.legs.filter(position=4).update(expected_starts_on=date(2026, 11, 21))
    order.save()
    (summary,) = work_order_summaries([order])[order.pk]
    assert summary.arrival.words == "Sat 21 Nov, closed; first open day Mon 23 Nov"


def test_a_closure_says_until_when(cast, sign_in, order):
    ClosureFactory(facility=cast.lone_star, starts_on="2026-12-10", ends_on="2026-12-18", reason="Moving")
    text = text_of(sign_in(cast.dana).get(order.work_orders.get().get_absolute_url()))
    assert "13 Dec, closed until 18 Dec; first open day Mon 21 Dec" in text


def test_days_that_are_behind_it_are_told_by_their_dates_alone(cast, order):
    work_order = order.work_orders.get()
    services.acknowledge(work_order, by=cast.dana, revision=1)
    tell_days([work_order])
    assert work_order.arrival.words == SUNDAY
    work_order = WorkOrder.objects.select_related("facility").get(pk=work_order.pk)
    work_order.status = "in_progress"
    tell_days([work_order])
    assert (work_order.arrival, work_order.leaving.day) == (None, date(2026, 12, 18))
    work_order = WorkOrder.objects.get(pk=work_order.pk)
    work_order.status = "completed"
    tell_days([work_order])
    assert (work_order.arrival, work_order.leaving) == (None, None)


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_the_calendars_of_all_rows_cost_one_query_at_most(cast, rows, django_assert_num_queries):
    for _ in range(rows):
        make_placed(cast)
    found = list(WorkOrder.objects.all())
    with django_assert_num_queries(1):
        tell_days(found)
    assert {each.arrival.words for each in found} == {SUNDAY}
