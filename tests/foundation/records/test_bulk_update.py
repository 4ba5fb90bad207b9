"""A few columns of many rows in one statement."""

from datetime import date
from decimal import Decimal

import pytest

from inventory.models import Product
from sostocked.foundation.records.bulk_update import write_columns
from tests.factories import OrganizationFactory, ProductFactory

COLUMNS = ("title", "units_per_carton", "carton_weight_kg", "last_cost_on")


@pytest.fixture
def products(db):
    seller = OrganizationFactory()
    return [ProductFactory(organization=seller, sku=sku) for sku in "ABC"]


def stored(*names):
    return list(Product.objects.order_by("sku").values_list(*names))


def test_each_row_gets_its_own_values_and_only_in_these_columns(products, django_assert_num_queries):
    for n, product in enumerate(products, start=1):
        product.title, product.units_per_carton = f"'{n}\\; --", n
        product.carton_weight_kg = Decimal("1.25") * n if n != 2 else None
        product.last_cost_on = date(2026, 11, n)
        product.asin = "unsaved"
    with django_assert_num_queries(1):
        write_columns(products, COLUMNS)
    assert stored(*COLUMNS, "asin") == [
        ("'1\\; --", 1, Decimal("1.25"), date(2026, 11, 1), ""),
        ("'2\\; --", 2, None, date(2026, 11, 2), ""),
        ("'3\\; --", 3, Decimal("3.75"), date(2026, 11, 3), ""),
    ]


def test_rows_that_are_not_given_stay_as_they_are(products):
    products[0].units_per_carton = 7
    write_columns(products[:1], ["units_per_carton"])
    assert stored("units_per_carton") == [(7,), (1,), (1,)]


def test_of_no_rows_nothing_is_asked(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        write_columns([], COLUMNS)
