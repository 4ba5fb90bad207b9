"""Storage and prep at one facility (scenario S5): one work order, and every date."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from leadtimes.models import Leg
from purchasing.models import PurchaseOrder
from tests.factories import FacilityFactory, make_lead_time, make_placed
from workorders.models import WorkOrder

LEG = re.compile(r'data-kind="(\w+)"\s+data-state="\w+"\s+data-active="(\w+)"')
BEFORE, HERE = ["supplier", "freight", "freight"], ["warehouse", "prep", "freight", "fba"]
ENDS = [
    date(2026, 11, 27),
    date(2026, 12, 27),
    date(2026, 12, 30),
    date(2027, 1, 13),
    date(2027, 1, 17),
    date(2027, 1, 23),
    date(2027, 1, 31),
]


@pytest.fixture
def way(cast, time_machine):
    """The lead time of S5; Harbor is a warehouse that preps, too."""
    time_machine.move_to("2026-11-02T15:00:00Z")
    cast.harbor.capabilities = ["stores", "preps"]
    cast.harbor.save()
    way = make_lead_time(
        cast.acme, ("supplier", 25), ("freight/ocean", 30), ("freight/ground", 3), name="Stored and prepped"
    )
    for position, (kind, days) in enumerate([("warehouse", 14), ("prep", 4)], start=4):
        Leg.objects.create(lead_time=way, position=position, kind=kind, days=days, facility=cast.harbor)
    Leg.objects.create(lead_time=way, position=6, kind="freight", mode="ground", days=6)
    Leg.objects.create(lead_time=way, position=7, kind="fba", days=8)
    return way


def test_two_legs_at_one_facility_are_one_work_order_that_receives_stores_labels_and_ships(cast, way):
    order = make_placed(cast, lead_time=way, ordered_on=date(2026, 11, 2))
    assert [leg.expected_ends_on for leg in order.legs.all()] == ENDS
    assert (order.baseline_available_on - order.ordered_on).days == 90
    work_order = order.work_orders.get()
    assert (work_order.facility, work_order.number) == (cast.harbor, "WO-1001-1")
    assert [step.kind for step in work_order.steps.all()] == ["receive", "store", "label", "ship"]
    assert (work_order.expected_on, work_order.leave_on) == (date(2026, 12, 30), date(2027, 1, 17))


def test_the_bar_is_black_on_the_order_up_to_the_facility_and_on_its_work_order_from_there(
    cast, sign_in, way
):
    order = make_placed(cast, lead_time=way, ordered_on=date(2026, 11, 2))
    both = [*BEFORE, *HERE]
    page = sign_in(cast.alice).get(order.get_absolute_url())
    assert LEG.findall(page.text) == [
        (kind, "true" if kind in BEFORE and n < 3 else "false") for n, kind in enumerate(both)
    ]
    assert [leg.ends_on for leg in page.context["page"].bar.legs] == ENDS
    page = sign_in(cast.wes).get(WorkOrder.objects.get().get_absolute_url())
    assert LEG.findall(page.text) == [(kind, str(n >= 3).lower()) for n, kind in enumerate(both)]


def test_it_is_typed_in_as_the_own_legs_of_an_order(cast, sign_in, way):
    kinds = ["supplier", "freight", "freight", *HERE]
    days, data = [25, 30, 3, 14, 4, 6, 8], {}
    for n, (kind, count) in enumerate(zip(kinds, days, strict=True)):
        data |= {f"legs-{n}-kind": kind, f"legs-{n}-days": count, f"legs-{n}-day_basis": "calendar"}
        data[f"legs-{n}-facility"] = cast.harbor.pk if kind in ("warehouse", "prep") else ""
    data |= {"legs-TOTAL_FORMS": 7, "legs-INITIAL_FORMS": 0, "adjusted": "1", "action": "save"}
    data |= {"supplier": cast.ningbo.pk, "ordered_on": "2026-11-02", "currency": "USD", "lead_time": way.pk}
    data |= {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-sku": "CH-BRUSH-SET"}
    data |= {"lines-0-quantity": "900", "lines-0-unit_cost": "4"}
    answer = sign_in(cast.bob).post("/o/acme/purchase-orders/new/", data)
    assert answer.status_code == 302
    order = PurchaseOrder.objects.get()
    assert [leg.kind for leg in order.legs.all()] == kinds
    assert order.work_orders.get().facility == cast.harbor

    cast.harbor.capabilities = ["stores"]
    cast.harbor.save()
    page = sign_in(cast.bob).post("/o/acme/purchase-orders/new/", data)
    assert page.status_code == 422
    assert "Harbor Logistics stores; this leg needs a facility that preps." in page.text
    data["version"] = order.version
    answer = sign_in(cast.bob).post(f"{order.get_absolute_url()}edit/", data)
    assert answer.status_code == 302, "what stands on this order may stay"
    order.refresh_from_db()
    assert [leg.kind for leg in order.legs.all()] == kinds


def test_a_lead_time_asks_the_database_too_what_a_facility_can_do(cast):
    leg = {"lead_time": cast.lead_time, "position": 9, "days": 1}
    with pytest.raises(IntegrityError, match="does such work"), transaction.atomic():
        Leg.objects.create(**leg, kind="prep", facility=cast.harbor)
    with pytest.raises(IntegrityError, match="does such work"), transaction.atomic():
        Leg.objects.create(**leg, kind="warehouse", facility=cast.ningbo)
    assert Leg.objects.create(**leg, kind="warehouse", facility=cast.lone_star)


def test_a_new_facility_can_do_what_is_usual_for_its_kind_and_nobody_else_can_do_anything(cast):
    made = {
        kind: FacilityFactory(organization=cast.acme, kind=kind)
        for kind in ("warehouse", "prep_center", "fba")
    }
    assert [each.capabilities for each in made.values()] == [["stores"], ["stores", "preps"], []]
    with pytest.raises(IntegrityError, match="who_gets_work_orders_can_do_something"), transaction.atomic():
        FacilityFactory(organization=cast.acme, supplier=True, capabilities=["stores"])
    with pytest.raises(IntegrityError, match="capabilities_are_known"), transaction.atomic():
        FacilityFactory(organization=cast.acme, capabilities=["flies"])
