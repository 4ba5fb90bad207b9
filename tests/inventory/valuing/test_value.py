"""The value of the stock: for the seller alone, by currency, and in one currency by typed rates."""

import re
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadtimes.speaker import Speaker
from purchasing import services as purchasing
from tests.factories import ProductFactory, make_stock
from tests.workorders.bundling.conftest import make_bench
from workorders import services as desk
from workorders.receiving.services import CountInput, correct, receive

URL = "/o/acme/stock/value/"


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def bring(cast, product, units, cost, currency="USD", damaged=0):
    """Order so many units and receive them at Lone Star."""
    head = purchasing.Head(cast.ningbo, cast.lead_time, date(2026, 10, 12), currency)
    line = purchasing.LineInput(product, units, Decimal(cost))
    order = purchasing.create_order(cast.acme, by=cast.alice, head=head, lines=[line])
    order = purchasing.place(order, by=cast.alice)
    work_order = order.work_orders.get()
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    counts = [CountInput(product=product, outcome="good", units=units - damaged)]
    if damaged:
        counts.append(CountInput(product=product, outcome="damaged", units=damaged))
    speaker = Speaker(cast.dana, date(2026, 12, 13), cast.lone_star)
    return receive(work_order, counts=counts, speaker=speaker, key=uuid.uuid4())


def rows(answer):
    return {row.product.sku: (row.valued.units, row.costs, row.values) for row in answer.context["rows"]}


def test_units_times_the_weighted_average(cast, sign_in):
    bring(cast, cast.brushes, 300, "2.00")
    bring(cast, cast.brushes, 100, "3.00", damaged=20)
    page = sign_in(cast.vera).get(URL)
    assert rows(page) == {"CH-BRUSH-SET": (400, ["2.25 USD"], ["900.00 USD"])}
    assert page.context["totals"] == ["900.00 USD"]
    assert page.context["worth"].without_cost == 0


def test_what_was_corrected_does_not_weigh(cast, sign_in):
    bring(cast, cast.brushes, 300, "2.00")
    receipt = bring(cast, cast.brushes, 100, "3.00")
    line = receipt.lines.get()
    correct(receipt, take_back={line.pk: 100}, by=cast.dana, reason="Other truck", key=uuid.uuid4())
    assert rows(sign_in(cast.vera).get(URL)) == {"CH-BRUSH-SET": (300, ["2.00 USD"], ["600.00 USD"])}


def test_what_never_came_on_an_order_is_said_to_be_without_a_cost(cast, sign_in):
    cast.brushes.last_cost, cast.brushes.last_cost_currency = Decimal("2.10"), "USD"
    cast.brushes.save()
    make_stock(cast.harbor, cast.brushes, 120, by=cast.alice)
    page = sign_in(cast.alice).get(URL)
    assert rows(page) == {"CH-BRUSH-SET": (120, [], [])}
    assert "120 without a cost" in text_of(page)
    assert page.context["totals"] == []


def test_currencies_are_added_only_by_a_typed_rate(cast, sign_in):
    lamp = ProductFactory(organization=cast.acme, sku="LAMP")
    bring(cast, cast.brushes, 100, "2.00")
    bring(cast, lamp, 10, "50", "CNY")
    client = sign_in(cast.alice)
    page = client.get(URL)
    assert page.context["totals"] == ["500.00 CNY", "200.00 USD"]
    assert page.context["together"] is None
    assert "700" not in text_of(page)
    page = client.get(f"{URL}?rate_CNY=0.14")
    assert page.context["together"].amount == "270.00 USD"
    assert "by the rate you typed: 1 CNY = 0.14 USD" in text_of(page)


@pytest.mark.parametrize(
    ("rate", "sentence"),
    [("0", "A rate is more than 0."), ("much", "is not a number we can read"), ("-1", "Enter at least 0.")],
)
def test_a_rate_that_makes_no_sense_gets_a_sentence(cast, sign_in, rate, sentence):
    bring(cast, cast.brushes, 10, "50", "CNY")
    page = sign_in(cast.alice).get(f"{URL}?rate_CNY={rate}")
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert page.context["together"] is None
    assert page.context["totals"] == ["500.00 CNY"]


def test_bundles_are_worth_their_parts(cast, sign_in):
    bench = make_bench(cast)
    bench.receive(caps=1000, lids=500)
    bench.build(200)
    page = sign_in(cast.alice).get(URL)
    assert rows(page)["KIT"] == (200, ["4.00 USD"], ["800.00 USD"])
    assert page.context["totals"] == ["2,000.00 USD"]


def test_it_is_the_sellers_alone(cast, sign_in):
    bring(cast, cast.brushes, 10, "50")
    for who in (cast.dana, cast.wes, cast.charlie):
        assert sign_in(who).get(URL).status_code == 404
    assert rows(sign_in(cast.bob).get(f"{URL}?q=nothing")) == {}


def test_the_page_asks_as_often_for_many_products_as_for_one(cast, client):
    client.force_login(cast.alice)
    counts, made = [], 0
    for wanted in (1, 3, 12):
        for _ in range(wanted - made):
            bring(cast, ProductFactory(organization=cast.acme), 10, "2.00")
        made = wanted
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(URL).context["rows"]) == wanted
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 10
