"""Which product a line is about: by any of its codes, by its row once it is there; and what it cost last."""

import re
from decimal import Decimal

import pytest
from django.utils import timezone

from inventory.models import Product
from purchasing import services
from purchasing.models import PurchaseOrder
from purchasing.services import LineInput
from sostocked.foundation.records.errors import Refused
from tests.factories import ProductFactory, make_draft, make_placed

NEW = "/o/acme/purchase-orders/new/"


def fields_of(page):
    """The form of a page as a browser would send it back."""
    form = page.text[page.text.index('id="order-form"') :]
    sent = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    chosen = re.findall(r'<select name="([^"]+)".*?<option value="([^"]*)" selected', form, re.S)
    notes = re.search(r'<textarea name="notes"[^>]*>\s*(.*?)</textarea>', form, re.S)
    return sent | dict(chosen) | {"notes": notes[1]}


@pytest.mark.parametrize(
    "text",
    [
        "İST-47100",
        "ist-47100",
        "X00TEA1234",
        "x00 tea-1234",
        "B08N5WRWNW",
        "036000291452",
        "0036000291452",
        "00036000291452",
        "Tea straße",
        "TEA STRASSE",
        "İST-47100\u200b",
    ],
)
def test_a_line_finds_its_product_by_every_code_and_by_its_title(cast, sign_in, form_of, text):
    codes = {"asin": "B08N5WRWNW", "fnsku": "X00TEA1234", "upc": "036000291452"}
    tea = ProductFactory(organization=cast.acme, sku="İST-47100", title="Tea straße", **codes)
    ProductFactory(organization=cast.stranger, sku="İST-47100", title="Theirs", **codes)
    sign_in(cast.bob).post(NEW, form_of(lines=[(text, "5", "1")]))
    assert PurchaseOrder.objects.get().lines.get().product == tea


def test_a_code_of_several_products_asks_for_the_sku(cast, sign_in, form_of):
    for sku in ("MAT-A", "MAT-B"):
        ProductFactory(organization=cast.acme, sku=sku, asin="B08N5WRWNW")
    page = sign_in(cast.bob).post(NEW, form_of(lines=[("B08N5WRWNW", "5", "1")]))
    sentence = "Several products are called “B08N5WRWNW”. Choose one by its SKU."
    assert page.context["draft"].lines.forms[0].errors == {"sku": [sentence]}


def swap_skus(one, other):
    first, second = one.sku, other.sku
    for product, sku in ((one, "SWAP"), (other, first), (one, second)):
        product.sku = sku
        product.save()


@pytest.mark.parametrize("make", [make_draft, make_placed])
def test_a_line_keeps_its_product_when_skus_are_swapped_meanwhile(cast, sign_in, make):
    mug = ProductFactory(organization=cast.acme, sku="MUG")
    order = make(cast, lines=[(cast.brushes, 20, "2.10"), (mug, 30, "1")])
    rows = list(order.lines.values_list("pk", "product"))
    client = sign_in(cast.bob)
    data = fields_of(client.get(f"{order.get_absolute_url()}edit/"))
    swap_skus(cast.brushes, mug)
    answer = client.post(f"{order.get_absolute_url()}edit/", data | {"notes": "Only this", "action": "save"})
    assert answer.status_code == 302
    order.refresh_from_db()
    assert order.notes == "Only this"
    assert list(order.lines.values_list("pk", "product")) == rows


def test_another_text_on_a_line_is_another_product(cast, sign_in):
    mug = ProductFactory(organization=cast.acme, sku="MUG")
    order = make_draft(cast)
    client = sign_in(cast.bob)
    data = fields_of(client.get(f"{order.get_absolute_url()}edit/"))
    client.post(f"{order.get_absolute_url()}edit/", data | {"lines-0-sku": "MUG", "action": "save"})
    assert order.lines.get().product == mug


def test_a_product_of_somebody_else_cannot_be_smuggled_in_by_its_id(cast, sign_in):
    theirs = ProductFactory(organization=cast.stranger, sku="CH-BRUSH-SET")
    order = make_draft(cast)
    client = sign_in(cast.bob)
    data = fields_of(client.get(f"{order.get_absolute_url()}edit/"))
    client.post(
        f"{order.get_absolute_url()}edit/", data | {"lines-0-sku_id": str(theirs.pk), "action": "save"}
    )
    assert order.lines.get().product == cast.brushes


