"""The truck of scenario S2 at Lone Star's dock, and shorthand for what the seller does then."""

from types import SimpleNamespace

import pytest

from purchasing.ending import services as ending
from purchasing.ending.services import missing_of
from purchasing.models import PurchaseOrder
from tests.workorders.conftest import truck

__all__ = ["truck"]


@pytest.fixture
def seller(cast, truck):
    """`seller.close_short()` closes the order of the truck short, or with `lines` some of it."""

    def order():
        return PurchaseOrder.objects.get(pk=truck.order.pk)

    def close_short(lines=None, reason="They made no more", by=None):
        seen = missing_of(order(), lines).digest
        return ending.close_short(order(), by=by or cast.alice, reason=reason, seen=seen, line_ids=lines)

    def expect_again(line=None, reason="They send the rest"):
        line = line or truck.order.lines.get()
        return ending.expect_again(order(), line_id=line.pk, by=cast.alice, reason=reason)

    return SimpleNamespace(order=order, close_short=close_short, expect_again=expect_again)
