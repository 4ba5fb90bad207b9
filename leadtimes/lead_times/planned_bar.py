"""The workflow bar of legs that no document travels yet: as if they started on a given day."""

from collections.abc import Callable, Sequence
from datetime import date

from leadtimes.dating import date_chain, set_expected
from leadtimes.models import DatedLeg, Leg
from leadtimes.rules.bar import Bar, Document, Viewing, draw_chain, promised
from leadtimes.rules.schedule import LegDates
from sostocked.foundation.records.errors import Refused


def planned_bar(
    legs: Sequence[Leg | DatedLeg],
    spans: Sequence[LegDates],
    *,
    head: Document,
    today: date,
    label: str = "",
    work_order_at: Callable[[int], Document] | None = None,
) -> Bar:
    """The bar of `legs` dated by `spans` (none: undated); `head` takes them as far as the first facility.

    Without `work_order_at` every work order is only promised.
    """
    set_expected(legs[: len(spans)], spans)
    return draw_chain(
        legs,
        head=head,
        work_order_at=work_order_at or (lambda at: promised(legs[at])),
        viewing=Viewing(today),
        label=label,
        lost=[span.lost for span in spans],
    )


def template_bar(legs: Sequence[Leg | DatedLeg], *, today: date, label: str = "") -> tuple[Bar, str]:
    """The bar of a lead time ordered today, and why it could not be dated ("" when it could)."""
    head = Document("Purchase order", "You")
    try:
        spans, trouble = date_chain(today, legs), ""
    except Refused as refusal:
        spans, trouble = (), str(refusal)
    return planned_bar(legs, spans, head=head, today=today, label=label), trouble
