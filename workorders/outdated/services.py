"""Work orders under way that still say what a product or their next stop was when they were sent."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from inventory.as_said import changes_between, outdated_rows, say_again
from inventory.models import Product
from inventory.rules.product_facts import ProductFacts
from leadtimes.models import Facility
from sostocked.foundation.records.changes import Change
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.records.outdated import OutdatedDocument, Speakers
from workorders.as_said.freezing import keep_onward
from workorders.models import Step, StepPart, WorkOrder, WorkOrderLine
from workorders.revisions import revise
from workorders.rules.onward import Onward
from workorders.workflow import AT_WORK, CHANGEABLE

KIND = "work-order"
_OWNERS = ((WorkOrderLine, "work_order"), (Step, "work_order"), (StepPart, "step__work_order"))
"""The rows that speak of products, and the way from each to its work order."""


def _document(work_order: WorkOrder, changes: Sequence[Change], *, why_fixed: str = "") -> OutdatedDocument:
    again = "and asked to acknowledge it" if work_order.acknowledged_revision else "by a new revision"
    return OutdatedDocument(
        pk=work_order.pk,
        kind=KIND,
        number=work_order.number,
        url=work_order.get_absolute_url(),
        who=work_order.facility.place,
        changes=changes,
        effect="" if why_fixed else f"{work_order.facility} is told {again}.",
        why_fixed=why_fixed,
    )


# ── A product ─────────────────────────────────────────────────────────────────────────────────────────────


def outdated_by_product(product: Product) -> list[OutdatedDocument]:
    """Those with a line, step or part that says something else than `product`; one query."""
    behind, *others = (_rows_about(product, model, path).values(path) for model, path in _OWNERS)
    said = {
        f"said_{n}": ArraySubquery(
            _rows_about(product, model, path)
            .filter(**{path: OuterRef("pk")})
            .order_by("pk")
            .values(row=JSONObject(units="quantity", said="as_said"))
        )
        for n, (model, path) in enumerate(_OWNERS)
    }
    rows = WorkOrder.objects.filter(pk__in=behind.union(*others)).annotate(**said).order_by("-pk")
    found = []
    for work_order in rows.select_related("facility", "organization"):
        told = (row for name in said for row in getattr(work_order, name))
        changes = (
            changes_between(ProductFacts.from_json(row["said"]), product.facts, row["units"]) for row in told
        )
        if first := next(filter(None, changes), None):
            found.append(_document(work_order, first, why_fixed=_why_fixed(work_order)))
    return found


def _rows_about(product: Product, model: type[Model], path: str) -> QuerySet[Any]:
    """The rows of one kind in work orders under way that say something else than `product`."""
    under_way = model._default_manager.filter(**{f"{path}__status__in": AT_WORK})
    return outdated_rows(under_way, product).order_by()


def _why_fixed(work_order: WorkOrder) -> str:
    """Rule E: instructions no longer change once the work has begun."""
    if work_order.status in CHANGEABLE:
        return ""
    return f"{work_order.facility} has begun the work, so that it stays as it was said."


def tell_product(product: Product, ids: Sequence[int]) -> list[str]:
    """Let these say what `product` says: a new revision each. Refused where the work has begun."""
    locked = _locked(ids, product.organization_id)
    behind = {each.pk for each in outdated_by_product(product)}  # somebody may have been quicker
    work_orders = [each for each in locked if each.pk in behind]
    for work_order in work_orders:
        if why := _why_fixed(work_order):
            raise Refused(f"{work_order.number}: {why}")
    for model, path in _OWNERS:
        say_again(model._default_manager.filter(**{f"{path}__in": work_orders}), product)
    revise(work_orders)
    return [each.number for each in work_orders]


# ── The next stop ─────────────────────────────────────────────────────────────────────────────────────────


def outdated_by_facility(facility: Facility) -> list[OutdatedDocument]:
    """Those whose goods go on to `facility`, by another name or to another address."""
    rows = WorkOrder.objects.filter(
        organization=facility.organization_id, status__in=AT_WORK, onward_as_said__facility_id=facility.pk
    )
    rows = rows.select_related("facility", "organization").order_by("-pk")
    pairs = [(work_order, _moved(work_order, facility)) for work_order in rows]
    return [_document(work_order, changes) for work_order, changes in pairs if changes]


def _moved(work_order: WorkOrder, facility: Facility) -> list[Change]:
    said = work_order.onward(now=Onward())
    pairs = [("Goes on to", said.name, facility.place), ("Address", said.address, facility.address)]
    return [Change(*pair) for pair in pairs if pair[1] != pair[2]]


def tell_facility(facility: Facility, ids: Sequence[int]) -> list[str]:
    """Let these say what their next stop is called and where it is now: a new revision each."""
    found = _locked(ids, facility.organization_id)
    there = [each for each in found if each.onward(now=Onward()).facility_id == facility.pk]
    told = [each for each in there if _moved(each, facility)]
    for work_order in told:
        kind = work_order.onward(now=Onward()).kind
        keep_onward(work_order, Onward(facility.place, kind, facility.address, facility.pk))
    revise(told, "onward_as_said")
    return [each.number for each in told]


def _locked(ids: Sequence[int], organization_id: int) -> list[WorkOrder]:
    rows = WorkOrder.objects.filter(pk__in=ids, organization=organization_id, status__in=AT_WORK)
    rows = rows.select_for_update(of=("self",)).select_related("facility", "organization")
    return list(rows.order_by("pk"))


ABOUT_PRODUCTS = Speakers(KIND, outdated_by_product, tell_product)
ABOUT_NEXT_STOPS = Speakers(KIND, outdated_by_facility, tell_facility)
