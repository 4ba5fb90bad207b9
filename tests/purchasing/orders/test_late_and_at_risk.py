"""Late and at risk: one definition for pages, lists and filters, in Python and in SQL."""

import random
from datetime import date, timedelta

import pytest

from leadtimes.rules.lateness_words import lateness
from purchasing.models import OrderLeg, PurchaseOrder
from tests.factories import make_closed, make_draft, make_placed
from tests.purchasing.conftest import ORDERS

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
TIMELINE = "/o/acme/timeline/"


def test_sql_and_python_agree_on_hundreds_of_orders(cast, bulk_orders):
    chance = random.Random(11)
    orders = bulk_orders(300, first_day=date(2026, 8, 1))
    legs = list(OrderLeg.objects.filter(order__in=orders))
    for each in legs:
        date_change = chance.choice([0, 0, 0, 1, 5, -3]) * DAY
        if each.expected_starts_on <= TODAY and chance.random() < 0.3:
            each.actual_starts_on = each.expected_starts_on
        if chance.random() < 0.35:
            each.actual_ends_on = max(each.expected_starts_on, each.expected_ends_on + date_change)
            each.expected_ends_on = each.actual_ends_on
        elif chance.random() < 0.3:
            each.expected_ends_on = max(each.expected_starts_on, each.expected_ends_on + date_change)
    OrderLeg.objects.bulk_update(legs, ["actual_starts_on", "actual_ends_on", "expected_ends_on"])

    every = PurchaseOrder.objects.with_availability().prefetch_related("legs")
    told = {
        order.pk: lateness(
            list(order.legs.all()),
            ends_on=order.available_on,
            baseline=order.baseline_available_on,
            today=TODAY,
        )
        for order in every
    }
    late = {pk for pk, how in told.items() if how.is_late}
    at_risk = {pk for pk, how in told.items() if how.at_risk}
    assert 20 < len(late) < 280
    assert 20 < len(at_risk) < 280
    assert set(PurchaseOrder.objects.late().values_list("pk", flat=True)) == late
    assert set(PurchaseOrder.objects.at_risk(on=TODAY).values_list("pk", flat=True)) == at_risk


@pytest.fixture
def story(cast, time_machine):
    """On 22 November: one order late by nine days, one that nobody confirmed, one on its way as it should be."""
    time_machine.move_to("2026-11-22T18:00:00Z")
    late, silent, good = (make_placed(cast) for _ in range(3))
    late.legs.filter(position=1).update(actual_ends_on=date(2026, 11, 20))
    for leg in late.legs.all():
        OrderLeg.objects.filter(pk=leg.pk).update(
            expected_starts_on=leg.expected_starts_on + 9 * DAY * (leg.position > 1),
            expected_ends_on=leg.expected_ends_on + 9 * DAY,
        )
    good.legs.filter(position=1).update(actual_ends_on=date(2026, 11, 11))
    named = {"late": late, "silent": silent, "good": good, "draft": make_draft(cast)}
    named["closed"] = make_closed(make_placed(cast))
    return {order.number: name for name, order in named.items()}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("punctuality=late", ["late"]),
        ("punctuality=at_risk", ["silent"]),
        ("punctuality=nonsense", ["good", "late", "silent"]),
        ("punctuality=late&status=confirmed", []),
        ("", ["good", "late", "silent"]),
    ],
)
def test_list_and_timeline_are_narrowed_alike(cast, sign_in, story, query, found):
    client = sign_in(cast.alice)
    chart = client.get(f"{TIMELINE}?{query}").context["chart"]
    assert sorted(story[row.number] for row in chart.rows) == found
    rows = client.get(f"{ORDERS}?{query}").context["rows"]
    listed = [story[row.order.number] for row in rows if row.order.is_open]
    assert sorted(listed) == found


def test_the_list_says_what_the_filter_finds(cast, sign_in, story):
    page = sign_in(cast.alice).get(f"{ORDERS}?status=all")
    said = {story[row.order.number]: (row.lateness.days, row.risk) for row in page.context["rows"]}
    assert said == {
        "late": (9, ""),
        "silent": (0, "to be confirmed"),
        "good": (0, ""),
        "draft": (0, ""),
        "closed": (0, ""),
    }
    assert page.text.count("late; was 31 Dec 2026") == 1
    assert page.text.count('class="data-table__sub at-risk">to be confirmed') == 1


def test_today_is_the_organizations(cast, sign_in, story, time_machine):
    """Production was to end on 11 November: in Chicago that day begins six hours after it does in London."""
    client = sign_in(cast.alice)
    time_machine.move_to("2026-11-11T05:30:00Z")
    assert client.get(f"{TIMELINE}?punctuality=at_risk").context["chart"].rows == []
    time_machine.move_to("2026-11-11T06:30:00Z")
    assert len(client.get(f"{TIMELINE}?punctuality=at_risk").context["chart"].rows) == 1
