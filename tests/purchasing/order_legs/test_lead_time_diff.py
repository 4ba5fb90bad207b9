"""The lead time has changed since an order took it over: apply what is not past, or keep the legs."""

import pytest

from leadtimes.models import Leg
from sostocked.foundation.outbox.models import Message
from tests.factories import make_draft, make_placed
from tests.purchasing.leg_changes.changing import LEGS, PO, ends, said, typed


@pytest.fixture(autouse=True)
def tenth_of_november(time_machine):
    time_machine.move_to("2026-11-10T18:00:00Z")


@pytest.fixture
def order(cast):
    return make_placed(cast)


@pytest.fixture
def alice(cast, sign_in):
    return sign_in(cast.alice)


# ── The lead time since ───────────────────────────────────────────────────────────────────────────────


def test_the_lead_time_of_today_is_applied_to_what_is_not_past(cast, order, alice):
    Leg.objects.filter(lead_time=cast.lead_time, mode="ocean").update(days=35)
    Leg.objects.filter(lead_time=cast.lead_time, kind="supplier").update(days=20)
    said(order, 0, "finished", "2026-11-09", cast)
    assert f"{LEGS}?take=lead-time" in alice.get(PO).text
    page = alice.get(f"{LEGS}?take=lead-time")
    assert "Ocean freight, 28 days, becomes Ocean freight, 35 days." in page.text
    assert "Production, 30 days, is past and stays as it is." in page.text
    typed(alice, typed(alice, page, "preview", {}), "save", {})
    assert ends(order)[1] == "12-14"
    assert "has changed since" not in alice.get(PO).text


def test_keeping_the_legs_is_one_click_and_tells_nobody(cast, order, alice):
    Leg.objects.filter(lead_time=cast.lead_time, mode="ocean").update(days=35)
    posted, seen = Message.objects.count(), alice.get(PO).context["page"].seen
    assert alice.post(f"{LEGS}keep/", {"seen": seen}).url == PO
    page = alice.get(PO).text
    assert "PO-1001 keeps its legs." in page
    assert "has changed since" not in page
    assert (ends(order)[-1], Message.objects.count()) == ("12-31", posted)


def test_a_lead_time_that_changed_again_is_not_kept_unseen(cast, order, alice):
    Leg.objects.filter(lead_time=cast.lead_time, mode="ocean").update(days=35)
    seen = alice.get(PO).context["page"].seen
    Leg.objects.filter(lead_time=cast.lead_time, mode="ocean").update(days=36)
    alice.post(f"{LEGS}keep/", {"seen": seen})
    assert "has changed since" in alice.get(PO).text


def test_a_draft_follows_by_being_saved(cast, alice):
    make_draft(cast)
    Leg.objects.filter(lead_time=cast.lead_time, mode="ocean").update(days=35)
    page = alice.get(PO).text
    assert "It takes the legs over when it is saved or placed." in page
    assert f"{LEGS}?take" not in page
