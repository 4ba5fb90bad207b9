"""The units of a product on a work order: what came, was built and left, row by row. No one else's documents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from inventory.models import Product
from inventory.rules.stock import BUNDLING, CORRECTION, RECEIPT, SHIPPED, TAKEN_BACK
from inventory.rules.whereabouts import DAMAGED_HERE, HERE, UnitRow, UnitSection
from inventory.shipping.trail import Step, rows_in, steps_of
from workorders.goods.moves import lines_of
from workorders.goods.received import is_count_over
from workorders.models import WorkOrder, WorkOrderLine

HERE_TITLE, DAMAGED_TITLE = "Good, of this work order, still here", "Damaged, of this work order, still here"


@dataclass(frozen=True)
class UnitsPage:
    """`line` is None for what is not on its list: bundles that are built here."""

    work_order: WorkOrder
    product: Product
    line: WorkOrderLine | None
    steps: Sequence[Step]

    @property
    def sku(self) -> str:
        return self.line.facts.sku if self.line else self.product.sku

    @property
    def title(self) -> str:
        return self.line.facts.title if self.line else self.product.title

    @cached_property
    def sections(self) -> list[UnitSection]:
        """What was listed and what came of it."""
        good = UnitSection("good", "Received good", self._rows(HERE, RECEIPT, CORRECTION))
        damaged = UnitSection("damaged", "Received damaged", self._rows(DAMAGED_HERE, RECEIPT, CORRECTION))
        came = [good, damaged] if not self.work_order.stands_alone else []
        return [each for each in [*came, *self._missing(came)] if each.rows]

    @property
    def planned(self) -> int:
        return self.line.ordered if self.line else 0

    @property
    def over(self) -> int:
        """Units that came beyond its list."""
        return sum(each.total for each in self.sections) - self.planned if self.sections else 0

    @cached_property
    def uses(self) -> list[UnitSection]:
        """What was done with it: built, shipped, and what is still here of it, sum of all that came and went."""
        built = UnitSection("built", "Built and used up", self._rows(HERE, *BUNDLING))
        left = [row._replace(units=-row.units) for row in self._rows(HERE, SHIPPED, TAKEN_BACK)]
        here = UnitSection("here", HERE_TITLE, [*self._lay_here, *rows_in(self.steps, HERE)])
        damaged = UnitSection("damaged-here", DAMAGED_TITLE, rows_in(self.steps, DAMAGED_HERE))
        return [each for each in [built, UnitSection("shipped", "Shipped", left), here, damaged] if each.rows]

    @property
    def all_sections(self) -> list[UnitSection]:
        listed = [UnitRow("On its list", self.planned)] if self.planned else []
        own = [UnitSection("listed", "On the list", listed)] if listed else []
        return [*own, *self.sections, *self.uses]

    @property
    def _lay_here(self) -> list[UnitRow]:
        """What a work order that stands alone is about was there before it."""
        return [UnitRow("On its list", self.planned)] if self.work_order.stands_alone and self.planned else []

    def _missing(self, came: Iterable[UnitSection]) -> list[UnitSection]:
        if self.line is None or self.work_order.stands_alone:
            return []
        line = self.line
        closed = [UnitRow("Closed short", line.short, hint=line.short_reason or "")] if line.short else []
        missing = max(self.line.quantity - sum(each.total for each in came), 0)
        word = "Missing in the final count" if is_count_over(self.work_order) else "Not received yet"
        rest = [UnitRow(word, missing)] if missing else []
        if is_count_over(self.work_order):
            return [UnitSection("short", "Short", [*closed, *rest])]
        return [UnitSection("short", "Short", closed), UnitSection("to-come", "To come", rest)]

    def _rows(self, name: str, *causes: str) -> list[UnitRow]:
        return rows_in([step for step in self.steps if step.move.cause in causes], name)


def units_page(work_order: WorkOrder, product_id: int) -> UnitsPage | None:
    """All of it; None where the work order has nothing to do with that product."""
    lines = WorkOrderLine.objects.with_reason().select_related("product")
    line = lines.filter(work_order=work_order, product=product_id).first()
    product = line.product if line else _other_product(work_order, product_id)
    return UnitsPage(work_order, product, line, _steps(work_order, product)) if product else None


def _other_product(work_order: WorkOrder, product_id: int) -> Product | None:
    """A bundle of its steps."""
    bundles = work_order.steps.filter(kind="bundle").values("product")
    return Product.objects.filter(pk__in=bundles, pk=product_id).first()


def _steps(work_order: WorkOrder, product: Product) -> list[Step]:
    """What the facility did itself: what became of units elsewhere is the seller's affair."""
    mine = {RECEIPT, CORRECTION, SHIPPED, TAKEN_BACK, *BUNDLING}
    return [step for step in steps_of(lines_of(work_order), product) if step.move.cause in mine]
