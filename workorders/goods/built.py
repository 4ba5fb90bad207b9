"""What was built, summed up: of work orders, and step by step of one; and the parts that are there for more."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from inventory.models import Lot, StockBalance
from inventory.rules.stock import GOOD
from leadtimes.models import Facility
from workorders.models import Build, BuildLine, WorkOrder
from workorders.models.builds import NET_BUNDLES, NET_CHANGE
from workorders.rules.bundling import BUILD, SCRAP, BundleState, BundleStep, to_build


def built_net(work_orders: Iterable[int]) -> dict[int, dict[int, int]]:
    """By work order and product, what building left: bundles built less parts used up and scrapped there.

    Below zero for parts; reversals are taken off. One query for all of them.
    """
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = BuildLine.objects.filter(build__work_order__in=list(work_orders)).order_by()
    grouped = rows.values_list("build__work_order", "product").annotate(units=NET_CHANGE)
    for work_order, product, units in grouped:
        found[work_order][product] = units
    return found


def units_built(work_order: WorkOrder) -> dict[int, int]:
    """Bundles that were built and not taken apart again, by the id of the step."""
    rows = Build.objects.filter(work_order=work_order, kind=BUILD).order_by()
    return dict(rows.values_list("step").annotate(units=NET_BUNDLES))


class ToldBuild(NamedTuple):
    """A build, scrap or reversal in short; `changes` is what it left of each product, below zero where it took."""

    build: Build
    changes: dict[int, int]

    @property
    def units(self) -> int:
        """Bundles that were built, or units of parts that were thrown away."""
        return sum(map(abs, self.changes.values())) if self.build.kind == SCRAP else self.build.units


def builds_in_short(work_order: WorkOrder) -> list[ToldBuild]:
    """All builds of it, each with who; one query."""
    lines = BuildLine.objects.filter(build=OuterRef("pk")).order_by()
    changed = lines.values("product").annotate(units=NET_CHANGE)
    rows = work_order.builds.select_related("by").annotate(
        changed=ArraySubquery(changed.values(pair=JSONObject(product="product", units="units")))
    )
    return [ToldBuild(row, {each["product"]: each["units"] for each in row.changed}) for row in rows]


def together(builds: Iterable[ToldBuild]) -> tuple[dict[int, int], dict[int, int]]:
    """What these builds are in sum: bundles by step, and what they left of each product."""
    by_step: Counter[int] = Counter()
    by_product: Counter[int] = Counter()
    for build, changes in builds:
        by_step[build.step_id] += -build.units if build.reverses_id else build.units
        by_product.update(changes)
    return by_step, by_product


def plan_of(work_order: WorkOrder) -> dict[int, BundleStep]:
    """What its bundle steps ask for, by their ids, in order."""
    steps = work_order.steps.filter(kind="bundle").select_related("product").prefetch_related("parts")
    return {
        step.pk: BundleStep(
            step.bundle.pk, step.quantity or 0, {part.product_id: part.quantity for part in step.parts.all()}
        )
        for step in steps
    }


def bundle_states(
    plan: Mapping[int, BundleStep], lines: Mapping[int, int], built: Mapping[int, int]
) -> dict[int, BundleState]:
    """How the steps of a plan stand, by their ids; without what the parts that are there allow."""
    needed = to_build(lines, plan.values())
    return {pk: BundleState(units, built.get(pk, 0)) for pk, units in zip(plan, needed, strict=True)}


def read_bundle_states(work_order: WorkOrder) -> dict[int, BundleState]:
    """The same, read."""
    lines = dict(work_order.lines.values_list("product", "quantity"))
    return bundle_states(plan_of(work_order), lines, units_built(work_order))


class PartStock(NamedTuple):
    """Good units of a part in one lot, or in none."""

    lot: Lot | None
    units: int
    is_expired: bool

    @property
    def lot_id(self) -> int | None:
        return self.lot.pk if self.lot else None


def parts_on_hand(facility: Facility, products: Collection[int], today: date) -> dict[int, list[PartStock]]:
    """The good units of each product at a facility, first expired first out; one query."""
    rows = StockBalance.objects.on_hand().filter(
        place__facility=facility, condition=GOOD, product__in=products
    )
    order = (F("lot__expires_on").asc(nulls_last=True), "lot__code", "pk")
    found: dict[int, list[PartStock]] = {product: [] for product in products}
    for row in rows.select_related("lot").order_by(*order):
        expires = row.lot.expires_on if row.lot else None
        found[row.product_id].append(PartStock(row.lot, row.quantity, bool(expires and expires < today)))
    return found


def usable(stock: Sequence[PartStock]) -> int:
    """Units that have not expired."""
    return sum(each.units for each in stock if not each.is_expired)
