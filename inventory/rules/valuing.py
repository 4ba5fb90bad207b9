"""What stock is worth: units × the weighted average cost of what was received. Pure.

Amounts of different currencies are never added. A cost is therefore a set of amounts, one for each currency that
the goods were paid in: 400 units that came for 600 USD and 1,500 CNY cost 1.50 USD and 3.75 CNY each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from sostocked.foundation.rules.money import rounded

Amounts = dict[str, Decimal]
"""By currency."""


class Received(NamedTuple):
    """So many units were received, for so much together."""

    units: int
    amount: Decimal


@dataclass
class Made:
    """So many bundles were made, of so many units of each part together."""

    units: int = 0
    parts: dict[int, int] = field(default_factory=dict)


class CostOfGoods(NamedTuple):
    """By product: what was received of it, by currency, and what was made of it out of parts."""

    received: Mapping[int, Mapping[str, Received]]
    made: Mapping[int, Made]


def unit_costs(goods: CostOfGoods) -> dict[int, Amounts]:
    """What one unit of each product cost; a product that nobody knows the cost of is not in it.

    What was received counts with its cost, what was built with the cost of its parts. A bundle of which any part
    has no cost has none, for the rest would pass for all of it.
    """
    found: dict[int, Amounts | None] = {}
    for product in {*goods.received, *goods.made}:
        _cost_of(product, goods, found, frozenset())
    return {product: cost for product, cost in found.items() if cost is not None}


def _cost_of(
    product: int, goods: CostOfGoods, found: dict[int, Amounts | None], above: frozenset[int]
) -> Amounts | None:
    """The cost of one, remembered in `found`. What is made of itself, by way of others, has none."""
    if product in above:
        return None
    if product not in found:
        found[product] = _average(product, goods, found, above | {product})
    return found[product]


def _average(
    product: int, goods: CostOfGoods, found: dict[int, Amounts | None], above: frozenset[int]
) -> Amounts | None:
    units, together = 0, dict[str, Decimal]()
    for currency, received in goods.received.get(product, {}).items():
        units += received.units
        _add(together, {currency: received.amount}, 1)
    made = goods.made.get(product)
    if made and made.units > 0:
        units += made.units
        for part, used in made.parts.items():
            cost = _cost_of(part, goods, found, above) if used > 0 else {}
            if cost is None:
                return None
            _add(together, cost, used)
    return {currency: amount / units for currency, amount in together.items()} if units > 0 else None


def _add(together: Amounts, amounts: Mapping[str, Decimal], times: int) -> None:
    for currency, amount in amounts.items():
        together[currency] = together.get(currency, Decimal(0)) + amount * times


def value_of(units: int, cost: Mapping[str, Decimal]) -> Amounts:
    """What so many units are worth, as it is paid: rounded half up in each currency."""
    return {currency: rounded(units * each, currency) for currency, each in cost.items()}


def totals_of(values: Iterable[Mapping[str, Decimal]]) -> Amounts:
    """The sums of rounded amounts, currency by currency."""
    together: Amounts = {}
    for amounts in values:
        _add(together, amounts, 1)
    return dict(sorted(together.items()))


def total_in(totals: Mapping[str, Decimal], home: str, rates: Mapping[str, Decimal]) -> Decimal | None:
    """All of it in the currency `home`, by `rates` (of `home` for one of each); None where a rate is missing."""
    if any(currency != home and currency not in rates for currency in totals):
        return None
    together = [amount * (1 if currency == home else rates[currency]) for currency, amount in totals.items()]
    return rounded(sum(together, Decimal(0)), home)
