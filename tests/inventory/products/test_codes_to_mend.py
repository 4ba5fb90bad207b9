"""Codes that stood before they had to be unique or to prove themselves: kept, marked, listed, mended."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from inventory.models import Product
from tests.factories import ProductFactory

LIST = "/o/acme/products/"
FIELDS = ("sku", "title", "asin", "fnsku", "upc", "units_per_carton", "last_cost_currency")


@pytest.fixture
def old_products(cast):
    """Products as they may stand in a database of before, and what the migration makes of them."""
    rules = [each for each in Product._meta.constraints if each.name in RULES]
    _settle()
    with connection.schema_editor() as editor:
        for rule in rules:
            editor.remove_constraint(Product, rule)
    for sku, fnsku, upc in OLD:
        ProductFactory(organization=cast.acme, sku=sku, fnsku=fnsku, upc=upc, last_cost="3.85")
    ProductFactory(organization=cast.stranger, sku="ch-brush-set", fnsku="X00ABC1234")
    cast.acme.currency = "EUR"
    cast.acme.save()
    Product.objects.update(sku_key="", title_key="", last_cost_currency="")
    texts = list(Product.objects.order_by("pk").values_list("sku", "title", "fnsku", "upc", "last_cost"))
    import_module(MIGRATION).keep_and_mark(apps, None)
    _settle()
    with connection.schema_editor() as editor:
        for rule in rules:
            editor.add_constraint(Product, rule)
    assert texts == list(
        Product.objects.order_by("pk").values_list("sku", "title", "fnsku", "upc", "last_cost")
    )
    return {product.sku: product for product in Product.objects.filter(organization=cast.acme)}


def _settle():
    """Check now what is checked at the end, so that the table can be altered in the middle of a test."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


MIGRATION = "inventory.migrations.0005_codes_by_key_costs_in_their_currency"
RULES = ("skus_are_unique", "fnskus_of_amazon_are_unique", "a_cost_names_its_currency")
OLD = [
    ("ch-brush-set", "X00ABC1234", ""),
    ("CH-BRUSH-SET\u200b", "", "036000291453"),
    ("CAFÉ-1", "", "036000291452"),
    ("CAFE\u0301-1", "B08N5WRWNW", ""),
    ("T-Z-1", "B08N5WRWNW", "36000291452"),
]


def form_of(product, **more):
    return {name: getattr(product, name) for name in FIELDS} | {"last_cost": "3.85"} | more


def marked(organization):
    rows = Product.objects.filter(organization=organization).to_mend().order_by("pk")
    marks = ("sku_to_mend", "fnsku_to_mend", "upc_to_mend")
    return {row.sku: [mark for mark in marks if getattr(row, mark)] for row in rows}


def test_the_migration_keeps_every_code_and_marks_what_would_be_refused(cast, old_products):
    assert marked(cast.acme) == {
        "ch-brush-set": ["sku_to_mend", "fnsku_to_mend"],
        "CH-BRUSH-SET\u200b": ["sku_to_mend", "upc_to_mend"],
        "CAFE\u0301-1": ["sku_to_mend"],
        "T-Z-1": ["upc_to_mend"],
    }
    assert marked(cast.stranger) == {}
    assert old_products["T-Z-1"].sku_key == "t-z-1"
    assert {each.last_cost_currency for each in old_products.values() if each.last_cost} == {"EUR"}


def test_a_third_of_the_same_code_is_refused(cast, old_products):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductFactory(organization=cast.acme, sku="Ch-Brush-Set")


def test_codes_to_mend_are_listed_with_why(cast, sign_in, old_products):
    client = sign_in(cast.bob)
    page = client.get(LIST, {"codes": "to-mend"})
    assert len(page.context["page"].rows) == 4
    assert page.text.count('class="status-pill" data-tone="warning"') == 4
    page = client.get(f"{LIST}{old_products['CH-BRUSH-SET' + chr(0x200B)].pk}/")
    assert "Another product has this SKU, but for capitals or signs that cannot be seen." in page.text
    assert "036000291453 has a wrong digit: the last one would be 2." in page.text
    assert f'href="{LIST}{cast.brushes.pk}/"' in page.text


