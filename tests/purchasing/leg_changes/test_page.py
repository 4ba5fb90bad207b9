"""The pages on which the legs of an order under way are changed: typed, looked at, done."""

from purchasing.models import DateChange, OrderLeg
from sostocked.foundation.outbox.models import Message
from tests.factories import FacilityFactory
from tests.purchasing.leg_changes.changing import (
    BY_AIR,
    LEG,
    LEGS,
    PO,
    acknowledge,
    changed,
    ends,
    said,
    typed,
)
from workorders import services as desk
from workorders.models import WorkOrder

# ── Looking first ─────────────────────────────────────────────────────────────────────────────────────


def test_the_order_leads_to_its_legs_and_a_viewer_is_not_led(cast, order, sign_in):
    assert LEGS in sign_in(cast.bob).get(PO).text
    assert LEGS not in sign_in(cast.vera).get(PO).text


def test_what_changes_is_shown_before_anything_is_saved(cast, order, alice):
    acknowledge(cast)
    counts = [each.objects.count() for each in (OrderLeg, WorkOrder, DateChange, Message)]
    page = typed(alice, alice.get(LEGS), "preview", BY_AIR)
    assert page.status_code == 200
    assert [leg.word for leg in page.context["impact"].legs] == [
        "kept",
        "changed",
        "changed",
        "moved",
        "moved",
        "moved",
    ]
    assert "22 days earlier" in page.text
    assert "Gets revision 2 and must be acknowledged again." in page.text
    assert '<del><span class="visually-hidden">was </span>13 Dec 2026</del>' in page.text
    assert ends(order)[-1] == "12-31"
    assert [each.objects.count() for each in (OrderLeg, WorkOrder, DateChange, Message)] == counts


def test_the_bar_shows_the_legs_as_they_will_be(cast, order, alice):
    page = typed(alice, alice.get(LEGS), "preview", BY_AIR)
    assert [leg.ends_on.strftime("%m-%d") for leg in page.context["bar"].legs] == [
        "11-11",
        "11-19",
        "11-21",
        "11-26",
        "12-02",
        "12-09",
    ]
    assert LEG.findall(page.text) == [
        ("supplier", "planned", "true"),
        ("freight", "planned", "true"),
        ("freight", "planned", "true"),
        ("prep", "planned", "false"),
        ("freight", "planned", "false"),
        ("fba", "planned", "false"),
    ]
    assert "WO-1001-1" in [portion.title for portion in page.context["bar"].portions]
    assert "adjusted for this order" in page.text


def test_a_second_facility_takes_black_from_nobody_and_grey_from_the_first(cast, order, alice):
    """S10 d: on the page of the first work order the black part shrinks."""
    FacilityFactory(organization=cast.acme, name="Pacific 3PL", city="Tacoma")
    page = typed(alice, alice.get(LEGS), "add-leg", {})
    new = {"legs-6-kind": "warehouse", "legs-6-facility": cast.harbor.pk, "legs-6-days": "3"}
    page = typed(alice, page, "leg-up-6", new | {"legs-6-day_basis": "calendar"})
    page = typed(alice, page, "leg-up-5", {})
    page = typed(alice, page, "preview", {})
    assert [portion.title for portion in page.context["bar"].portions] == [
        "PO-1001",
        "WO-1001-1",
        "New work order",
    ]
    assert "A new work order, sent to them." in page.text
    typed(alice, page, "save", {})
    alice.force_login(cast.dana)
    paper = alice.get("/o/acme/work-orders/WO-1001-1/").text
    assert [active for _kind, _state, active in LEG.findall(paper)] == ["false"] * 3 + ["true"] + [
        "false"
    ] * 3


def test_the_legs_are_changed_and_the_order_says_by_how_much(cast, order, alice):
    page = changed(alice, BY_AIR, reason="Christmas")
    assert page.url == PO
    assert "has new legs: available 9 Dec 2026 instead of 31 Dec 2026." in alice.get(PO).text
    assert ends(order) == ["11-11", "11-19", "11-21", "11-26", "12-02", "12-09"]
    assert DateChange.objects.get().note == "Christmas"


def test_back_to_the_legs_loses_nothing_that_was_typed(cast, order, alice):
    looked = typed(alice, alice.get(LEGS), "preview", BY_AIR)
    back = typed(alice, looked, "back", {}, reason="Christmas & more")
    assert 'name="legs-1-days" value="8"' in back.text
    assert 'value="Christmas &amp; more"' in back.text
    assert 'value="Christmas &amp; more"' in typed(alice, back, "add-leg", {}, reason="Christmas & more").text


# ── What is past ──────────────────────────────────────────────────────────────────────────────────────


def test_past_legs_are_shown_locked_and_why(cast, order, alice, time_machine):
    time_machine.move_to("2026-12-10T18:00:00Z")
    alice.force_login(cast.alice)
    page = alice.get(LEGS)
    assert [past.leg.name for past in page.context["draft"].past] == ["Production", "Ocean freight"]
    assert "nobody said otherwise" in page.text
    assert page.context["draft"].legs.forms[0].place == 3
    assert 'aria-label="Leg 3"' in page.text


def test_a_leg_that_ended_is_no_longer_a_row(cast, order, alice):
    said(order, 0, "finished", "2026-11-09", cast)
    page = alice.get(LEGS)
    assert "Confirmed: it ended on 9 Nov 2026." in page.text
    assert len(page.context["draft"].legs.forms) == 5


