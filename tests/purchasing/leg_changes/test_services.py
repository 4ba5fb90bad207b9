"""Editing the legs of an order under way: S10 b, c and d to the day, and rule E for its work orders."""

from datetime import date

import pytest

from purchasing import services
from purchasing.change_context import ReasonNeeded
from purchasing.leg_changes import services as leg_changes
from purchasing.models import DateChange, OrderLeg, PurchaseOrder
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.records.errors import Refused
from tests.factories import make_lead_time, make_placed
from tests.purchasing.leg_changes.changed import (
    DRAYAGE,
    FBA,
    GROUND,
    OCEAN,
    PREP,
    PRODUCTION,
    acknowledge,
    by_air,
    ends,
    leg,
    legs_of,
    plan,
    said,
    without,
    words,
)
from workorders import services as desk
from workorders.models import WorkOrder

# ── S10 b ─────────────────────────────────────────────────────────────────────────────────────────────


def test_by_air_instead_of_by_sea_the_goods_are_there_on_the_ninth_of_december(cast, order):
    acknowledge(order, cast)
    before = order.work_orders.get()
    impact = leg_changes.change_legs(order, plan(order, by_air(order)), by=cast.alice)
    assert ends(order) == ["11-11", "11-19", "11-21", "11-26", "12-02", "12-09"]
    assert (impact.available_before, impact.available_on) == (date(2026, 12, 31), date(2026, 12, 9))
    assert impact.days == -22
    after = order.work_orders.get()
    assert (after.number, after.expected_on, after.leave_on) == (
        before.number,
        date(2026, 11, 21),
        date(2026, 11, 26),
    )
    assert (after.revision, after.awaits_acknowledgement) == (before.revision + 1, True)
    assert Message.objects.filter(subject__contains="acknowledge again").count() == 1


def test_the_legs_keep_their_baseline_as_the_ghost_and_the_edit_is_one_slip(cast, order):
    rows = [each.pk for each in legs_of(order)]
    leg_changes.change_legs(order, plan(order, by_air(order), reason="Christmas"), by=cast.alice)
    assert [each.pk for each in legs_of(order)] == rows
    air = legs_of(order)[OCEAN]
    assert (air.mode, air.baseline_ends_on) == ("air", date(2026, 12, 9))
    date_change = DateChange.objects.get()
    assert (date_change.cause, date_change.leg, date_change.note, date_change.by) == (
        "edited",
        air,
        "Christmas",
        cast.alice,
    )
    assert (date_change.days, date_change.old_ends_on, date_change.new_ends_on) == (
        -20,
        date(2026, 12, 9),
        date(2026, 11, 19),
    )
    assert (date_change.old_available_on, date_change.new_available_on) == (
        date(2026, 12, 31),
        date(2026, 12, 9),
    )
    order.refresh_from_db()
    assert order.legs_adjusted
    assert order.baseline_available_on == date(2026, 12, 31)


def test_the_preview_says_the_same_and_leaves_nothing_behind(cast, order, django_capture_on_commit_callbacks):
    acknowledge(order, cast)
    wanted = plan(order, by_air(order))
    tables = [PurchaseOrder, OrderLeg, WorkOrder, DateChange, Message]
    tables += [each.pgh_event_model for each in (PurchaseOrder, OrderLeg, WorkOrder)]
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    with django_capture_on_commit_callbacks() as callbacks:
        shown = leg_changes.preview(order, wanted, by=cast.alice)
    assert callbacks == []
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    assert leg_changes.change_legs(order, wanted, by=cast.alice).digest == shown.digest
    assert [each.word for each in shown.legs] == ["kept", "changed", "changed", "moved", "moved", "moved"]
    assert words(shown) == ["Gets revision 2 and must be acknowledged again."]
    assert [tuple(each) for each in shown.documents[0].changes] == [
        ("Goods expected", "13 Dec 2026", "Sat 21 Nov, closed; first open day Mon 23 Nov"),
        ("Must leave", "18 Dec 2026", "26 Nov 2026"),
    ]


# ── S10 c ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_prep_leg_that_goes_takes_an_unread_work_order_along(cast, order):
    impact = leg_changes.change_legs(order, plan(order, without(order, PREP, GROUND)), by=cast.alice)
    assert WorkOrder.objects.get().status == "cancelled"
    date_change = DateChange.objects.get()
    assert (date_change.leg, date_change.leg_name) == (None, "Prep center")
    assert (date_change.old_ends_on, date_change.new_ends_on) == (date(2026, 12, 18), None)
    assert (date_change.old_available_on, date_change.new_available_on) == (
        date(2026, 12, 31),
        date(2026, 12, 20),
    )
    assert words(impact) == ["Is cancelled, and they are told."]
    assert [each.word for each in impact.legs] == ["kept", "kept", "kept", "removed", "removed", "moved"]


