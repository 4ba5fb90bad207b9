"""What the pages of purchase orders are tested with: the form as a browser sends it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from purchasing.models import OrderLeg, PurchaseOrder

ORDERS = "/o/acme/purchase-orders/"


@pytest.fixture
def form_of(cast):
    """`form_of(lines=[(sku, quantity, cost)], notes="…")` is the form of S2 as a browser posts it."""

    def build(lines=(("CH-BRUSH-SET", "2,000", "2.10"),), action="save", **more):
        data = {
            "supplier": cast.ningbo.pk,
            "ordered_on": "2026-10-12",
            "currency": "USD",
            "lead_time": cast.lead_time.pk,
            "notes": "",
            "action": action,
            "lines-INITIAL_FORMS": "0",
            "lines-TOTAL_FORMS": str(len(lines)),
        }
        for n, (sku, quantity, cost) in enumerate(lines):
            data |= {
                f"lines-{n}-sku": sku,
                f"lines-{n}-quantity": quantity,
                f"lines-{n}-unit_cost": cost,
            }
        return data | more

    return build


WAY = (("supplier", ""), ("freight", "ocean"), ("freight", "ground"), ("prep", ""), ("freight", "ground"))
WAY += (("fba", ""), ("fba", ""))


@pytest.fixture
def bulk_orders(cast):
    """`bulk_orders(500)`: placed orders of seven legs, a day apart, by a few inserts, without work orders."""

    def build(count, first_day=date(2026, 10, 1), days=10):
        number = PurchaseOrder.objects.count()
        orders = PurchaseOrder.objects.bulk_create(
            PurchaseOrder(
                organization=cast.acme,
                number=f"PO-{5000 + number + n}",
                supplier=cast.ningbo,
                lead_time=cast.lead_time,
                status="placed",
                placed_at=timezone.now(),
                placed_by=cast.alice,
                created_by=cast.alice,
                ordered_on=first_day + timedelta(days=n % 90),
                baseline_available_on=first_day + timedelta(days=n % 90 + len(WAY) * days),
                currency="USD",
            )
            for n in range(count)
        )
        OrderLeg.objects.bulk_create(
            OrderLeg(
                order=order,
                position=position,
                kind=kind,
                mode=mode,
                facility=cast.lone_star if kind == "prep" else None,
                days=days,
                baseline_starts_on=starts_on,
                baseline_ends_on=starts_on + timedelta(days=days),
                expected_starts_on=starts_on,
                expected_ends_on=starts_on + timedelta(days=days),
            )
            for order in orders
            for position, (kind, mode) in enumerate(WAY, start=1)
            for starts_on in [order.ordered_on + timedelta(days=(position - 1) * days)]
        )
        return orders

    return build
