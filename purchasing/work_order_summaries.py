"""What an order is shown of its work orders. It does not know them: the app that keeps them registers.

The order's pages show these documents, name them in the workflow bar, and say who was told what.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from inventory.shipping.page import AmazonShipment
from purchasing.models import OrderLeg, PurchaseOrder
from purchasing.rules.work_order_summary import WorkOrderSummary

Finder = Callable[[Iterable[PurchaseOrder]], list[WorkOrderSummary]]
Follower = Callable[[Mapping[int, Sequence[OrderLeg]]], None]
Labelling = Callable[[Sequence[OrderLeg]], bool]
Objector = Callable[[PurchaseOrder, Sequence[OrderLeg]], str]
Lines = list[QuerySet[Any, Any]]
_finders: list[Finder] = []
_followers: list[Follower] = []
_labellings: list[Labelling] = []
_objectors: list[Objector] = []
_movers: list[Callable[[PurchaseOrder], Lines]] = []
_shippers: list[Callable[[PurchaseOrder], list[AmazonShipment]]] = []


def register(finder: Finder, follower: Follower, labelling: Labelling, objector: Objector) -> None:
    """Let an app show its documents on orders, and follow their dates; called once, when it is ready.

    `labelling` says of the legs of an order that is not saved yet whether its documents will ask for labels;
    `objector`, of an order and its legs, why a document of it can no longer be cancelled with it.
    """
    if finder not in _finders:
        _finders.append(finder)
        _followers.append(follower)
        _labellings.append(labelling)
        _objectors.append(objector)


def register_goods(
    mover: Callable[[PurchaseOrder], Lines], shipper: Callable[[PurchaseOrder], list[AmazonShipment]]
) -> None:
    """Let an app say what moved on its documents of an order, and what left for Amazon; once, when ready."""
    if mover not in _movers:
        _movers.append(mover)
        _shippers.append(shipper)


def moved_on_documents(order: PurchaseOrder) -> Lines:
    """The lines of its documents that moves of stock belong to (`inventory.shipping.trail`)."""
    return [lines for mover in _movers for lines in mover(order)]


def left_on_documents(order: PurchaseOrder) -> list[AmazonShipment]:
    """What left for Amazon on its documents."""
    return [each for shipper in _shippers for each in shipper(order)]


def why_they_stay(order: PurchaseOrder, legs: Sequence[OrderLeg]) -> str:
    """Why a document can no longer be cancelled with the order, in a sentence; empty where all can."""
    return next((why for object_to in _objectors if (why := object_to(order, legs))), "")


def follow_dates(legs_by_order: Mapping[int, Sequence[OrderLeg]]) -> None:
    """Let the documents of many locked orders follow the dates of these legs: set by set, without a signal."""
    for follow in _followers:
        follow(legs_by_order)


def work_order_summaries(orders: Iterable[PurchaseOrder]) -> dict[int, list[WorkOrderSummary]]:
    """The documents kept for each of `orders`, by the order's id, in the order of their numbers."""
    orders = list(orders)
    found: dict[int, list[WorkOrderSummary]] = {order.pk: [] for order in orders}
    for finder in _finders:
        for document in finder(orders):
            found[document.order_id].append(document)
    return found


def labels_to_come(legs: Sequence[OrderLeg]) -> frozenset[int | None]:
    """What documents will label that these legs bring about: every product (None), or nothing."""
    return frozenset([None]) if any(asks(legs) for asks in _labellings) else frozenset()


def live_work_orders(order: PurchaseOrder) -> list[WorkOrderSummary]:
    """The documents kept for one order that were not cancelled."""
    return [each for each in work_order_summaries([order])[order.pk] if not each.cancelled]


def open_work_orders(order: PurchaseOrder) -> list[WorkOrderSummary]:
    """Those of its documents that are not over: somebody is still to do something about them."""
    return [each for each in live_work_orders(order) if each.is_open]
