"""What is read to value the stock: units by product, where people handle them and on their way."""

from dataclasses import dataclass
from typing import cast

from django.db.models import Q, QuerySet, Sum

from inventory.models import StockBalance
from inventory.rules.stock import FACILITY, IN_TRANSIT
from inventory.rules.valuing import Amounts, totals_of, unit_costs, value_of
from inventory.valuing.costs import cost_of_goods
from sostocked.foundation.people.models import Organization


def valued_rows(organization: Organization) -> QuerySet[StockBalance]:
    """What is valued: at facilities, in every condition, and in transit. Not at Amazon, where it is sold."""
    places = Q(place__kind__in=(FACILITY, IN_TRANSIT), place__organization=organization)
    return cast(QuerySet[StockBalance], StockBalance.objects.filter(places, quantity__gt=0))


@dataclass(frozen=True, slots=True)
class ValuedUnits:
    """Units of a product, what one costs, and what they are worth; None where nobody knows a cost."""

    at_facilities: int
    on_the_way: int
    cost: Amounts | None

    @property
    def units(self) -> int:
        return self.at_facilities + self.on_the_way

    @property
    def value(self) -> Amounts:
        return value_of(self.units, self.cost) if self.cost is not None else {}


@dataclass(frozen=True, slots=True)
class StockValue:
    """All of a seller's stock, by product, and its worth by currency."""

    products: dict[int, ValuedUnits]

    @property
    def totals(self) -> Amounts:
        return totals_of(each.value for each in self.products.values())

    @property
    def units(self) -> int:
        return sum(each.units for each in self.products.values())

    @property
    def without_cost(self) -> int:
        """Units that have no value, since nobody knows what they cost."""
        return sum(each.units for each in self.products.values() if each.cost is None)


def stock_value(organization: Organization) -> StockValue:
    """What all of it is worth; three queries, whatever there is."""
    costs = unit_costs(cost_of_goods(organization.pk))
    rows = (
        valued_rows(organization)
        .order_by()
        .values_list("product")
        .annotate(
            here=Sum("quantity", filter=Q(place__kind=FACILITY), default=0),
            under_way=Sum("quantity", filter=Q(place__kind=IN_TRANSIT), default=0),
        )
    )
    return StockValue({pk: ValuedUnits(here, way, costs.get(pk)) for pk, here, way in rows})