def test_rows_are_kept_by_their_ids(cast):
    mug = ProductFactory(organization=cast.acme, sku="MUG")
    order = make_draft(cast, lines=[(cast.brushes, 20, "2.10"), (mug, 30, "1")])
    first, second = order.lines.all()
    lines = [
        LineInput(mug, 31, Decimal(1), row_id=second.pk),
        LineInput(cast.brushes, 5, Decimal(2), row_id=0),
        LineInput(cast.brushes, 20, Decimal("2.10"), row_id=first.pk),
    ]
    head = services.Head(order.supplier, order.lead_time, order.ordered_on, "USD")
    services.change_draft(order, version=order.version, head=head, lines=lines)
    rows = list(order.lines.all())
    assert [(row.position, row.product.sku, row.quantity) for row in rows] == [
        (1, "MUG", 31),
        (2, "CH-BRUSH-SET", 5),
        (3, "CH-BRUSH-SET", 20),
    ]
    assert (rows[0].pk, rows[2].pk) == (second.pk, first.pk)


def archive(product):
    Product.objects.filter(pk=product.pk).update(archived_at=timezone.now())


def test_a_placed_order_with_a_product_archived_later_can_be_saved(cast, sign_in):
    order = make_placed(cast)
    archive(cast.brushes)
    client = sign_in(cast.bob)
    data = fields_of(client.get(f"{order.get_absolute_url()}edit/"))
    more = {"notes": "Kept", "lines-0-quantity": "2100", "action": "save"}
    assert client.post(f"{order.get_absolute_url()}edit/", data | more).status_code == 302
    order.refresh_from_db()
    assert (order.notes, order.lines.get().quantity) == ("Kept", 2100)


def test_an_archived_product_cannot_be_added(cast, sign_in, form_of):
    old = ProductFactory(organization=cast.acme, sku="OLD", archived_at=timezone.now())
    order = make_draft(cast)
    client = sign_in(cast.bob)
    data = fields_of(client.get(f"{order.get_absolute_url()}edit/"))
    page = client.post(f"{order.get_absolute_url()}edit/", data | {"lines-0-sku": old.sku, "action": "save"})
    assert page.context["draft"].lines.forms[0].errors == {"sku": ["OLD is archived and cannot be ordered."]}


def test_a_draft_that_holds_one_can_be_saved_but_not_placed(cast, sign_in):
    order = make_draft(cast)
    archive(cast.brushes)
    client = sign_in(cast.bob)
    data = fields_of(client.get(f"{order.get_absolute_url()}edit/"))
    answer = client.post(f"{order.get_absolute_url()}edit/", data | {"notes": "Kept", "action": "save"})
    assert answer.status_code == 302
    sentence = "CH-BRUSH-SET is archived. Take it off the order, or bring it back on the Products page."
    assert services.why_not_place(order) == [sentence]
    with pytest.raises(Refused, match="CH-BRUSH-SET is archived"):
        services.place(order, by=cast.alice)


@pytest.fixture
def yuan(cast):
    cast.brushes.last_cost, cast.brushes.last_cost_currency = Decimal("27.5"), "CNY"
    cast.brushes.save()
    return cast.brushes


def test_a_last_cost_is_proposed_in_its_own_currency_only(cast, sign_in, form_of, yuan):
    client = sign_in(cast.bob)
    lines = [("CH-BRUSH-SET", "5", "")]
    page = client.post(NEW, form_of(lines=lines, action="preview", currency="CNY"))
    assert page.context["draft"].lines.forms[0]["unit_cost"].value() == "27.50"
    page = client.post(NEW, form_of(lines=lines, action="preview", currency="USD"))
    assert page.context["draft"].lines.forms[0]["unit_cost"].value() == ""
    assert "Last cost: 27.50 CNY" in page.text
    page = client.post(NEW, form_of(lines=lines, currency="USD"))
    errors = page.context["draft"].lines.forms[0].errors
    assert errors == {"unit_cost": ["Enter what one unit costs; 0 is allowed."]}


def test_a_cost_that_was_filled_in_goes_with_its_currency(cast, sign_in, form_of, yuan):
    client = sign_in(cast.bob)
    lines = [("CH-BRUSH-SET", "5", "27.50")]
    filled = {"lines-0-filled": "27.50 CNY CH-BRUSH-SET", "currency": "USD"}
    page = client.post(NEW, form_of(lines=lines, action="preview", **filled))
    assert page.context["draft"].lines.forms[0]["unit_cost"].value() == ""
    page = client.post(NEW, form_of(lines=lines, **filled))
    sentence = "27.50 CNY was filled in. Enter what one unit costs in USD."
    assert page.context["draft"].lines.forms[0].errors == {"unit_cost": [sentence]}
    typed = {"lines-0-filled": "", "currency": "USD"}
    assert client.post(NEW, form_of(lines=lines, **typed)).status_code == 302
