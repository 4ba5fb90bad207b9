"""Amounts in templates."""

from decimal import Decimal

import pytest

from sostocked.foundation.pages.tags.amounts import amount


@pytest.mark.parametrize(
    ("value", "currency", "words"),
    [
        (None, "USD", ""),
        (Decimal(0), "USD", "0.00"),
        (Decimal("6930"), "USD", "6,930.00"),
        (Decimal("3853.85"), "JPY", "3,854"),
        (Decimal("-1.2"), "KWD", "-1.200"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency_and_none_is_nothing(value, currency, words):
    assert amount(value, currency) == words
