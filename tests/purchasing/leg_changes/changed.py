"""Editing the legs of an order under way, for tests: plans written in short."""

from datetime import date

from leadtimes.rules.leg_reports import LegReport, ReportKind
from leadtimes.speaker import Speaker
from purchasing.leg_changes.services import Plan
from purchasing.leg_reports import services as leg_reports
from purchasing.models import OrderLeg
from purchasing.rules.leg_fingerprint import fingerprint
from tests.factories import leg_fields
from workorders import services as desk

PRODUCTION, OCEAN, DRAYAGE, PREP, GROUND, FBA = range(6)


def leg(what, days, like=None):
    """A leg written in short; `like` is the row that it was before."""
    return OrderLeg(pk=like and like.pk, days=days, **leg_fields(what))


def legs_of(order):
    return list(order.legs.select_related("facility"))


def plan(order, legs, **more):
    order.refresh_from_db()
    lead_time = order.lead_time_now if more.get("takes_lead_time") else None
    seen = fingerprint(legs_of(order), lead_time, today=order.organization.today())
    return Plan(legs, **{"seen": seen, **more})


def by_air(order):
    """S10 b: ocean 28 and drayage 4 become air 8 and drayage 2."""
    production, ocean, drayage, *rest = legs_of(order)
    return [production, leg("freight/air", 8, ocean), leg("freight/ground", 2, drayage), *rest]


def without(order, *gone):
    return [each for n, each in enumerate(legs_of(order)) if n not in gone]


def ends(order):
    return [each.expected_ends_on.strftime("%m-%d") for each in order.legs.all()]


def words(impact):
    return [each.words for each in impact.documents]


def acknowledge(order, cast):
    for work_order in order.work_orders.exclude(status="cancelled"):
        person = work_order.facility.staff.get()
        desk.acknowledge(work_order, by=person, revision=work_order.revision)


def said(order, at, what, on, cast, **more):
    leg_report = LegReport(ReportKind(what), date.fromisoformat(on), **more)
    leg_reports.report(
        order,
        leg_id=legs_of(order)[at].pk,
        leg_report=leg_report,
        speaker=Speaker(cast.alice, date(2027, 1, 5)),
    )
