"""Keys that a row keeps of its own text follow that text, whichever way it is written."""

import pytest
from django.db import connection

from inventory.models import Product
from sostocked.foundation.records.keys import FoldedKeyField, ToMendField, checked_with, marks_of
from tests.factories import ProductFactory


def keys():
    return list(Product.objects.order_by("pk").values_list("sku_key", "title_key"))


@pytest.fixture
def brush(db):
    return ProductFactory(sku="CH-Brush", title="CAFÉ  Brush")


def test_a_key_is_folded_when_a_row_is_made(brush):
    assert keys() == [("ch-brush", "café brush")]
    assert brush.sku_key == "ch-brush"


def test_a_key_follows_when_only_its_text_is_saved(brush):
    brush.sku, brush.title = "NEW-1", "unsaved"
    brush.save(update_fields=["sku"])
    assert keys() == [("new-1", "café brush")]


def test_a_key_follows_in_an_update_of_many(brush):
    Product.objects.update(sku="ALL", units_per_carton=3)
    assert keys() == [("all", "café brush")]


def test_a_key_follows_in_a_bulk_update_and_costs_nothing_where_its_text_stays(brush):
    brush.title = "ẞoap"
    Product.objects.bulk_update([brush], ["title"])
    assert keys() == [("ch-brush", "ssoap")]
    brush.title = "unsaved"
    Product.objects.bulk_update(iter([brush]), ["units_per_carton"])
    assert keys() == [("ch-brush", "ssoap")]


def test_a_key_follows_in_a_bulk_create(brush):
    Product.objects.bulk_create([Product(organization=brush.organization, sku="Ｂ-2", title="B")])
    assert keys()[1][0] == Product(sku="B-2").sku.lower()


def test_to_the_database_it_is_plain_text_and_a_plain_mark():
    of_key = FoldedKeyField(of="sku").deconstruct()
    of_mark = ToMendField(of="sku").deconstruct()
    assert [of_key[1], of_mark[1]] == ["django.db.models.TextField", "django.db.models.BooleanField"]
    assert [kept[3] for kept in (of_key, of_mark)] == [
        {"editable": False, "default": ""},
        {"editable": False, "default": False},
    ]
    assert Product._meta.get_field("sku_key").db_type(connection) == "text"


def test_a_form_checks_keys_and_marks_of_the_texts_that_it_shows():
    assert checked_with(Product, left_out=set()) >= {"sku_key", "sku_to_mend", "fnsku_to_mend", "upc_to_mend"}
    assert not checked_with(Product, left_out={"sku", "title", "fnsku", "upc"})
    assert checked_with(Product, left_out={"title", "fnsku", "upc"}) == {"sku_key", "sku_to_mend"}
    assert {mark.name for mark in marks_of(Product)} == {"sku_to_mend", "fnsku_to_mend", "upc_to_mend"}
