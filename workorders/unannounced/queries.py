"""What is read of trucks that nobody announced, for their pages and for whoever changes them."""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from workorders.models import UnannouncedLine, UnannouncedReceipt
from workorders.models.unannounced import UnannouncedQuerySet


def left_unknown(truck: UnannouncedReceipt) -> dict[int, UnannouncedLine]:
    """Its lines of which nobody knows all units, by id."""
    rows = truck.lines.filter(product=None, names=None).annotate(named=Coalesce(Sum("named_by__quantity"), 0))
    return {line.pk: line for line in rows.filter(named__lt=F("quantity"))}


class Described(NamedTuple):
    """Units of a line that nobody knew: how many have no name yet, and those that were set aside."""

    pk: int
    text: str
    units: int
    left: int
    aside: list[UnannouncedLine]


class Contents(NamedTuple):
    """What stood on a truck."""

    known: list[UnannouncedLine]
    described: list[Described]

    @property
    def unknown(self) -> bool:
        """Whether anything has no name yet."""
        return any(line.left for line in self.described)


def contents_of(truck: UnannouncedReceipt) -> Contents:
    """All of its lines, in one query."""
    lines = list(truck.lines.select_related("product", "lot", "names", "by"))
    named: dict[int, list[UnannouncedLine]] = defaultdict(list)
    for line in lines:
        if line.names_id:
            named[line.names_id].append(line)
    known = [line for line in lines if line.product_id]
    described = [line for line in lines if not (line.product_id or line.names_id)]
    return Contents(known, [_described(line, named[line.pk]) for line in described])


def _described(line: UnannouncedLine, named: list[UnannouncedLine]) -> Described:
    left = line.quantity - sum(each.quantity for each in named)
    return Described(line.pk, line.text, line.quantity, left, [each for each in named if not each.product_id])


def for_list(rows: UnannouncedQuerySet) -> UnannouncedQuerySet:
    """With all that a row of a list shows."""
    along = ("organization", "facility", "by", "ending__by", "ending__goods_receipt__work_order")
    return rows.select_related(*along).with_units()
