"""A draft that nobody adjusted follows its lead time; one that was adjusted says so and can take it over."""

import pytest

from leadtimes.lead_times.followers import let_follow
from purchasing import services as purchasing
from purchasing.models import OrderLeg, PurchaseOrder
from sostocked.foundation.records.errors import Refused
from tests.factories import LegFactory, make_draft, make_lead_time, make_placed
from tests.purchasing.conftest import ORDERS
from tests.purchasing.order_form.test_products_on_lines import fields_of


def fresh(order):
    return PurchaseOrder.objects.with_lead_time_now().get(pk=order.pk)


def slower_ocean(cast, days=35):
    cast.lead_time.legs.filter(mode="ocean").update(days=days)


def by_way_of_harbor(cast):
    """A warehouse is put in before the prep center."""
    cast.lead_time.legs.filter(position__gte=4).order_by("-position").update(position=50)
    for position, leg in enumerate(cast.lead_time.legs.filter(position=50).order_by("pk"), start=5):
        cast.lead_time.legs.filter(pk=leg.pk).update(position=position)
    LegFactory(lead_time=cast.lead_time, position=4, kind="warehouse", facility=cast.harbor, days=2)


def days(order):
    return [leg.days for leg in order.legs.all()]


def work_orders(order):
    return sorted(order.work_orders.values_list("number", "facility__name", "status"))


def test_a_draft_follows_as_soon_as_the_legs_are_saved(cast):
    draft, placed = make_draft(cast), make_placed(cast)
    slower_ocean(cast)
    let_follow(cast.lead_time)
    assert days(draft) == [30, 35, 4, 5, 6, 7]
    assert str(draft.legs.last().expected_ends_on) == "2027-01-07"
    assert str(draft.work_orders.get().expected_on) == "2026-12-20"
    assert fresh(draft).lead_time_legs == fresh(draft).lead_time_now
    assert days(placed) == [30, 28, 4, 5, 6, 7]  # S10 (a): a placed order keeps its own


def test_a_facility_that_is_put_in_gets_its_work_order(cast):
    draft = make_draft(cast)
    by_way_of_harbor(cast)
    let_follow(cast.lead_time)
    assert work_orders(draft) == [
        ("WO-1001-1", "Lone Star Prep", "planned"),
        ("WO-1001-2", "Harbor Logistics", "planned"),
    ]


def test_legs_that_changed_by_another_way_are_taken_over_by_placing(cast):
    draft = make_draft(cast)
    slower_ocean(cast)
    placed = purchasing.place(draft, by=cast.alice)
    assert days(placed) == [30, 35, 4, 5, 6, 7]
    assert str(placed.baseline_available_on) == "2027-01-07"
    assert str(placed.work_orders.get().expected_on) == "2026-12-20"
    assert placed.lead_time_legs == fresh(placed).lead_time_now


def test_adjusted_legs_stay_when_the_lead_time_changes_and_when_it_is_placed(cast):
    draft = make_draft(cast, legs=[OrderLeg(kind="supplier", days=10), OrderLeg(kind="fba", days=3)])
    slower_ocean(cast)
    let_follow(cast.lead_time)
    assert days(draft) == [10, 3]
    assert days(purchasing.place(draft, by=cast.alice)) == [10, 3]


def test_a_draft_that_cannot_be_dated_so_keeps_its_legs_and_is_not_placed(cast):
    draft = make_draft(cast)
    cast.lead_time.legs.filter(mode="ocean").update(kind="prep", mode="", facility=cast.lone_star)
    cast.lead_time.legs.filter(position=2).update(day_basis="working")
    cast.lone_star.working_weekdays = []
    cast.lone_star.save()
    let_follow(cast.lead_time)
    assert days(draft) == [30, 28, 4, 5, 6, 7]
    with pytest.raises(Refused, match="Give it working weekdays"):
        purchasing.place(draft, by=cast.alice)


def test_the_dialog_says_that_placing_takes_the_lead_time_over(cast, sign_in):
    make_draft(cast)
    slower_ocean(cast)
    page = sign_in(cast.bob).get(f"{ORDERS}PO-1001/place/").text
    assert (
        "China → Lone Star → FBA has changed since this draft was saved. Placing it takes that over." in page
    )
    assert "available 7 Jan 2027 instead of 31 Dec 2026" in page


EDIT = f"{ORDERS}PO-1001/edit/"


@pytest.fixture
def adjusted(cast):
    """A draft whose production takes 20 days instead of 30, before its lead time's ocean freight became slower."""
    own = [OrderLeg(**leg.values()._asdict()) for leg in cast.lead_time.legs.all()]
    own[0].days = 20
    draft = make_draft(cast, legs=own)
    slower_ocean(cast)
    return draft


def typed_days(page):
    return [form["days"].value() for form in page.context["draft"].legs.forms]


def says_changed(page):
    return "The lead time has changed since" in page.text


