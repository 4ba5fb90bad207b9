"""The figures of an order: what came of its lines and where it is, and what Amazon counted of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from inventory.rules.whereabouts import Whereabouts, whereabouts_of
from inventory.shipping.page import AmazonShipment, ShipmentRow
from inventory.shipping.trail import Lines, flows_of
from purchasing.departed import left_for_amazon, lines_of_departures
from purchasing.models import OrderLine, PurchaseOrder
from purchasing.rules.line_figures import LineFigures, OrderedLine, line_figures, together
from purchasing.rules.received_lines import first_stop
from purchasing.rules.work_order_summary import WorkOrderSummary
from purchasing.work_order_summaries import left_on_documents, moved_on_documents


@dataclass(frozen=True)
class OrderFigures:
    """Read once something left or came; before, there is nothing to say. Asks the database nothing."""

    order: PurchaseOrder
    lines: Sequence[OrderLine]
    documents: Sequence[WorkOrderSummary]
    where: Mapping[int, Whereabouts] = field(default_factory=dict)
    amazon: Sequence[AmazonShipment] = ()

    def __bool__(self) -> bool:
        return bool(self.where) or self.first_stop is not None

    @cached_property
    def first_stop(self) -> WorkOrderSummary | None:
        """Where goods of it were counted first, if they were."""
        return first_stop(self.documents)

    @property
    def is_counted(self) -> bool:
        """Whether nobody counts any more at that stop: what is missing does not come by itself."""
        stop = self.first_stop
        return stop is not None and (stop.count_is_final or not stop.is_open or not self.order.is_open)

    @property
    def has_stops(self) -> bool:
        """Whether a facility counts what comes."""
        return any(not each.cancelled for each in self.documents)

    @cached_property
    def of_lines(self) -> list[LineFigures]:
        """The figures of each line, in their order."""
        stop = self.first_stop
        came = (stop.came if stop else {}) if self.has_stops else None
        lines = [OrderedLine(line.product_id, line.quantity, line.short) for line in self.lines]
        return line_figures(lines, self.where, came, is_final=self.is_counted or not self.order.is_open)

    @cached_property
    def total(self) -> LineFigures:
        return together(self.of_lines)


def read_figures(
    order: PurchaseOrder,
    lines: Sequence[OrderLine],
    documents: Sequence[WorkOrderSummary],
    *,
    departures: Sequence[ShipmentRow] = (),
    has_left: bool,
) -> OrderFigures:
    """Read what moved and what Amazon has of its `departures`: where nothing did, nothing, else in two queries."""
    came = any(each.came for each in documents)
    if not (came or has_left):
        return OrderFigures(order, lines, documents)
    amazon = [*left_for_amazon(order, departures), *(left_on_documents(order) if came else [])]
    return OrderFigures(order, lines, documents, whereabouts_of(flows_of(lines_of(order))), amazon)


def lines_of(order: PurchaseOrder) -> Lines:
    """The lines of all its documents that moves of stock belong to."""
    return [lines_of_departures(order), *moved_on_documents(order)]
