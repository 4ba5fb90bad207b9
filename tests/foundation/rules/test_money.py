"""Currencies and their decimals."""

from decimal import Decimal

import pytest
from babel.numbers import get_currency_precision

from sostocked.foundation.rules.money import (
    CODES,
    amount_in_words,
    cost_in_words,
    decimals_of,
    line_amount,
    named_currencies,
)


@pytest.mark.parametrize(
    ("quantity", "cost", "currency", "amount"),
    [
        (1001, "3.85", "JPY", "3854"),
        (1001, "3.85", "USD", "3853.85"),
        (7, "0.0333", "USD", "0.23"),
        (1, "0.005", "USD", "0.01"),
        (1, "0.0045", "KWD", "0.005"),
        (3, "1.2345", "KWD", "3.704"),
        (1, "0.5", "KRW", "1"),
        (1, "0.4999", "VND", "0"),
    ],
)
def test_a_line_is_rounded_half_up_to_the_decimals_of_its_currency(quantity, cost, currency, amount):
    assert str(line_amount(quantity, Decimal(cost), currency)) == amount


def test_a_total_is_the_sum_of_its_lines():
    assert sum(line_amount(7, Decimal("0.0333"), "USD") for _ in range(4)) == Decimal("0.92")


def test_every_currency_has_a_name_and_the_decimals_the_world_gives_it():
    assert len(CODES) == len(set(CODES)) == len(named_currencies())
    assert {"HKD", "INR", "KRW", "VND", "TWD", "MXN", "KWD", "THB"} < set(CODES)
    assert dict(named_currencies())["CNY"] == "CNY · Chinese Yuan"
    assert {code: decimals_of(code) for code in CODES} == {
        code: get_currency_precision(code) for code in CODES
    }


def test_amounts_and_costs_in_words():
    assert amount_in_words(Decimal(6930), "USD") == "6,930.00"
    assert amount_in_words(Decimal(3854), "JPY") == "3,854"
    assert amount_in_words(Decimal("1234.5"), "KWD") == "1,234.500"
    assert amount_in_words(0, "USD") == "0.00"
    costs = [("2.1", "USD"), ("0.0375", "USD"), ("385.0000", "JPY"), ("3.85", "JPY"), ("2.5", "KWD")]
    words = ["2.10", "0.0375", "385", "3.85", "2.500"]
    assert [cost_in_words(Decimal(cost), currency) for cost, currency in costs] == words