def test_a_product_labelled_with_its_asin_is_no_twin(cast, sign_in, old_products):
    product = old_products["ch-brush-set"]
    Product.objects.filter(pk=old_products["T-Z-1"].pk).update(asin="X00ABC1234", fnsku="X00ABC1234")
    page = sign_in(cast.bob).get(f"{LIST}{product.pk}/")
    twins = {code.name: [twin.sku for twin in code.twins] for code in page.context["codes"]}
    assert twins["FNSKU"] == [cast.brushes.sku]


def test_everything_else_of_such_a_product_can_be_saved(cast, sign_in, old_products):
    for product in old_products.values():
        answer = sign_in(cast.bob).post(f"{LIST}{product.pk}/", form_of(product, title="Other"))
        assert answer.status_code == 302
    assert len(marked(cast.acme)) == 4


def test_a_code_that_is_written_anew_must_be_right(cast, sign_in, old_products):
    product, url = old_products["ch-brush-set"], f"{LIST}{old_products['ch-brush-set'].pk}/"
    client = sign_in(cast.bob)
    page = client.post(url, form_of(product, sku="cafÉ-1"))
    assert page.context["form"].errors == {"sku": ["You have a product with this SKU already."]}
    assert [code.name for code in page.context["codes"]] == ["SKU", "FNSKU"]
    assert client.post(url, form_of(product, sku="BRUSH-2", fnsku="X00ABC9999")).status_code == 302
    assert "BRUSH-2" not in marked(cast.acme)


def test_the_mark_goes_when_the_other_one_is_mended(cast, sign_in, old_products):
    product = old_products["CAFÉ-1"]
    assert sign_in(cast.bob).post(f"{LIST}{product.pk}/", form_of(product, sku="TEA-1")).status_code == 302
    assert "CAFE\u0301-1" not in marked(cast.acme)


def test_the_mark_goes_in_the_admin_too(cast, sign_in, old_products):
    product = old_products["ch-brush-set"]
    for twin in ("CH-BRUSH-SET\u200b", "CAFÉ-1"):
        url = f"/admin/inventory/product/{old_products[twin].pk}/change/"
        data = form_of(old_products[twin], sku=f"ADMIN-{twin[:4]}", upc="")
        assert sign_in(cast.alice).post(url, data).status_code == 302
    assert "CAFE\u0301-1" not in marked(cast.acme)
    assert marked(cast.acme)[product.sku] == ["sku_to_mend", "fnsku_to_mend"]  # cast.brushes has them


def test_a_key_follows_its_text_whichever_way_it_is_written(cast):
    product = cast.brushes
    product.sku = "İST-1"
    product.save(update_fields=["sku"])
    product.refresh_from_db()
    assert product.sku_key == "ist-1"
    Product.objects.filter(pk=product.pk).update(sku="STRASSE", last_cost=Decimal(2))
    product.refresh_from_db()
    assert product.sku_key == "strasse"
    product.title = "Straße"
    Product.objects.bulk_update([product], ["title"])
    product.refresh_from_db()
    assert product.title_key == "strasse"


def test_skus_of_before_that_differ_in_a_dash_are_kept_and_the_later_one_is_marked(cast):
    long_dash = ProductFactory(organization=cast.acme, sku="A\u20131", title="Box \u2013 large")
    alone = ProductFactory(organization=cast.acme, sku="B\u20111")
    Product.objects.filter(pk=long_dash.pk).update(sku_key="a\u20131", title_key="box \u2013 large")
    Product.objects.filter(pk=alone.pk).update(sku_key="b\u20101")
    ProductFactory(organization=cast.acme, sku="A-1")
    import_module("inventory.migrations.0006_dashes_read_alike").key_again(apps, None)
    said = (
        Product.objects.filter(organization=cast.acme)
        .order_by("pk")
        .values_list("sku", "sku_key", "sku_to_mend")
    )
    assert [row for row in said if row[0] != cast.brushes.sku] == [
        ("A\u20131", "a-1", True),
        ("B\u20111", "b-1", False),
        ("A-1", "a-1", False),
    ]
    long_dash.refresh_from_db()
    assert (long_dash.title, long_dash.title_key) == ("Box \u2013 large", "box - large")