def test_who_has_acknowledged_reads_why_and_acknowledges_that_too(cast, order):
    acknowledge(order, cast)
    wanted = without(order, PREP)
    shown = leg_changes.preview(order, plan(order, wanted), by=cast.alice)
    assert shown.needs_reason
    assert words(shown) == [
        "Is cancelled. They have acknowledged it: they read why, and must acknowledge that too."
    ]
    with pytest.raises(ReasonNeeded, match="Say why"):
        leg_changes.change_legs(order, plan(order, wanted), by=cast.alice)
    assert len(legs_of(order)) == 6
    leg_changes.change_legs(order, plan(order, wanted, reason="Sold as it is"), by=cast.alice)
    work_order = WorkOrder.objects.get()
    assert (work_order.status, work_order.cancel_reason) == ("cancelled", "Sold as it is")
    assert work_order.awaits_acknowledgement


def test_goods_that_came_keep_the_facility_on_the_way(cast, order):
    said(order, DRAYAGE, "finished", "2026-12-13", cast)
    wanted = plan(order, without(order, PREP), reason="Too late")
    with pytest.raises(Refused, match=r"WO-1001-1 can no longer be cancelled\. .*Ground freight finished"):
        leg_changes.change_legs(order, wanted, by=cast.alice)
    assert order.work_orders.get().status == "sent"


def test_what_a_facility_has_begun_is_not_taken_away(cast, order):
    acknowledge(order, cast)
    desk.start(order.work_orders.get(), by=cast.dana)
    wanted = plan(order, without(order, PREP), reason="Too late")
    shown = leg_changes.preview(order, wanted, by=cast.alice)
    assert shown.is_refused
    sentence = "WO-1001-1: Lone Star Prep has begun the work (10 Nov 2026). It cannot be undone."
    assert str(shown.refusal) == sentence
    with pytest.raises(Refused, match="has begun the work"):
        leg_changes.change_legs(order, wanted, by=cast.alice)
    assert len(legs_of(order)) == 6
    assert not DateChange.objects.exists()


# ── S10 d ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_second_facility_gets_a_work_order_of_its_own(cast, order, pacific):
    acknowledge(order, cast)
    wanted = legs_of(order)
    wanted.insert(GROUND, leg(pacific, 10))
    impact = leg_changes.change_legs(order, plan(order, wanted), by=cast.alice)
    assert [
        (w.number, w.facility.name, w.status, w.expected_on) for w in order.work_orders.order_by("pk")
    ] == [
        ("WO-1001-1", "Lone Star Prep", "acknowledged", date(2026, 12, 13)),
        ("WO-1001-2", "Pacific 3PL", "sent", date(2026, 12, 18)),
    ]
    assert words(impact) == [
        "Gets revision 2 and must be acknowledged again.",
        "A new work order, sent to them.",
    ]
    assert [[tuple(change) for change in each.changes] for each in impact.documents] == [
        [("Steps", "Receive, Label, Ship", "Receive, Ship")],
        [
            ("Goods expected", "", "18 Dec 2026"),
            ("Must leave", "", "28 Dec 2026"),
            ("Steps", "", "Receive, Store, Ship"),
        ],
    ]
    new = legs_of(order)[GROUND]
    assert (new.facility, new.baseline_ends_on, new.expected_ends_on) == (pacific, None, date(2026, 12, 28))


def test_another_facility_in_its_place_cancels_the_one_and_tells_the_other(cast, order, pacific):
    wanted = legs_of(order)
    wanted[PREP] = leg(pacific, 5, wanted[PREP])
    leg_changes.change_legs(order, plan(order, wanted), by=cast.alice)
    assert list(order.work_orders.order_by("pk").values_list("facility__name", "status")) == [
        ("Lone Star Prep", "cancelled"),
        ("Pacific 3PL", "sent"),
    ]


# ── Who stays who ─────────────────────────────────────────────────────────────────────────────────────


def test_typed_anew_at_the_same_facility_the_work_order_is_the_same(cast, order):
    wanted = [each if n != PREP else leg(cast.lone_star, 4) for n, each in enumerate(legs_of(order))]
    leg_changes.change_legs(order, plan(order, wanted), by=cast.alice)
    assert list(order.work_orders.values_list("number", "status")) == [("WO-1001-1", "sent")]


def two_at_harbor(cast):
    chain = make_lead_time(
        cast.acme, ("supplier", 40), (cast.harbor, 14), (cast.harbor, 4), ("fba", 8), name="Store and pack"
    )
    return make_placed(cast, lead_time=chain)


