"""The workflow bar of legs that no document travels yet: as if they started on a given day."""

from collections.abc import Sequence
from datetime import date

from leadtimes.dating import date_chain, set_expected
from leadtimes.models import AbstractLeg
from leadtimes.rules.bar import Bar, Document, Viewing, draw
from leadtimes.rules.portions import Portion, divide
from leadtimes.rules.schedule import LegDates
from sostocked.foundation.records.errors import Refused


def promised(legs: Sequence[AbstractLeg], portions: Sequence[Portion]) -> list[Document]:
    """The work orders that these portions will create, without numbers yet."""
    return [Document("New work order", _who(legs[portion.first]), upcoming=True) for portion in portions[1:]]


def _who(leg: AbstractLeg) -> str:
    return leg.facility.name if leg.facility else "facility not chosen yet"


def planned_bar(
    legs: Sequence[AbstractLeg], spans: Sequence[LegDates], *, head: Document, today: date, label: str = ""
) -> Bar:
    """The bar of `legs` dated by `spans` (none: undated); `head` takes them as far as the first facility."""
    set_expected(legs[: len(spans)], spans)
    portions = divide(legs)
    lost = [span.lost for span in spans]
    documents = [head, *promised(legs, portions)]
    return draw(legs, portions, documents, active=0, viewing=Viewing(today), label=label, lost=lost)


def template_bar(legs: Sequence[AbstractLeg], *, today: date, label: str = "") -> tuple[Bar, str]:
    """The bar of a lead time ordered today, and why it could not be dated ("" when it could)."""
    head = Document("Purchase order", "You")
    try:
        spans, trouble = date_chain(today, legs), ""
    except Refused as refusal:
        spans, trouble = (), str(refusal)
    return planned_bar(legs, spans, head=head, today=today, label=label), trouble
