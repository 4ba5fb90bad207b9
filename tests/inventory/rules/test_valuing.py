"""What stock is worth: averages, bundles, currencies that are never added without a rate."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.valuing import (
    CostOfGoods,
    Made,
    Received,
    total_in,
    totals_of,
    unit_costs,
    value_of,
)

CUP, LID, KIT, CRATE = 1, 2, 3, 4


def received(*pairs):
    """`(units, each)` in USD, or `(units, each, currency)`."""
    found = {}
    for units, each, *currency in pairs:
        found[currency[0] if currency else "USD"] = Received(units, units * Decimal(each))
    return found


def test_a_cost_is_weighted_by_what_was_received():
    costs = unit_costs(CostOfGoods({CUP: {"USD": Received(400, Decimal("900.00"))}}, {}))
    assert costs == {CUP: {"USD": Decimal("2.25")}}


def test_two_currencies_stay_two():
    goods = CostOfGoods({CUP: received((300, "2"), (100, "15", "CNY"))}, {})
    costs = unit_costs(goods)
    assert costs[CUP] == {"USD": Decimal("1.5"), "CNY": Decimal("3.75")}
    assert value_of(100, costs[CUP]) == {"USD": Decimal("150.00"), "CNY": Decimal("375.00")}


def test_a_bundle_costs_what_its_parts_did():
    goods = CostOfGoods(
        {CUP: received((1000, "2")), LID: received((500, "0.50", "CNY"))},
        {KIT: Made(100, {CUP: 210, LID: 100}), CRATE: Made(10, {KIT: 20})},
    )
    costs = unit_costs(goods)
    assert costs[KIT] == {"USD": Decimal("4.2"), "CNY": Decimal("0.5")}
    assert costs[CRATE] == {"USD": Decimal("8.4"), "CNY": Decimal("1")}


def test_bought_and_built_bundles_are_averaged():
    goods = CostOfGoods({CUP: received((10, "2")), KIT: received((100, "5"))}, {KIT: Made(100, {CUP: 200})})
    assert unit_costs(goods)[KIT] == {"USD": Decimal("4.5")}


@pytest.mark.parametrize(
    "made",
    [
        {KIT: Made(100, {CUP: 100, LID: 100})},
        {KIT: Made(100, {CUP: 100, CRATE: 1}), CRATE: Made(1, {KIT: 1})},
    ],
)
def test_a_bundle_with_a_part_of_unknown_cost_has_none(made):
    goods = CostOfGoods({CUP: received((10, "2"))}, made)
    assert unit_costs(goods) == {CUP: {"USD": Decimal("2")}}


def test_what_was_all_taken_apart_again_costs_what_it_was_bought_for():
    goods = CostOfGoods({KIT: received((10, "3"))}, {KIT: Made(0, {CUP: 0})})
    assert unit_costs(goods)[KIT] == {"USD": Decimal("3")}


def test_amounts_are_rounded_as_they_are_paid():
    assert value_of(3, {"USD": Decimal("0.335"), "JPY": Decimal("0.5")}) == {
        "USD": Decimal("1.01"),
        "JPY": Decimal("2"),
    }


AMOUNT = st.decimals(0, 1_000_000, places=2)
TOTALS = st.dictionaries(st.sampled_from(["USD", "EUR", "CNY"]), AMOUNT)


@given(st.lists(TOTALS))
def test_totals_are_sums_by_currency(values):
    together = totals_of(values)
    for currency in ("USD", "EUR", "CNY"):
        said = [each[currency] for each in values if currency in each]
        assert together.get(currency) == (sum(said) if said else None)


@given(TOTALS, st.dictionaries(st.sampled_from(["EUR", "CNY"]), st.decimals("0.01", 100, places=4)))
def test_no_currency_is_added_without_its_rate(totals, rates):
    found = total_in(totals, "USD", rates)
    foreign = [currency for currency in totals if currency != "USD"]
    if any(currency not in rates for currency in foreign):
        assert found is None
    else:
        exact = totals.get("USD", Decimal(0)) + sum(totals[each] * rates[each] for each in foreign)
        assert abs(found - exact) <= Decimal("0.005")


@given(
    st.dictionaries(
        st.sampled_from([CUP, LID]),
        st.dictionaries(
            st.sampled_from(["USD", "CNY"]),
            st.builds(Received, st.integers(1, 10_000), AMOUNT),
            min_size=1,
        ),
        min_size=1,
    )
)
def test_all_that_was_received_is_worth_what_was_paid(goods):
    for product, cost in unit_costs(CostOfGoods(goods, {})).items():
        units = sum(each.units for each in goods[product].values())
        for currency, each in cost.items():
            assert abs(units * each - goods[product][currency].amount) < Decimal("0.000001")
