"""A seller with very many open orders, filled in by set-based SQL with the triggers off, like a bulk load."""

from datetime import date
from typing import NamedTuple

from django.db import connection

from leadtimes.models import Closure, Facility, LeadTime, Leg
from sostocked.foundation.people.models import Organization, User
from sostocked.foundation.people.services import found_organization

FIRST_DAY = date(2026, 8, 1)
SPAN = 45
"""The orders' PO dates are spread over so many days."""

_ORDERS = """
    INSERT INTO purchasing_purchaseorder
        (organization_id, number, supplier_id, lead_time_id, lead_time_legs, legs_adjusted, status, ordered_on,
         currency, notes, cancel_reason, version, created_by_id, created_at, placed_by_id, placed_at,
         baseline_available_on, supplier_as_said, lead_time_as_said)
    SELECT %(organization)s, 'PO-' || n, %(supplier)s, %(lead_time)s, '[]', false, 'placed',
           %(first_day)s::date + n %% %(span)s, 'USD', '', '', 1, %(by)s, now(), %(by)s, now(),
           %(first_day)s::date + n %% %(span)s + %(days)s, 'Factory', 'By sea'
    FROM generate_series(1, %(orders)s) AS n
"""
_LEGS = """
    INSERT INTO purchasing_orderleg
        (order_id, position, kind, mode, label, facility_id, days, day_basis, baseline_starts_on,
         baseline_ends_on, expected_starts_on, expected_ends_on)
    SELECT o.id, l.position, l.kind, l.mode, l.label, l.facility_id, l.days, l.day_basis,
           o.ordered_on + l.before, o.ordered_on + l.before + l.days,
           o.ordered_on + l.before, o.ordered_on + l.before + l.days
    FROM purchasing_purchaseorder o
    JOIN (SELECT *, COALESCE(sum(days) OVER (PARTITION BY lead_time_id ORDER BY position
                 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::int AS before FROM leadtimes_leg) l
      ON l.lead_time_id = o.lead_time_id
    WHERE o.lead_time_id = %(lead_time)s
"""
_WORK_ORDERS = """
    INSERT INTO workorders_workorder
        (organization_id, number, facility_id, order_id, leg_id, status, revision, version, instructions,
         steps_by_hand, expected_on, leave_on, told_expected_on, told_leave_on, cancel_reason, created_at, sent_at)
    SELECT o.organization_id, replace(o.number, 'PO', 'WO') || '-1', l.facility_id, o.id, l.id, 'sent', 1, 1, '',
           false, l.expected_starts_on, l.expected_ends_on, l.expected_starts_on, l.expected_ends_on, '',
           now(), now()
    FROM purchasing_purchaseorder o
    JOIN purchasing_orderleg l ON l.order_id = o.id AND l.kind = 'prep'
    WHERE o.lead_time_id = %(lead_time)s
"""


class World(NamedTuple):
    """Who sells, who closes, and who asks."""

    organization: Organization
    supplier: Facility
    owner: User


def fill(orders: int) -> World:
    """A seller with so many open orders of 6 legs, each with a work order at a prep center."""
    owner = User.objects.create_user(f"bench{orders}@example.com", name="Bench")
    organization = found_organization(f"Bench Goods {orders}", owner=owner)
    supplier = Facility.objects.create(organization=organization, name="Factory", kind="supplier")
    prep = Facility.objects.create(organization=organization, name="Prep", kind="prep_center")
    lead_time = LeadTime.objects.create(organization=organization, name="By sea")
    legs = [
        ("supplier", "", None, 30),
        ("freight", "ocean", None, 28),
        ("freight", "ground", None, 4),
        ("prep", "", prep, 5),
        ("freight", "ground", None, 6),
        ("fba", "", None, 7),
    ]
    Leg.objects.bulk_create(
        Leg(lead_time=lead_time, position=n, kind=kind, mode=mode, facility=place, days=days)
        for n, (kind, mode, place, days) in enumerate(legs, start=1)
    )
    values = {
        "organization": organization.pk,
        "supplier": supplier.pk,
        "lead_time": lead_time.pk,
        "by": owner.pk,
        "first_day": FIRST_DAY,
        "span": SPAN,
        "days": sum(days for *_leg, days in legs),
        "orders": orders,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for leg_report in (_ORDERS, _LEGS, _WORK_ORDERS):
            cursor.execute(leg_report, values)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")
    assert organization.purchase_orders.open().count() == orders
    return World(organization, supplier, owner)


def close_the_factory(world: World) -> None:
    """Two weeks while nearly every order is in production: nearly every order moves."""
    Closure.objects.create(
        facility=world.supplier, starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 14), reason="Flood"
    )
