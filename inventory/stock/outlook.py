"""What documents say of stock beyond the ledger: which units are committed, what is expected, what is on its way.

The ledger knows no document. The storeys above register an `Outlook` here, once their app is ready, and the pages
of the stock ask it. Lists are bounded: the first rows by day, and how many more there are.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from leadtimes.models import Facility

WAREHOUSE_BOUND, AMAZON_BOUND = "warehouse", "amazon"

TO_LEAVE, IN_TRANSIT, TO_BUILD, TO_SHIP_ON = "to_leave", "in_transit", "to_build", "to_ship_on"
STAGES = {
    TO_LEAVE: "Not yet left",
    IN_TRANSIT: "On the way",
    TO_BUILD: "To be built",
    TO_SHIP_ON: "To be shipped on",
}
"""Where units that are to come are now. Each unit is at one stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookRow:
    """So many units that a document speaks of. What the reader may not know is left empty.

    `on` is the day on which they are expected at `target`, `since` the one on which they left.
    """

    units: int
    document: str
    url: str
    on: date | None = None
    since: date | None = None
    sku: str = ""
    title: str = ""
    stage: str = ""
    origin: str = ""
    target: str = ""

    @property
    def stage_in_words(self) -> str:
        return STAGES.get(self.stage, "")


@dataclass(slots=True)
class OutlookRows:
    """The first rows of a list, and what all of it is: `units` in `count` rows."""

    rows: list[OutlookRow] = field(default_factory=list)
    count: int = 0
    units: int = 0

    @property
    def more(self) -> int:
        """Rows that are not among the first ones."""
        return self.count - len(self.rows)

    @property
    def more_units(self) -> int:
        return self.units - sum(row.units for row in self.rows)


class Outlook(Protocol):
    """What documents say. The first `most` rows of each list come along; queries do not grow with the rows."""

    def committed(self, facilities: Collection[int], products: Collection[int]) -> dict[tuple[int, int], int]:
        """Good units by (facility, product) that open work orders hold or ask for."""

    def committing(self, facility: Facility, product: int, *, most: int) -> OutlookRows:
        """The work orders behind one of these figures."""

    def expected(self, facility: Facility, *, product: int | None, discreet: bool, most: int) -> OutlookRows:
        """What work orders of a facility wait for. `discreet`: for its staff, by the day that they were told."""

    def on_the_way(self, facility: Facility, *, discreet: bool, most: int) -> OutlookRows:
        """What is in transit to and from a facility; to its staff without where it comes from."""

    def coming(self, product: int, *, most: int) -> dict[str, OutlookRows]:
        """What is still to come of a product, warehouse-bound and Amazon-bound apart; no unit twice."""


class NoDocuments:
    """What is said where nothing above has registered."""

    def committed(self, facilities: Collection[int], products: Collection[int]) -> dict[tuple[int, int], int]:
        return {}

    def committing(self, facility: Facility, product: int, *, most: int) -> OutlookRows:
        return OutlookRows()

    def expected(self, facility: Facility, *, product: int | None, discreet: bool, most: int) -> OutlookRows:
        return OutlookRows()

    def on_the_way(self, facility: Facility, *, discreet: bool, most: int) -> OutlookRows:
        return OutlookRows()

    def coming(self, product: int, *, most: int) -> dict[str, OutlookRows]:
        return {}


_outlooks: list[Outlook] = [NoDocuments()]


def register(outlook: Outlook) -> None:
    """Let the documents speak; called once, when their app is ready."""
    _outlooks.append(outlook)


def outlook() -> Outlook:
    """Whoever registered last: there is one set of documents above."""
    return _outlooks[-1]


def by_bound(rows: Sequence[tuple[str, OutlookRow, int, int]]) -> dict[str, OutlookRows]:
    """Rows that were read with their bound and the count and units of all in it, as the lists they belong to."""
    found = {WAREHOUSE_BOUND: OutlookRows(), AMAZON_BOUND: OutlookRows()}
    for bound, row, count, units in rows:
        own = found[bound]
        own.rows.append(row)
        own.count, own.units = count, units
    return found
