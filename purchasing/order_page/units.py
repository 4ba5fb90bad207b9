"""Where the units of a product of an order are: the rows behind each figure of its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from inventory.models import Product
from inventory.rules.stock import DAMAGED, FACILITY, GOOD
from inventory.rules.whereabouts import MISSING, WAY, UnitRow, UnitSection
from inventory.rules.whereabouts import together as rows_together
from inventory.shipping.trail import Step, rows_in, sources_in, steps_of, uses_in
from purchasing.models import OrderLine, PurchaseOrder
from purchasing.order_page.figures import OrderFigures, lines_of, read_figures
from purchasing.order_page.history import last_reason, with_short_closes
from purchasing.rules.line_figures import LineFigures, together
from purchasing.work_order_summaries import work_order_summaries


@dataclass(frozen=True)
class UnitsPage:
    """The figures of all lines of a product together, and their rows. Asks the database nothing more."""

    order: PurchaseOrder
    product: Product
    lines: Sequence[OrderLine]
    figures: LineFigures
    order_figures: OrderFigures
    steps: Sequence[Step]

    @cached_property
    def sections(self) -> list[UnitSection]:
        """What became of what was ordered: together these are what was ordered and came over."""
        counted = [
            self._received("good", "Received good", GOOD),
            self._received("damaged", "Damaged", DAMAGED),
        ]
        straight = [each for each in self.uses if each.key in ("at-amazon", WAY, "elsewhere")]
        came = counted if self.figures.is_counted else straight
        return [each for each in [*came, self._short, self._to_come] if each.rows]

    @cached_property
    def ordered(self) -> UnitSection:
        rows = [
            UnitRow(
                f"Line {line.position}",
                line.ordered,
                hint=f"{line.quantity:,} expected" if line.short else "",
            )
            for line in self.lines
        ]
        return UnitSection("ordered", "Ordered", rows)

    @cached_property
    def sources(self) -> list[UnitSection]:
        """Where the units came from that are somewhere now."""
        return sources_in(self.steps)

    @cached_property
    def uses(self) -> list[UnitSection]:
        """Where they are now: as many as came."""
        return uses_in(self.steps)

    @property
    def now(self) -> list[UnitSection]:
        """Those of `uses` that are not among the sections above already."""
        shown = {each.key for each in self.sections}
        return [each for each in self.uses if each.key not in shown]

    @property
    def all_sections(self) -> list[UnitSection]:
        """Every figure with its rows: what was ordered, what came, where it came from, where it is."""
        return [self.ordered, *self.sections, *self.sources, *self.now]

    @property
    def units_now(self) -> int:
        return sum(each.total for each in self.uses)

    def _received(self, key: str, title: str, condition: str) -> UnitSection:
        """What was counted so at the first stop, receipt by receipt, corrections taken off."""
        stop = self.order_figures.first_stop
        rows = [
            row
            for step in self.steps
            if stop and step.number == stop.number
            for row in _came(step, condition)
        ]
        return UnitSection(key, title, rows_together(rows), hint=f"counted at {stop.place}" if stop else "")

    @property
    def _short(self) -> UnitSection:
        """What does not come any more, and why."""
        closed = [
            UnitRow(f"Line {line.position} closed short", line.short, hint=last_reason(line))
            for line in self.lines
            if line.short
        ]
        lost = [] if self.figures.is_counted else rows_in(self.steps, MISSING)
        known = sum(row.units for row in [*closed, *lost])
        return UnitSection(
            "short", "Short", [*closed, *lost, *_rest(self._why_short, self.figures.short - known)]
        )

    @property
    def _why_short(self) -> str:
        stop = self.order_figures.first_stop
        if stop and stop.count_is_final:
            return f"Missing in the final count of {stop.number}"
        return (
            f"Not come when {stop.number} was completed"
            if stop and not stop.is_open
            else "Not come when the order ended"
        )

    @property
    def _to_come(self) -> UnitSection:
        """What is still expected: on the way from the supplier, or not left as far as anybody said."""
        units = self.figures.to_come
        if not units:
            return UnitSection("to-come", "To come", [])
        way = self._on_the_way_from_the_supplier if self.figures.is_counted else []
        rest = units - sum(row.units for row in way)
        word = "Not left the supplier yet" if rest > 0 else "Left beyond what is expected"
        return UnitSection("to-come", "To come", [*way, *_rest(word, rest)])

    @property
    def _on_the_way_from_the_supplier(self) -> list[UnitRow]:
        own = {step.shipment.pk for step in self.steps if step.shipment and _is_the_suppliers(step)}
        return rows_in([step for step in self.steps if step.shipment and step.shipment.pk in own], WAY)


def _came(step: Step, condition: str) -> list[UnitRow]:
    """The row of a receipt or a correction of it, where it is about this condition."""
    move, hint = step.move, f"{step.word} at {step.place}"
    if step.is_receipt and (move.to_place.kind, move.to_condition) == (FACILITY, condition):
        return [step.row(move.quantity, hint)]
    if step.is_correction and (move.from_place.kind, move.from_condition) == (FACILITY, condition):
        return [step.row(-move.quantity, hint)]
    return []


def _is_the_suppliers(step: Step) -> bool:
    """Whether it is about a departure of the order itself, and not of a work order or what that received."""
    return not step.number


def _still_expected(line: OrderLine) -> str:
    return f"{line.quantity:,} expected" if line.short else ""


def _rest(word: str, units: int) -> list[UnitRow]:
    return [UnitRow(word, units)] if units else []


def units_page(order: PurchaseOrder, product_id: int) -> UnitsPage | None:
    """All of it; None where no line of `order` is about that product."""
    lines = list(with_short_closes(order.lines.select_related("product")))
    of_product = [line for line in lines if line.product_id == product_id]
    if not of_product:
        return None
    figures = read_figures(order, lines, work_order_summaries([order])[order.pk], has_left=True)
    own = [each for line, each in zip(lines, figures.of_lines, strict=True) if line.product_id == product_id]
    product = of_product[0].product
    return UnitsPage(order, product, of_product, together(own), figures, steps_of(lines_of(order), product))
