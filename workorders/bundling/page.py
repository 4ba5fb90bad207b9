"""The page of a bundle step as one value: what there is to build, of what, and how many can be built now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from inventory.models import Product
from workorders.access import Access
from workorders.goods.built import PartStock, bundle_states, parts_on_hand, plan_of, units_built, usable
from workorders.models import Step
from workorders.rules.bundling import Buildable, BundleState, buildable


class PartRow(NamedTuple):
    """A part: how many go into one, how many are here, and what is left after all that can be built."""

    product: Product
    each: int
    on_hand: int
    leftover: int
    is_limiting: bool
    needed: int
    expired: int


@dataclass(frozen=True)
class BundlePage:
    """A visit to a bundle step. Asks the database nothing more."""

    access: Access
    step: Step
    state: BundleState
    parts: Mapping[Product, int]
    stock: Mapping[int, Sequence[PartStock]]

    @property
    def products(self) -> list[Product]:
        return list(self.parts)

    @cached_property
    def now(self) -> Buildable:
        """How many can be built of what is here."""
        each = {part.pk: quantity for part, quantity in self.parts.items()}
        return buildable(each, {pk: usable(lots) for pk, lots in self.stock.items()})

    @property
    def proposed(self) -> int | None:
        """How many the form starts with: what is left to build, as far as the parts allow."""
        return min(self.state.left, self.now.units) or None

    @property
    def rows(self) -> list[PartRow]:
        return [self._row(part, each) for part, each in self.parts.items()]

    def _row(self, part: Product, each: int) -> PartRow:
        here = self.stock[part.pk]
        return PartRow(
            product=part,
            each=each,
            on_hand=usable(here),
            leftover=self.now.leftovers[part.pk],
            is_limiting=part.pk == self.now.limiting and self.now.units < self.state.left,
            needed=each * self.state.left,
            expired=sum(lot.units for lot in here if lot.is_expired),
        )

    @property
    def initial(self) -> dict[str, Any]:
        """What the form of a build starts with: bundles expire with the part that expires first."""
        lots = [lot for lots in self.stock.values() for lot in lots if lot.lot and not lot.is_expired]
        days = [lot.lot.expires_on for lot in lots if lot.lot]
        return {"units": self.proposed, "expires_on": min(filter(None, days), default=None)}


def read_bundle_page(access: Access, step: Step) -> BundlePage:
    """Read all of it, in a fixed number of queries whatever the number of parts."""
    work_order = access.work_order
    lines = dict(work_order.lines.values_list("product", "quantity"))
    state = bundle_states(plan_of(work_order), lines, units_built(work_order))[step.pk]
    parts = {part.product: part.quantity for part in step.parts.select_related("product").order_by("pk")}
    facility = work_order.facility
    stock = parts_on_hand(facility, [part.pk for part in parts], facility.today())
    return BundlePage(access, step, state, parts, stock)