@pytest.mark.parametrize("turn", [lambda a, b: [b], lambda a, b: [b, a], lambda a, b: [a]])
def test_as_long_as_a_facility_has_a_leg_it_keeps_its_one_work_order(cast, turn):
    order = two_at_harbor(cast)
    production, storage, packing, fba = legs_of(order)
    packing_baseline = packing.baseline_ends_on
    leg_changes.change_legs(order, plan(order, [production, *turn(storage, packing), fba]), by=cast.alice)
    work_order = order.work_orders.get()
    assert (work_order.number, work_order.status) == ("WO-1001-1", "sent")
    assert work_order.leg == legs_of(order)[1]
    assert DateChange.objects.count() == 1
    left = {each.days: each.baseline_ends_on for each in legs_of(order)}
    assert left.get(4, packing_baseline) == packing_baseline


def test_a_facility_moved_behind_a_new_one_keeps_its_work_order(cast, order, pacific):
    wanted = legs_of(order)
    wanted[PREP : PREP + 1] = [leg(pacific, 3, wanted[PREP]), leg(cast.lone_star, 5)]
    leg_changes.change_legs(order, plan(order, wanted), by=cast.alice)
    assert list(order.work_orders.order_by("pk").values_list("number", "facility__name", "status")) == [
        ("WO-1001-1", "Lone Star Prep", "sent"),
        ("WO-1001-2", "Pacific 3PL", "sent"),
    ]


# ── What is past ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "spoil",
    [
        lambda legs: legs[1:],
        lambda legs: [legs[1], legs[0], *legs[2:]],
        lambda legs: [leg("supplier", 29, legs[0]), *legs[1:]],
        lambda legs: [leg("supplier", 30), *legs[1:]],
    ],
)
def test_what_is_past_stays_first_and_as_it_is(cast, order, spoil):
    said(order, PRODUCTION, "finished", "2026-11-09", cast)
    with pytest.raises(Refused, match="Production is past and stays as it is"):
        leg_changes.change_legs(order, plan(order, spoil(legs_of(order))), by=cast.alice)


def test_a_leg_that_was_only_assumed_over_is_locked_by_its_date(cast, order, time_machine):
    time_machine.move_to("2026-11-11T18:00:00Z")
    wanted = legs_of(order)
    wanted[PRODUCTION] = leg("supplier", 35, wanted[PRODUCTION])
    with pytest.raises(Refused, match="nobody said otherwise"):
        leg_changes.change_legs(order, plan(order, wanted), by=cast.alice)


def test_dates_go_on_from_what_really_happened(cast, order):
    said(order, PRODUCTION, "finished", "2026-11-05", cast)
    leg_changes.change_legs(order, plan(order, by_air(order)), by=cast.alice)
    assert ends(order)[OCEAN] == "11-13"
    assert legs_of(order)[PRODUCTION].actual_ends_on == date(2026, 11, 5)


def test_an_end_that_somebody_gave_stays_until_the_leg_is_another(cast, order):
    said(order, DRAYAGE, "not_yet", "2027-01-20", cast, reason="customs")
    wanted = legs_of(order)
    wanted[FBA] = leg("fba", 9, wanted[FBA])
    leg_changes.change_legs(order, plan(order, wanted), by=cast.alice)
    assert legs_of(order)[DRAYAGE].reported_ends_on == date(2027, 1, 20)
    leg_changes.change_legs(order, plan(order, by_air(order)), by=cast.alice)
    assert legs_of(order)[DRAYAGE].reported_ends_on is None
    assert ends(order)[DRAYAGE] == "11-21"


@pytest.mark.parametrize("status", ["closed", "cancelled"])
def test_an_order_that_is_over_keeps_its_legs(cast, order, status):
    wanted = plan(order, by_air(order))
    if status == "cancelled":
        services.cancel(order, reason="No demand")
    else:  # as an older version closed orders: with their work orders open
        order.status = status
        order.save(update_fields=["status"])
    with pytest.raises(Refused, match="its legs stay as they are"):
        leg_changes.change_legs(order, wanted, by=cast.alice)


def test_a_facility_that_never_works_is_named_before_anything_is_written(cast, order):
    cast.lone_star.working_weekdays = []
    cast.lone_star.save()
    wanted = legs_of(order)
    wanted[PREP] = leg(cast.lone_star, 5, wanted[PREP])
    wanted[PREP].day_basis = "working"
    with pytest.raises(Refused, match="no working weekday"):
        leg_changes.preview(order, plan(order, wanted), by=cast.alice)
    assert legs_of(order)[PREP].day_basis == "calendar"
