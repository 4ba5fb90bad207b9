"""A facility that works on no weekday, or never again: every page that meets it says so, and comes to an end."""

from datetime import date

import pytest

from leadtimes.dating import date_chain
from leadtimes.models import Facility
from leadtimes.rules.schedule import NeverOpen
from sostocked.foundation.records.errors import Refused
from tests.factories import ClosureFactory, make_draft, make_lead_time
from tests.purchasing.conftest import ORDERS, form_of  # noqa: F401 (a fixture)
from tests.workorders.transfers.test_transfers import form as transfer_form

SENTENCE = "This facility has no working weekday."


@pytest.fixture
def chain(cast):
    """A lead time that counts working days at Lone Star Prep."""
    chain = make_lead_time(cast.acme, ("supplier", 1), (cast.lone_star, 4), name="Worked")
    chain.legs.filter(facility=cast.lone_star).update(day_basis="working")
    return chain


@pytest.fixture
def never(cast):
    """From now on Lone Star Prep works on no day of the week."""

    def close():
        cast.lone_star.working_weekdays = []
        cast.lone_star.save()

    return close


def test_dating_refuses_in_a_sentence_that_says_what_helps(cast, chain, never):
    never()
    with pytest.raises(Refused) as refusal:
        date_chain(date(2026, 11, 23), list(chain.legs.all()))
    assert isinstance(refusal.value.__cause__, NeverOpen)
    assert str(refusal.value) == (
        f"Prep center: {SENTENCE} Give it working weekdays, or count the leg in calendar days."
    )


@pytest.mark.parametrize("action", ["preview", "save", "place"])
def test_the_form_of_an_order(cast, chain, never, sign_in, form_of, action):  # noqa: F811
    never()
    page = sign_in(cast.bob).post(f"{ORDERS}new/", form_of(lead_time=chain.pk, action=action))
    assert SENTENCE in page.text
    assert not cast.acme.purchase_orders.exists()


def test_planning_backwards(cast, chain, never, sign_in, form_of):  # noqa: F811
    never()
    page = sign_in(cast.bob).post(f"{ORDERS}new/", form_of(action="preview", sellable_by="2027-03-01"))
    assert "cannot be dated" in page.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_placing_a_draft_that_was_dated_before(cast, chain, never, sign_in, method):
    draft = make_draft(cast, lead_time=chain)
    never()
    answer = getattr(sign_in(cast.bob), method)(f"{draft.get_absolute_url()}place/")
    assert (answer.status_code, SENTENCE in answer.text) == (409, True)
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_pages_of_documents_that_were_dated_before(cast, chain, never, sign_in):
    draft = make_draft(cast, lead_time=chain)
    never()
    client = sign_in(cast.bob)
    for url in (draft.get_absolute_url(), f"{draft.get_absolute_url()}edit/"):
        assert client.get(url).status_code == 200


def test_the_page_and_the_admin_of_a_lead_time(cast, chain, never, sign_in):
    never()
    client = sign_in(cast.alice)
    assert SENTENCE in client.get(chain.get_absolute_url()).text
    assert client.get("/o/acme/lead-times/").status_code == 200
    assert SENTENCE in client.get(f"/admin/leadtimes/leadtime/{chain.pk}/change/").text


@pytest.mark.parametrize("action", ["preview", "save"])
def test_the_form_of_a_transfer(cast, never, sign_in, action):
    never()
    typed = transfer_form(cast.lone_star, lines=[("CH-BRUSH-SET", "9")], action=action)
    page = sign_in(cast.bob).post("/o/acme/work-orders/new/", typed | {"legs-0-day_basis": "working"})
    assert SENTENCE in page.text
    assert not cast.lone_star.work_orders.exists()


def test_the_facilitys_own_pages(cast, never, sign_in):
    never()
    client = sign_in(cast.alice)
    assert client.get(cast.lone_star.get_absolute_url()).text.count('data-open="false"') == 7
    assert client.get("/o/acme/facilities/").status_code == 200


def test_a_closure_of_many_years_dates_orders_after_it(cast, sign_in):
    ClosureFactory(facility=cast.lone_star, starts_on=date(2026, 1, 1), ends_on=date(2525, 12, 31))
    order = make_draft(cast)
    assert order.legs.get(facility=cast.lone_star).expected_ends_on == date(2526, 1, 6)
    assert sign_in(cast.bob).get(order.get_absolute_url()).status_code == 200
    assert "31 Dec 2525" in sign_in(cast.bob).get(cast.lone_star.get_absolute_url()).text


def test_freight_that_is_nobodys_counts_monday_to_friday_and_has_no_holidays(cast):
    """Thanksgiving is a working day to a lorry that nobody here answers for."""
    Facility.objects.filter(organization=cast.acme).update(holiday_country="US", working_weekdays=[6])
    way = make_lead_time(cast.acme, ("supplier", 0), ("freight/ground", 4), name="Nobody's")
    way.legs.filter(kind="freight").update(day_basis="working")
    (_, span) = date_chain(date(2026, 11, 25), list(way.legs.all()), supplier_id=cast.ningbo.pk)
    assert span.ends_on == date(2026, 12, 1)
    assert span.lost == ()


def test_the_form_of_a_lead_time_says_which_days_are_working_days(cast, sign_in):
    page = sign_in(cast.alice).get(f"/admin/leadtimes/leadtime/{cast.lead_time.pk}/change/").text
    assert "counts Monday to Friday and has no holidays" in " ".join(page.split())
