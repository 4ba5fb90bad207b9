"""What orders come to: lines rounded to their currency, and the total their sum, wherever it is shown."""

from decimal import Decimal

import pytest

from purchasing import services
from purchasing.models import PurchaseOrder
from tests.factories import ProductFactory, make_draft


def order_in(cast, currency, lines):
    """An order of one line per (quantity, cost)."""
    products = [ProductFactory(organization=cast.acme) for _ in lines]
    order = make_draft(cast, lines=[(product, *line) for product, line in zip(products, lines, strict=True)])
    PurchaseOrder.objects.filter(pk=order.pk).update(currency=currency)
    order.refresh_from_db()
    return order


CASES = [
    ("USD", [(7, "0.0333")] * 4, "0.92", "0.92"),
    ("JPY", [(1001, "3.85")], "3854", "3,854"),
    ("KRW", [(1, "0.5"), (1, "0.5")], "2", "2"),
    ("KWD", [(3, "1.2345"), (1, "0.0005")], "3.705", "3.705"),
    ("USD", [(1, "0.005"), (1, "0.005")], "0.02", "0.02"),
    ("USD", [(2000, "2.10")], "4200.00", "4,200.00"),
    ("USD", [], "0", "0.00"),
]


@pytest.mark.parametrize(("currency", "lines", "amount", "words"), CASES)
def test_every_place_adds_up_the_rounded_lines(cast, sign_in, currency, lines, amount, words):
    order = order_in(cast, currency, lines)
    client = sign_in(cast.bob)
    assert PurchaseOrder.objects.with_totals().get(pk=order.pk).amount == Decimal(amount)
    page = client.get(order.get_absolute_url()).context["page"]
    assert page.amount == Decimal(amount)
    assert [tile["value"] for tile in page.tiles if tile["label"] == "Amount"] == [words]
    listed = client.get("/o/acme/purchase-orders/")
    assert f'{words}<span class="money__currency">{currency}</span>' in listed.text


@pytest.mark.parametrize(("currency", "lines", "amount", "words"), CASES[:4])
def test_the_form_shows_the_same(cast, sign_in, currency, lines, amount, words):
    order = order_in(cast, currency, lines)
    form = sign_in(cast.bob).get(f"{order.get_absolute_url()}edit/")
    assert form.context["draft"].totals.amount == Decimal(amount)
    assert f'<dd>{words} <span class="muted">{currency}</span></dd>' in form.text


def test_placing_an_order_keeps_the_last_cost_up(cast, time_machine):
    time_machine.move_to("2026-11-27T18:00Z")
    mug = ProductFactory(organization=cast.acme, last_cost="9", last_cost_currency="EUR")
    lines = [(cast.brushes, 2000, "2.10"), (mug, 10, "0"), (cast.brushes, 100, "2.2222")]
    order = make_draft(cast, lines=lines)
    PurchaseOrder.objects.filter(pk=order.pk).update(currency="CNY")
    services.place(order, by=cast.alice)
    cast.brushes.refresh_from_db()
    mug.refresh_from_db()
    assert (cast.brushes.last_cost, cast.brushes.last_cost_currency) == (Decimal("2.2222"), "CNY")
    assert str(cast.brushes.last_cost_on) == "2026-10-12"
    assert (mug.last_cost, mug.last_cost_currency, mug.last_cost_on) == (Decimal(9), "EUR", None)


def test_an_old_order_that_is_placed_late_is_not_the_last_cost(cast, time_machine):
    time_machine.move_to("2026-11-27T18:00Z")
    services.place(make_draft(cast), by=cast.alice)
    early = make_draft(
        cast, lines=[(cast.brushes, 1, "9.99")], ordered_on=cast.acme.today().replace(year=2025)
    )
    services.place(early, by=cast.alice)
    cast.brushes.refresh_from_db()
    assert cast.brushes.last_cost == Decimal("2.1")


def test_of_two_orders_of_one_day_the_later_placed_tells_the_last_cost(cast, time_machine):
    time_machine.move_to("2026-11-27T18:00Z")
    for cost in ("2.10", "9.99"):
        services.place(make_draft(cast, lines=[(cast.brushes, 1, cost)]), by=cast.alice)
    cast.brushes.refresh_from_db()
    assert cast.brushes.last_cost == Decimal("9.99")


def test_an_order_dated_ahead_tells_the_last_cost_as_of_today(cast, time_machine):
    time_machine.move_to("2026-10-01T18:00Z")
    services.place(make_draft(cast), by=cast.alice)
    cast.brushes.refresh_from_db()
    assert str(cast.brushes.last_cost_on) == "2026-10-01"
