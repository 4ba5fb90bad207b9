"""The page where a changed calendar moves open orders: counted first, moved when somebody says so."""

from datetime import UTC, date, datetime, timedelta

import pytest

from leadtimes.models import Rescheduling
from leadtimes.rescheduling import batches
from leadtimes.rescheduling import services as rescheduling
from tests.factories import ClosureFactory, make_placed
from tests.leadtimes.admin.test_facilities import FACILITIES, typed

HTMX = {"HX-Request": "true"}


@pytest.fixture
def order(cast):
    return make_placed(cast, ordered_on=date(2027, 1, 4))


@pytest.fixture
def url(cast):
    return f"{cast.ningbo.get_absolute_url()}re-date/"


def new_year(cast):
    first, last = date(2027, 1, 25), date(2027, 2, 20)
    return ClosureFactory(facility=cast.ningbo, starts_on=first, ends_on=last, reason="Chinese New Year")


def in_a_row(text):
    """What a page says, however its source is broken into lines."""
    return " ".join(text.split())


def latest(cast):
    return cast.ningbo.reschedulings.first()


def supplier(**more):
    """The form of Ningbo Brightware as it is, but for what is typed."""
    as_it_is = {"name": "Ningbo Brightware", "kind": "supplier", "working_weekdays": list("01234")}
    data = typed(**as_it_is | more)
    del data["notice_days"]  # a supplier is not asked for it
    return data


NEW_YEAR = [("2027-01-25", "2027-02-20", "Chinese New Year")]


def test_from_the_admin_to_moved_dates(cast, order, url, sign_in):
    client = sign_in(cast.alice)
    answer = client.post(f"{FACILITIES}{cast.ningbo.pk}/change/", supplier(closures=NEW_YEAR))
    assert answer.url == url
    page = client.get(url)
    assert "Counting what moves" in page.text
    assert "<progress" in page.text
    batches.run(latest(cast))
    page = in_a_row(client.get(url).text)
    assert "1 of 1 open order moves: 1 later by 27 days." in page
    assert f'href="{order.get_absolute_url()}"' in page
    assert "25 Mar 2027" in page
    assert "21 Apr 2027" in page
    assert order.legs.last().expected_ends_on == date(2027, 3, 25)
    answer = client.post(url, {"action": "move", "rescheduling": latest(cast).pk})
    assert answer.url == url
    assert "Moving dates" in client.get(url).text
    batches.run(latest(cast))
    page = in_a_row(client.get(url).text)
    assert "1 of 1 open order moved: 1 later by 27 days." in page
    assert 'href="/o/acme/purchase-orders/"' in page
    assert order.legs.last().expected_ends_on == date(2027, 4, 21)


def test_the_progress_asks_again_by_itself_until_it_is_over(cast, order, url, sign_in):
    new_year(cast)
    client = sign_in(cast.alice)
    client.post(url)
    part = client.get(url, headers=HTMX)
    assert part.text.strip().startswith('<div class="stack stack--loose" id="rescheduling"')
    assert f'hx-get="{url}"' in part.text
    assert 'hx-trigger="every 1s"' in part.text
    batches.run(latest(cast))
    part = client.get(url, headers=HTMX)
    assert "hx-trigger" not in part.text
    assert "Move these dates" in part.text


@pytest.mark.parametrize(
    "changed",
    [
        {"working_weekdays": ["0", "1"]},
        {"holiday_country": "CN"},
        {"closures": NEW_YEAR},
        {"extra_days-TOTAL_FORMS": 1, "extra_days-0-day": "2027-01-09"},
    ],
)
def test_every_change_of_the_calendar_leads_to_the_page(cast, order, url, sign_in, changed):
    answer = sign_in(cast.alice).post(f"{FACILITIES}{cast.ningbo.pk}/change/", supplier(**changed))
    assert answer.url == url
    assert Rescheduling.objects.get().asked_by == cast.alice


def test_other_changes_lead_where_they_always_did(cast, order, sign_in):
    client = sign_in(cast.alice)
    change = f"{FACILITIES}{cast.ningbo.pk}/change/"
    closure = ClosureFactory(facility=cast.ningbo, starts_on="2027-01-25", ends_on="2027-02-20")
    renamed = supplier(closures=NEW_YEAR, old=1, city="Ningbo")
    renamed |= {"closures-0-id": closure.pk, "closures-0-facility": cast.ningbo.pk}
    assert client.post(change, renamed).url == FACILITIES
    assert client.post(f"{FACILITIES}add/", typed(closures=NEW_YEAR)).url == FACILITIES
    cast.harbor.refresh_from_db()
    untouched = typed(name="Harbor Logistics", closures=NEW_YEAR)
    assert client.post(f"{FACILITIES}{cast.harbor.pk}/change/", untouched).url == FACILITIES
    assert not Rescheduling.objects.exists()


def test_who_saves_and_goes_on_editing_gets_a_link(cast, order, url, sign_in):
    data = supplier(closures=NEW_YEAR, _continue="1")
    page = sign_in(cast.alice).post(f"{FACILITIES}{cast.ningbo.pk}/change/", data, follow=True)
    assert f'<a href="{url}">See what moves</a>' in page.text


