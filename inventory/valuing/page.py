"""The value of the stock as the page shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from inventory.models import Product
from inventory.rules.valuing import Amounts, total_in
from inventory.valuing.queries import StockValue, ValuedUnits
from sostocked.foundation.rules.money import amount_in_words, cost_in_words
from sostocked.foundation.words import listed

_COST_PLACES = Decimal("0.0001")


def amounts_in_words(amounts: Mapping[str, Decimal]) -> list[str]:
    """ "6,930.00 USD", one for each currency."""
    return [f"{amount_in_words(amount, currency)} {currency}" for currency, amount in sorted(amounts.items())]


def costs_in_words(costs: Mapping[str, Decimal]) -> list[str]:
    """ "2.10 USD", at most four decimals."""
    return [
        f"{cost_in_words(cost.quantize(_COST_PLACES), currency)} {currency}"
        for currency, cost in sorted(costs.items())
    ]


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A product, its units, what one costs and what all are worth."""

    product: Product
    valued: ValuedUnits

    @property
    def costs(self) -> list[str]:
        return costs_in_words(self.valued.cost or {})

    @property
    def values(self) -> list[str]:
        return amounts_in_words(self.valued.value)


@dataclass(frozen=True, slots=True)
class InOneCurrency:
    """The sum by typed rates: what it comes to, by which rates; or which rate is missing."""

    amount: str = ""
    rates: str = ""
    missing: str = ""


def rows_of(products: Iterable[Product], value: StockValue) -> list[ValueRow]:
    """What was read of each; nothing of what came in between."""
    return [
        ValueRow(product, value.products.get(product.pk, ValuedUnits(0, 0, None))) for product in products
    ]


def in_one_currency(totals: Amounts, home: str, rates: Mapping[str, Decimal]) -> InOneCurrency | None:
    """The stock in the currency `home`, once a rate was typed."""
    if not rates:
        return None
    missing = [currency for currency in totals if currency != home and currency not in rates]
    if missing:
        return InOneCurrency(missing=listed(missing))
    total = total_in(totals, home, rates)
    said = [f"1 {currency} = {rate.normalize():f} {home}" for currency, rate in rates.items()]
    return InOneCurrency(f"{amount_in_words(total or Decimal(0), home)} {home}", listed(said))
