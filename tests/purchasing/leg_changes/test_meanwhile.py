"""Editing legs: nothing happens that was not shown, and the lead time is followed or left."""

import pytest

from leadtimes.models import Leg
from purchasing.leg_changes import services as leg_changes
from purchasing.models import DateChange, PurchaseOrder
from purchasing.rules.leg_fingerprint import fingerprint
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.records.errors import ChangedMeanwhile
from tests.factories import FacilityFactory, make_lead_time, make_placed
from tests.purchasing.leg_changes.changed import (
    DRAYAGE,
    FBA,
    OCEAN,
    PRODUCTION,
    acknowledge,
    by_air,
    ends,
    leg,
    legs_of,
    plan,
    said,
    without,
)
from workorders.steps.services import StepInput, write_steps

# ── Nothing happens that was not shown ────────────────────────────────────────────────────────────────


def test_legs_that_were_changed_meanwhile_are_not_overwritten(cast, order):
    mine, hers = plan(order, by_air(order)), plan(order, without(order, DRAYAGE))
    leg_changes.change_legs(order, hers, by=cast.bob)
    with pytest.raises(ChangedMeanwhile):
        leg_changes.change_legs(order, mine, by=cast.alice)
    assert len(legs_of(order)) == 5


def test_what_a_facility_says_meanwhile_is_looked_at_first(cast, order):
    mine = plan(order, by_air(order))
    said(order, PRODUCTION, "finished", "2026-11-09", cast)
    with pytest.raises(ChangedMeanwhile):
        leg_changes.change_legs(order, mine, by=cast.alice)


def test_an_effect_that_is_no_longer_the_one_agreed_on_does_not_happen(cast, order):
    wanted = plan(order, by_air(order))
    shown = leg_changes.preview(order, wanted, by=cast.alice)
    acknowledge(order, cast)
    with pytest.raises(ChangedMeanwhile, match="since you looked"):
        leg_changes.change_legs(order, wanted, by=cast.alice, agreed=shown.digest)
    assert ends(order)[FBA] == "12-31"


def test_the_same_legs_again_change_nothing(cast, order):
    version, posted = order.version, Message.objects.count()
    impact = leg_changes.change_legs(order, plan(order, legs_of(order)), by=cast.alice)
    assert not impact.writes
    order.refresh_from_db()
    assert (order.version, order.legs_adjusted, DateChange.objects.count()) == (version, False, 0)
    assert Message.objects.count() == posted


# ── The lead time since ───────────────────────────────────────────────────────────────────────────────


def with_lead_time_now(order):
    return PurchaseOrder.objects.with_lead_time_now().get(pk=order.pk)


def test_taking_over_the_lead_time_makes_the_order_the_lead_times_again(cast, order):
    Leg.objects.filter(lead_time=cast.lead_time, mode="ocean").update(days=35)
    order = with_lead_time_now(order)
    wanted = legs_of(order)
    wanted[OCEAN] = leg("freight/ocean", 35, wanted[OCEAN])
    leg_changes.change_legs(order, plan(order, wanted, takes_lead_time=True), by=cast.alice)
    order = with_lead_time_now(order)
    assert order.lead_time_legs == order.lead_time_now
    assert not order.legs_adjusted
    assert ends(order)[FBA] == "01-07"


def test_a_lead_time_that_changes_again_meanwhile_is_compared_again(cast, order):
    order = with_lead_time_now(order)
    wanted = plan(order, legs_of(order), takes_lead_time=True)
    Leg.objects.filter(lead_time=cast.lead_time, mode="ocean").update(days=35)
    with pytest.raises(ChangedMeanwhile):
        leg_changes.change_legs(order, wanted, by=cast.alice)


def test_keeping_the_legs_ends_the_talk_of_the_lead_time(cast, order):
    Leg.objects.filter(lead_time=cast.lead_time, mode="ocean").update(days=35)
    order = with_lead_time_now(order)
    seen = fingerprint(legs_of(order), order.lead_time_now, today=order.organization.today())
    posted = Message.objects.count()
    leg_changes.keep_legs(order, seen=seen)
    order = with_lead_time_now(order)
    assert order.lead_time_legs == order.lead_time_now
    assert order.legs_adjusted
    assert ends(order)[FBA] == "12-31"
    assert Message.objects.count() == posted
    Leg.objects.filter(lead_time=cast.lead_time, mode="ocean").update(days=36)
    with pytest.raises(ChangedMeanwhile):
        leg_changes.keep_legs(order, seen=seen)


@pytest.mark.parametrize("stops", [1, 3, 16])
def test_the_number_of_queries_does_not_grow_with_legs_and_work_orders(
    cast, stops, django_assert_max_num_queries
):
    there = [FacilityFactory(organization=cast.acme) for _ in range(stops)]
    chain = make_lead_time(
        cast.acme, ("supplier", 40), *[(each, 1) for each in there], ("fba", 1), name="Many"
    )
    order = make_placed(cast, lead_time=chain)
    production, *rest = legs_of(order)
    wanted = plan(order, [leg("supplier", 41, production), *[leg(there[0], 2), *rest]])
    with django_assert_max_num_queries(50):
        leg_changes.change_legs(order, wanted, by=cast.alice)


# ── What the facility must hear ───────────────────────────────────────────────────────────────────────


def test_goods_that_go_on_elsewhere_are_news_although_steps_and_dates_stay(cast, order, pacific):
    """The seller wrote the steps by hand; now a second facility stands between the prep center and Amazon."""
    work_order = order.work_orders.get()
    write_steps(work_order, version=work_order.version, steps=[StepInput("ship", "As agreed.")])
    acknowledge(order, cast)
    posted, before = Message.objects.count(), order.work_orders.get()
    legs = legs_of(order)
    wanted = plan(order, [*legs[:-1], leg(pacific, 3), legs[-1]])
    impact = leg_changes.change_legs(order, wanted, by=cast.alice)
    after = order.work_orders.get(pk=before.pk)
    assert (after.revision, after.awaits_acknowledgement) == (before.revision + 1, True)
    assert (after.expected_on, after.leave_on) == (before.expected_on, before.leave_on)
    assert Message.objects.count() == posted + 1  # nobody at the other one has an address
    assert "must be acknowledged again" in impact.documents[0].words