def test_the_facilitys_page_says_that_orders_still_have_their_old_dates(cast, order, url, sign_in):
    new_year(cast)
    page = cast.ningbo.get_absolute_url()
    assert "The calendar changed" not in sign_in(cast.alice).get(page).text
    found = rescheduling.ask(cast.ningbo, by=cast.alice)
    assert "Open orders still have their old dates" in in_a_row(sign_in(cast.alice).get(page).text)
    batches.run(found)
    told = in_a_row(sign_in(cast.alice).get(page).text)
    assert "1 open order still has its old date." in told
    assert f'href="{url}">See what moves' in told
    told = sign_in(cast.bob).get(page).text
    assert "An owner or admin decides when they move." in told
    assert url not in told
    rescheduling.start(found, by=cast.alice)
    assert "being dated" in sign_in(cast.bob).get(page).text
    batches.run(found)
    assert "The calendar changed" not in sign_in(cast.alice).get(page).text


def test_where_moving_stopped_half_way_some_orders_still_have_their_old_dates(cast, order, sign_in):
    new_year(cast)
    found = rescheduling.ask(cast.ningbo, by=cast.alice)
    Rescheduling.objects.filter(pk=found.pk).update(state="failed", is_real=True, moved_by=cast.alice)
    page = cast.ningbo.get_absolute_url()
    told = in_a_row(sign_in(cast.alice).get(page).text)
    assert "Some open orders still have their old dates." in told


def test_at_any_time_a_manager_may_count_again(cast, order, url, sign_in):
    client = sign_in(cast.alice)
    assert f'href="{url}"' in client.get(cast.ningbo.get_absolute_url()).text
    assert url not in sign_in(cast.vera).get(cast.ningbo.get_absolute_url()).text
    client = sign_in(cast.alice)
    assert "See what moves" in client.get(url).text
    assert not Rescheduling.objects.exists(), "looking changes nothing"
    assert client.post(url).url == url
    batches.run(latest(cast))
    assert "Open orders have the dates of this calendar already." in client.get(url).text


def test_nothing_is_touched(cast, url, sign_in):
    client = sign_in(cast.alice)
    client.post(url)
    batches.run(latest(cast))
    assert "No open order has unfinished work on this calendar." in client.get(url).text


def test_a_queue_that_is_away_is_told(cast, order, url, sign_in, time_machine):
    time_machine.move_to(datetime(2026, 11, 22, 12, tzinfo=UTC))
    client = sign_in(cast.alice)
    client.post(url)
    assert "waits for the queue" not in client.get(url).text
    time_machine.shift(timedelta(seconds=20))
    page = client.get(url).text
    assert "It waits for the queue." in page
    assert 'hx-trigger="every 5s"' in page


def test_what_was_counted_before_another_change_is_not_moved(cast, order, url, sign_in):
    new_year(cast)
    client = sign_in(cast.alice)
    seen = batches.run(rescheduling.ask(cast.ningbo, by=cast.alice))
    rescheduling.ask(cast.ningbo, by=cast.bob)
    answer = client.post(url, {"action": "move", "rescheduling": seen.pk})
    assert answer.status_code == 409
    assert "The calendar or the orders changed meanwhile." in answer.text
    assert order.legs.last().expected_ends_on == date(2027, 3, 25)


@pytest.mark.parametrize("sent", ["", "x", "9" * 40, "\u0663"])
def test_nonsense_moves_nothing(cast, order, url, sign_in, sent):
    assert sign_in(cast.alice).post(url, {"action": "move", "rescheduling": sent}).status_code == 409


def test_nobody_moves_the_dates_of_another_facility(cast, order, url, sign_in):
    found = rescheduling.ask(cast.lone_star, by=cast.alice)
    assert sign_in(cast.alice).post(url, {"action": "move", "rescheduling": found.pk}).status_code == 409


def test_where_it_stopped_it_can_be_told_to_go_on(cast, order, url, sign_in):
    found = rescheduling.ask(cast.ningbo, by=cast.alice)
    for _ in range(batches.GIVE_UP_AFTER):
        batches.note_failure(found.pk, ValueError("no"))
    client = sign_in(cast.alice)
    assert "It stopped half way." in client.get(url).text
    assert client.post(url, {"action": "resume", "rescheduling": found.pk}).url == url
    found.refresh_from_db()
    assert found.state == "counting"


@pytest.mark.parametrize("orders", [1, 3, 50])
def test_the_same_queries_however_many_move(cast, url, sign_in, orders, django_assert_num_queries):
    for _ in range(orders):
        make_placed(cast, ordered_on=date(2027, 1, 4))
    new_year(cast)
    batches.run(rescheduling.ask(cast.ningbo, by=cast.alice))
    client = sign_in(cast.alice)
    with django_assert_num_queries(6):
        assert f"{orders} later by 27 days" in client.get(url).text
