"""Amazon's count of a shipment, as the seller enters it: what is there in all, and whether Amazon is done.

Whoever calls holds the lock of the document that the shipment belongs to.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from inventory.models import CheckIn, CheckInLine, Product, Shipment
from inventory.rules.check_ins import ENTERED, Counted
from inventory.rules.shipping import AMAZON
from inventory.rules.stock import MOST_UNITS
from inventory.shipping import services as shipments
from inventory.shipping.departures import ReportedLeg, require_not_future
from inventory.shipping.queries import checked_in_units, shipped_of
from leadtimes.rules.leg_reports import LegReport, ReportKind
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInInput:
    """What Amazon has in all of each product by a day. Nothing said of a product: it is as it was."""

    units: Mapping[Product, int]
    counted_on: date
    is_closed: bool = False
    source: str = ENTERED
    note: str = ""


def check_in(shipment: Shipment, said: CheckInInput, *, by: User, today: date, key: uuid.UUID) -> CheckIn:
    """Keep what Amazon counted, and move stock so that there is at Amazon what was said. In this order:

    what was lost when Amazon was done before is on the way again; units go to Amazon, or back; where Amazon is
    done now, the rest is lost. The check-in of the same `key` is the one there already.

    Raises Refused or InvalidReport.
    """
    twin = shipment.check_ins.filter(key=key).first()
    if twin:
        return twin
    _require_sense(shipment, said)
    require_not_future(said.counted_on, today=today, field="counted_on")
    so_far = checked_in_units(shipment)
    if was_closed := is_closed(shipment):
        if said.is_closed and all(so_far.get(each.pk, 0) == units for each, units in said.units.items()):
            raise Refused("Amazon was done already, with the same units.")
        shipments.find_again([shipment], by=by, why="Amazon counts again")
    kept = _keep(shipment, said, by=by, key=key)
    shipments.check_in(shipment, said.units, by=by, note=said.note[:300])
    if said.is_closed:
        shipments.write_off(
            [shipment], by=by, why="Amazon is done" if not was_closed else "Amazon is done again"
        )
    return kept


def _require_sense(shipment: Shipment, said: CheckInInput) -> None:
    if shipment.to_kind not in AMAZON:
        raise Refused(f"{shipment.to_name} is not Amazon: what comes there is received.")
    known = {product.pk for product in shipped_of(shipment)}
    if strange := sorted(each.sku for each in said.units if each.pk not in known):
        raise Refused(f"{', '.join(strange)} is not in this shipment.")
    if any(not 0 <= units <= MOST_UNITS for units in said.units.values()):
        raise Refused(f"Enter between 0 and {MOST_UNITS:,} units.")


def _keep(shipment: Shipment, said: CheckInInput, *, by: User, key: uuid.UUID) -> CheckIn:
    kept = CheckIn.objects.create(
        shipment=shipment,
        counted_on=said.counted_on,
        source=said.source,
        is_closed=said.is_closed,
        note=said.note,
        key=key,
        by=by,
    )
    CheckInLine.objects.bulk_create(
        CheckInLine(check_in=kept, product=product, units=units) for product, units in said.units.items()
    )
    return kept


def is_closed(shipment: Shipment) -> bool:
    """Whether Amazon is done with it, by what was said last."""
    return bool(shipment.check_ins.order_by("-pk").values_list("is_closed", flat=True).first())


def are_closed(found: Iterable[Shipment]) -> bool:
    """Whether Amazon is done with all of these; one query."""
    pks = {shipment.pk for shipment in found}
    last = CheckIn.objects.filter(shipment__in=pks).order_by("shipment_id", "-pk").distinct("shipment_id")
    return {each.shipment_id for each in last if each.is_closed} == pks


def counted_of(shipment: Shipment) -> dict[Product, Counted]:
    """What left and what Amazon has of each product, in the order in which they were packed; three queries."""
    received, is_done = checked_in_units(shipment), is_closed(shipment)
    return {
        product: Counted(units, received.get(product.pk, 0), is_done)
        for product, units in shipped_of(shipment).items()
    }


def check_ins_of(shipment: Shipment) -> list[CheckIn]:
    """Its check-ins with their lines, the last first; two queries."""
    lines = Prefetch("lines", CheckInLine.objects.select_related("product"))
    return list(shipment.check_ins.select_related("by").prefetch_related(lines).order_by("-pk"))


def confirmed(
    check_in: CheckIn, leg: ReportedLeg | None, *, source: str, is_over: bool
) -> list[tuple[int, LegReport]]:
    """Rule W: what a check-in says of the leg at Amazon: it began, and it is over once Amazon is done with all."""
    if leg is None:
        return []
    on, found, note = check_in.counted_on, [], f"{source}: Amazon's count"
    has_units = any(line.units for line in check_in.lines.all())
    if has_units and not (leg.actual_starts_on or leg.actual_ends_on):
        found.append((leg.pk, LegReport(ReportKind.STARTED, on, note=note, sure=True)))
    if is_over and not leg.actual_ends_on:
        found.append((leg.pk, LegReport(ReportKind.FINISHED, on, reason="other", note=note, sure=True)))
    return found