def test_legs_adjusted_along_the_lead_time_as_it_is_say_nothing(cast, sign_in):
    make_draft(cast, legs=[OrderLeg(kind="supplier", days=10), OrderLeg(kind="fba", days=3)])
    client = sign_in(cast.bob)
    assert not says_changed(client.get(EDIT))
    assert not says_changed(client.get(f"{ORDERS}PO-1001/"))


def test_an_adjusted_draft_offers_to_take_over_what_changed(cast, sign_in, adjusted):
    client = sign_in(cast.bob)
    assert "Take over what changed" in client.get(f"{ORDERS}PO-1001/").text
    assert says_changed(client.get(EDIT))
    page = client.get(f"{EDIT}?take=lead-time")
    assert "Taken over from" in page.text
    assert typed_days(page) == ["20", "35", "4", "5", "6", "7"]
    assert days(adjusted) == [20, 28, 4, 5, 6, 7], "looking changes nothing"


def test_the_hint_outlives_every_save_that_does_not_decide(cast, sign_in, adjusted):
    client = sign_in(cast.bob)
    for notes in ("once", "twice"):
        client.post(EDIT, fields_of(client.get(EDIT)) | {"notes": notes, "action": "save"})
        assert PurchaseOrder.objects.get().notes == notes
        assert says_changed(client.get(EDIT))
        assert says_changed(client.get(f"{ORDERS}PO-1001/"))
    assert days(adjusted) == [20, 28, 4, 5, 6, 7]


def test_taking_over_merges_into_what_is_typed_and_saving_it_ends_the_hint(cast, sign_in, adjusted):
    client = sign_in(cast.bob)
    form = fields_of(client.get(EDIT)) | {"legs-2-days": "9", "notes": "typed", "action": "take-over-legs"}
    page = client.post(EDIT, form)
    assert typed_days(page) == ["20", "35", "9", "5", "6", "7"]
    assert page.context["draft"].taken_over == ["Ocean freight, 28 days, becomes Ocean freight, 35 days."]
    assert says_changed(client.get(EDIT)), "nothing is saved yet"
    client.post(EDIT, fields_of(page) | {"action": "save"})
    assert (days(adjusted), PurchaseOrder.objects.get().notes) == ([20, 35, 9, 5, 6, 7], "typed")
    assert not says_changed(client.get(EDIT))
    assert not says_changed(client.get(f"{ORDERS}PO-1001/"))


def test_keeping_the_legs_ends_the_hint_once_it_is_saved(cast, sign_in, adjusted):
    client = sign_in(cast.bob)
    page = client.post(EDIT, fields_of(client.get(EDIT)) | {"action": "keep-legs"})
    assert "These legs stay as they are." in page.text
    assert says_changed(client.get(EDIT)), "nothing is saved yet"
    client.post(EDIT, fields_of(page) | {"action": "save"})
    assert days(adjusted) == [20, 28, 4, 5, 6, 7]
    assert not says_changed(client.get(EDIT))


def test_a_lead_time_that_changes_once_more_is_hinted_at_again(cast, sign_in, adjusted):
    client = sign_in(cast.bob)
    page = client.post(EDIT, fields_of(client.get(EDIT)) | {"action": "take-over-legs"})
    slower_ocean(cast, days=40)
    client.post(EDIT, fields_of(page) | {"action": "save"})
    assert days(adjusted) == [20, 35, 4, 5, 6, 7]
    assert typed_days(client.get(f"{EDIT}?take=lead-time")) == ["20", "40", "4", "5", "6", "7"]


def test_legs_that_cannot_be_read_are_mended_before_anything_is_taken_over(cast, sign_in, adjusted):
    client = sign_in(cast.bob)
    form = fields_of(client.get(EDIT)) | {"legs-2-days": "soon", "action": "take-over-legs"}
    page = client.post(EDIT, form)
    assert "Mend what is wrong with the legs first; then take over what changed." in page.text
    assert typed_days(page) == ["20", "28", "soon", "5", "6", "7"]


def test_a_form_that_somebody_tampered_with_changes_nothing_about_the_hint(cast, sign_in, adjusted):
    client = sign_in(cast.bob)
    client.post(EDIT, fields_of(client.get(EDIT)) | {"departed_from": "[1, []]:x", "action": "save"})
    assert says_changed(client.get(EDIT))


def test_another_lead_time_is_what_the_legs_depart_from(cast, sign_in, adjusted):
    direct = make_lead_time(cast.acme, ("supplier", 15), ("fba", 5), name="Straight to FBA")
    client = sign_in(cast.bob)
    client.post(EDIT, fields_of(client.get(EDIT)) | {"lead_time": direct.pk, "action": "save"})
    assert PurchaseOrder.objects.get().lead_time == direct
    assert not says_changed(client.get(EDIT))


def test_saving_by_the_service_leaves_the_hint(cast, adjusted):
    head = purchasing.Head(cast.ningbo, cast.lead_time, adjusted.ordered_on, "USD")
    own = [OrderLeg(kind="supplier", days=10), OrderLeg(kind="fba", days=3)]
    purchasing.change_draft(adjusted, version=adjusted.version, head=head, lines=[], legs=own)
    assert fresh(adjusted).lead_time_legs != fresh(adjusted).lead_time_now
