"""What changing the lines of a placed order does to each of its work orders, by its state, in words. Pure."""

from purchasing.rules.work_order_summary import WorkOrderSummary
from sostocked.foundation.words import day_of


def effect_of_change(document: WorkOrderSummary, *, goods_came: bool) -> str:
    """What its facility goes through; `goods_came`: somebody said that goods are there, or have left again."""
    if document.begun and not document.is_open:
        return "completed the work. Its quantities stay, so a change of quantities is refused."
    if document.begun:
        return "has begun the work. Quantities only go up, and it is asked to acknowledge again."
    if not document.acknowledged_by:
        rest = "Quantities only go up: goods have come." if goods_came else "It gets a new revision."
        return f"was told and has not acknowledged yet. {rest}"
    read = f"{document.acknowledged_by} acknowledged revision {document.acknowledged_revision}"
    when = day_of(document.acknowledged_at.date()) if document.acknowledged_at else ""
    only_up = " Quantities only go up: goods have come." if goods_came else ""
    return f"{read} on {when}. It is asked to acknowledge again.{only_up}"
