"""The list of orders, newest first."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.shortcuts import render
from django.urls import reverse

from leadtimes.models import DatedLeg
from purchasing.documents import FollowUp, follow_ups
from purchasing.filters import OrderFilter
from purchasing.models import OrderLeg, PurchaseOrder
from purchasing.views.gate import crumbs
from purchasing.whereabouts import Whereabouts, whereabouts
from sostocked.people.doors import enter

PAGE = 50
_LEGS = Prefetch("legs", OrderLeg.objects.select_related("facility"))


class Row(NamedTuple):
    """An order in the list."""

    order: PurchaseOrder
    where: Whereabouts
    told: str
    is_all_read: bool

    @property
    def is_late(self) -> bool:
        order = self.order
        return bool(
            order.is_open
            and order.baseline_available_on
            and order.available_on
            and order.available_on > order.baseline_available_on
        )


def orders(request, org):
    """The organization's orders, narrowed by the address, a page at a time."""
    membership = enter(request, org)
    organization = membership.organization
    mine = PurchaseOrder.objects.visible_to(request.user).filter(organization=organization)
    narrowed = OrderFilter(request.GET, mine, organization=organization)
    found, newer_url, older_url = _page(request, narrowed.qs)
    context = {
        "filter": narrowed,
        "rows": _rows(found, organization.today()),
        "newer_url": newer_url,
        "older_url": older_url,
        "is_empty": not found and not narrowed.narrows and not mine.exists(),
        "may_write": membership.may_write,
        "url": request.path,
        "new_url": reverse("purchasing:new_order", args=[org]),
        "crumbs": crumbs(organization),
    }
    template = "purchasing/orders.html"
    return render(request, f"{template}#orders" if request.htmx else template, context)


def _page(request, rows) -> tuple[list[PurchaseOrder], str, str]:
    """A page of orders and the addresses of its neighbours: by where a row stands, never by counting."""
    older_than, newer_than = (_row_number(request.GET.get(name)) for name in ("after", "before"))
    rows = rows.with_totals().with_availability().select_related("organization", "supplier")
    rows = rows.prefetch_related(_LEGS)
    if newer_than:
        found = list(rows.filter(pk__gt=newer_than).order_by("pk")[: PAGE + 1])
        page, has_newer, has_older = found[:PAGE][::-1], len(found) > PAGE, True
    else:
        rows = rows.filter(pk__lt=older_than) if older_than else rows
        found = list(rows.order_by("-pk")[: PAGE + 1])
        page, has_newer, has_older = found[:PAGE], bool(older_than), len(found) > PAGE
    newer = _url(request, "before", page[0]) if page and has_newer else ""
    return page, newer, _url(request, "after", page[-1]) if page and has_older else ""


def _row_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None


def _url(request, name: str, order: PurchaseOrder) -> str:
    kept = [(k, v) for k, v in request.GET.items() if v and k not in ("after", "before")]
    return f"{request.path}?{urlencode([*kept, (name, order.pk)])}"


def _rows(found: list[PurchaseOrder], today) -> list[Row]:
    documents = follow_ups(found)
    return [
        Row(order, _where(order, today), *_told(order, [d for d in documents[order.pk] if not d.cancelled]))
        for order in found
    ]


def _where(order: PurchaseOrder, today) -> Whereabouts:
    legs: list[DatedLeg] = list(order.legs.all())
    return whereabouts(order.status, legs, today=today)


def _told(order: PurchaseOrder, documents: list[FollowUp]) -> tuple[str, bool]:
    """How many of the order's documents were read, in words, and whether all were."""
    if not documents:
        return "", True
    if order.is_draft:
        return f"{len(documents)} planned", True
    read = sum(1 for each in documents if each.acknowledged_revision and not each.awaits_acknowledgement)
    return f"{read} of {len(documents)} acknowledged", read == len(documents)
