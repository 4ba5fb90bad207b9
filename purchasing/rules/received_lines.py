"""What came of each line of an order. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from purchasing.rules.work_order_summary import Came, WorkOrderSummary


class LineReceived(NamedTuple):
    """Of an order's line: what came good and damaged, what is still to come, and what is short for good."""

    good: int
    damaged: int
    to_come: int
    short: int


def first_stop(documents: Iterable[WorkOrderSummary]) -> WorkOrderSummary | None:
    """The document on which goods of an order were received first on their way; None where nothing came."""
    live = (each for each in documents if not each.cancelled and each.units_received)
    return min(live, key=lambda each: each.number, default=None)


def received_lines(
    lines: Sequence[tuple[int, int]], came: Mapping[int, Came], *, is_final: bool
) -> list[LineReceived]:
    """What came of each of `lines` (product, units). Two lines of a product are filled one after the other.

    What came over is counted with the last line of its product.
    """
    left = dict(came)
    last = {product: at for at, (product, _units) in enumerate(lines)}
    found = []
    for at, (product, units) in enumerate(lines):
        here = left.get(product, Came())
        good = here.good if last[product] == at else min(here.good, units)
        room = units - good
        damaged = here.damaged if last[product] == at else min(here.damaged, room)
        left[product] = Came(here.good - good, here.damaged - damaged)
        missing = max(units - good - damaged, 0)
        found.append(LineReceived(good, damaged, 0 if is_final else missing, missing if is_final else 0))
    return found
