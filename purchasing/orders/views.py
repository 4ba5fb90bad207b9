"""The list of orders, newest first."""

from typing import NamedTuple

from django.db.models import Prefetch
from django.urls import reverse

from leadtimes.models import DatedLeg
from leadtimes.rules.lateness_words import TO_CONFIRM, Lateness, lateness
from leadtimes.rules.told_days import ToldDay, available_day
from purchasing.access import crumbs, list_tabs
from purchasing.models import OrderLeg, PurchaseOrder
from purchasing.orders.filters import OrderFilter
from purchasing.orders.onboarding import setup_steps
from purchasing.rules.goods_location import GoodsLocation, goods_location
from purchasing.rules.work_order_summary import WorkOrderSummary
from purchasing.work_order_summaries import work_order_summaries
from purchasing.workflow import OVER
from sostocked.foundation.pages.filters import all_of
from sostocked.foundation.pages.page_parts import page_or_part
from sostocked.foundation.pages.paging import NEWEST_FIRST, page_of
from sostocked.foundation.people.access import enter

_LEGS = Prefetch("legs", OrderLeg.objects.select_related("facility"))


class Row(NamedTuple):
    """An order in the list."""

    order: PurchaseOrder
    available: ToldDay | None
    where: GoodsLocation
    told: str
    is_all_read: bool
    lateness: Lateness

    @property
    def risk(self) -> str:
        """What is to be said of an order that is at risk."""
        return TO_CONFIRM if self.lateness.at_risk else ""


def orders(request, org):
    """The organization's orders, narrowed by the address, a page at a time."""
    membership = enter(request, org)
    organization = membership.organization
    mine = PurchaseOrder.objects.visible_to(request.user).filter(organization=organization)
    narrowed = OrderFilter(request.GET, mine, organization=organization)
    page = page_of(_with_figures(narrowed.qs), request, NEWEST_FIRST)
    is_empty = not page.rows and not narrowed.is_narrowed and not mine.exists()
    context = {
        "filter": narrowed,
        "rows": _rows(page.rows, organization.today()),
        "page": page,
        "is_empty": is_empty,
        "setup_steps": setup_steps(membership) if is_empty else [],
        "may_write": membership.may_write,
        "url": request.path,
        "all_url": all_of(request),
        "new_url": reverse("purchasing:new_order", args=[org]),
        "stock_url": reverse("inventory:adjust_stock", args=[org]),
        "tabs": list_tabs(organization, request),
        "crumbs": crumbs(organization),
    }
    return page_or_part(request, "purchasing/orders/orders.html", context, part="orders")


def _with_figures(rows):
    """What a row of the list shows besides the order itself."""
    rows = (
        rows.with_totals().with_availability().with_last_calendar().select_related("organization", "supplier")
    )
    return rows.prefetch_related(_LEGS)


def _rows(found: list[PurchaseOrder], today) -> list[Row]:
    documents = work_order_summaries(found)
    return [
        Row(
            order,
            _available(order),
            _where(order, today),
            *_told(order, [d for d in documents[order.pk] if not d.cancelled]),
            _lateness(order, today),
        )
        for order in found
    ]


def _available(order: PurchaseOrder) -> ToldDay | None:
    """The day at the end of the way as it is told, while it lies ahead."""
    legs: list[DatedLeg] = list(order.legs.all())
    last = legs[-1] if legs else None
    if last is None or last.facility is None or order.status in OVER:
        return None
    return available_day(last, last.facility.calendar(order))


def _lateness(order: PurchaseOrder, today) -> Lateness:
    """Only an order under way can be late or at risk."""
    if not order.is_open:
        return Lateness()
    legs: list[DatedLeg] = list(order.legs.all())
    return lateness(legs, ends_on=order.available_on, baseline=order.baseline_available_on, today=today)


def _where(order: PurchaseOrder, today) -> GoodsLocation:
    legs: list[DatedLeg] = list(order.legs.all())
    return goods_location(order.status, legs, today=today)


def _told(order: PurchaseOrder, documents: list[WorkOrderSummary]) -> tuple[str, bool]:
    """How many of the order's documents were read, in words, and whether all were."""
    if not documents:
        return "", True
    if order.is_draft:
        return f"{len(documents)} planned", True
    read = sum(1 for each in documents if each.acknowledged_revision and not each.awaits_acknowledgement)
    return f"{read} of {len(documents)} acknowledged", read == len(documents)