def test_everything_ahead_may_go(cast, order, alice):
    said(order, 0, "finished", "2026-11-09", cast)
    page = alice.get(LEGS)
    for _leg in range(5):
        page = typed(alice, page, "remove-leg-0", {})
    page = typed(alice, typed(alice, page, "preview", {}), "save", {})
    assert page.status_code == 302
    assert [leg.kind for leg in order.legs.all()] == ["supplier"]
    assert WorkOrder.objects.get().status == "cancelled"


# ── Rule E on the page ────────────────────────────────────────────────────────────────────────────────


def test_a_reason_is_asked_for_where_somebody_acknowledged_and_loses_the_work(cast, order, alice):
    acknowledge(cast)
    page = typed(alice, alice.get(LEGS), "remove-leg-3", {})
    looked = typed(alice, page, "preview", {})
    assert looked.status_code == 200
    assert "Is cancelled. They have acknowledged it" in looked.text
    assert "field__error" not in looked.text
    silent = typed(alice, looked, "save", {})
    assert silent.status_code == 422
    assert "Lone Star Prep has acknowledged it. Say why it is cancelled." in silent.text
    assert "the facility that loses the work reads it too" in silent.text
    assert order.legs.count() == 6
    assert typed(alice, silent, "save", {}, reason="Sold as it is").status_code == 302
    assert WorkOrder.objects.get().cancel_reason == "Sold as it is"


def test_what_was_begun_stays_and_the_page_says_so(cast, order, alice):
    acknowledge(cast)
    desk.start(WorkOrder.objects.get(), by=cast.dana)
    looked = typed(alice, typed(alice, alice.get(LEGS), "remove-leg-3", {}), "preview", {})
    assert "Lone Star Prep has begun the work (10 Nov 2026). It cannot be undone." in looked.text
    assert 'value="save"' not in looked.text
    unseen = typed(alice, looked, "save", {}, reason="x", agreed="")
    assert 'value="save"' not in unseen.text
    assert order.legs.count() == 6


# ── Two at once ───────────────────────────────────────────────────────────────────────────────────────


def test_of_two_windows_the_second_is_told_and_may_go_on_with_his(cast, order, alice):
    hers, his = alice.get(LEGS), alice.get(LEGS)
    looked = typed(alice, his, "preview", {"legs-3-days": "9"})
    changed(alice, BY_AIR)
    late = typed(alice, looked, "save", {})
    assert late.status_code == 409
    assert "were changed after you opened them" in late.text
    assert 'name="legs-3-days" value="9"' in late.text
    assert typed(alice, hers, "preview", {}).status_code == 409
    mine = typed(alice, typed(alice, late, "rebase", {}), "preview", {})
    assert mine.status_code == 200
    assert typed(alice, mine, "save", {}).status_code == 302
    assert ends(order)[-1] == "01-04"


def test_sent_twice_it_happens_once(cast, order, alice):
    looked = typed(alice, alice.get(LEGS), "preview", BY_AIR)
    assert typed(alice, looked, "save", {}).status_code == 302
    again = typed(alice, looked, "save", {})
    assert (again.status_code, again.url) == (302, PO)
    assert "has these legs already" in alice.get(PO).text
    assert DateChange.objects.count() == 1


def test_what_was_not_shown_does_not_happen(cast, order, alice):
    looked = typed(alice, alice.get(LEGS), "preview", BY_AIR)
    acknowledge(cast)
    late = typed(alice, looked, "save", {})
    assert late.status_code == 409
    assert "Something has changed since you looked." in late.text
    assert "must be acknowledged again" in late.text
    assert ends(order)[-1] == "12-31"
    assert typed(alice, late, "save", {}).status_code == 302


def test_a_leg_that_became_past_while_typing_is_not_typed_twice(cast, order, alice):
    page = alice.get(LEGS)
    said(order, 0, "finished", "2026-11-09", cast)
    stale = typed(alice, page, "preview", BY_AIR)
    assert stale.status_code == 409
    mine = typed(alice, typed(alice, stale, "rebase", BY_AIR), "preview", {})
    assert mine.status_code == 200
    assert [leg.side.name for leg in mine.context["impact"].legs][:2] == ["Production", "Air freight"]


def test_storage_becomes_storage_and_prep_where_the_facility_preps(cast, order, alice):
    """S5 for an order under way: the second leg at Lone Star is the same work order's."""
    before = WorkOrder.objects.get()
    page = typed(alice, alice.get(LEGS), "add-leg", {})
    assert len(page.context["draft"].legs.forms) == 7
    stored = {
        "legs-3-kind": "warehouse",
        "legs-3-days": "9",
        "legs-4-kind": "prep",
        "legs-4-mode": "",
        "legs-4-facility": cast.lone_star.pk,
        "legs-4-days": "5",
        "legs-5-kind": "freight",
        "legs-5-mode": "ground",
        "legs-5-days": "6",
        "legs-6-kind": "fba",
        "legs-6-mode": "",
        "legs-6-days": "7",
        "legs-6-day_basis": "calendar",
    }
    looked = typed(alice, page, "preview", stored)
    assert looked.status_code == 200
    assert typed(alice, looked, "save", {}).status_code == 302
    assert [leg.kind for leg in order.legs.all()][3:] == ["warehouse", "prep", "freight", "fba"]
    assert WorkOrder.objects.get() == before
    cast.lone_star.capabilities = ["stores"]
    cast.lone_star.save()
    again = typed(alice, alice.get(LEGS), "preview", {"legs-3-days": "8"})
    assert again.status_code == 200, "what stands may stay"
    cast.harbor.refresh_from_db()
    page = typed(alice, alice.get(LEGS), "preview", {"legs-4-facility": cast.harbor.pk})
    assert "Harbor Logistics stores; this leg needs a facility that preps." in page.text
