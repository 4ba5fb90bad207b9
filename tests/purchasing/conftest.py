"""What the pages of purchase orders are tested with: the form as a browser sends it."""

import pytest

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
