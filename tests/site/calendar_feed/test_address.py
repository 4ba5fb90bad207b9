"""The secret address: how one gets it, reads it, and gets another."""

import re

import pytest
from django.test import Client

from sostocked.foundation.people.calendar_feeds import open_feed, owner_of, renew_feed
from sostocked.foundation.people.models import CalendarFeed
from tests.factories import UserFactory, make_placed
from tests.site.calendar_feed.conftest import address_of, date_change
from tests.site.calendar_feed.test_contents import NINE_DAYS

PAGE = "/calendar/"
HTMX = {"HTTP_HX_REQUEST": "true"}


def shown(page):
    """The address on the page, as somebody would select it."""
    found = re.search(r'<input id="address"[^>]* value="([^"]+)" readonly', page.content.decode())
    return found and found[1]


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────────


def test_programs_are_told_what_they_need_to_know(cast):
    make_placed(cast)
    answer = Client().get(address_of(cast.alice))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'inline; filename="so-stocked.ics"'
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer.cookies == {}


def test_asking_for_the_head_alone_is_answered(cast):
    answer = Client().head(address_of(cast.alice))
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"


def test_the_head_carries_the_tag_and_answers_that_nothing_is_new(cast):
    make_placed(cast)
    url = address_of(cast.alice)
    tag = Client().get(url)["ETag"]
    assert Client().head(url)["ETag"] == tag
    again = Client().head(url, headers={"if-none-match": tag})
    assert (again.status_code, again["ETag"]) == (304, tag)
    assert Client().head(url, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_site_that_moves_keeps_the_entries_it_has(cast, settings):
    make_placed(cast)
    known = []
    for site in ("https://old.example", "https://new.example:8443"):
        settings.SITE_URL = site
        text = Client().get(address_of(cast.alice)).text
        known.append(sorted(re.findall(r"UID:(\S+)", text)))
    assert known[0] == known[1]
    assert "example" not in "".join(known[0])


def test_what_a_program_has_already_is_not_sent_again(cast):
    order, url = make_placed(cast), address_of(cast.alice)
    tag = Client().get(url)["ETag"]
    again = Client().get(url, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    date_change(order, days=NINE_DAYS)
    assert Client().get(url, headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("who", ["nobody", "alice", "charlie", "root"])
def test_the_address_alone_decides_whose_calendar_it_is(cast, who):
    make_placed(cast)
    client = Client()
    if who != "nobody":
        client.force_login(getattr(cast, who))
    assert client.get(address_of(cast.dana)).content.count(b"BEGIN:VEVENT") == 2


@pytest.mark.parametrize(
    "odd",
    [
        "nobody",
        "a" * 43,
        "a" * 64,
        "a" * 5000,
        "%00",
        "%F0%9F%9A%A2",
        "%FF",
        "a%20b",
        "..%2F..",
        "'%20OR%201=1--",
        "",
    ],
)
def test_a_wrong_secret_is_not_there(db, odd):
    assert Client().get(f"/calendar/{odd}.ics").status_code == 404


def test_wrong_renewed_and_deactivated_look_the_same(cast):
    renewed, deactivated = address_of(cast.bob), address_of(cast.vera)
    renew_feed(cast.bob)
    cast.vera.is_active = False
    cast.vera.save()
    answers = [Client().get(url) for url in ("/calendar/wrong.ics", renewed, deactivated)]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    masked = {re.sub(r'(csrf-token" content=)"\w+"', r"\1", each.content.decode()) for each in answers}
    assert len(masked) == 1


def test_who_comes_back_finds_the_calendar_where_it_was(cast):
    url = address_of(cast.vera)
    for active, status in ((False, 404), (True, 200)):
        cast.vera.is_active = active
        cast.vera.save()
        assert Client().get(url).status_code == status


# ── The page ──────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_has_an_address_before_they_ask_for_it(cast, sign_in):
    page = sign_in(cast.alice).get(PAGE)
    assert shown(page) is None
    assert "Create my address" in page.content.decode()
    assert not CalendarFeed.objects.exists()


def test_asking_twice_gives_one_address_and_it_works(cast, sign_in, settings):
    settings.SITE_URL = "https://shop.example"
    client = sign_in(cast.alice)
    addresses = []
    for _ in range(2):
        page = client.post(PAGE, follow=True)
        addresses.append(shown(page))
    [address] = set(addresses)
    assert re.fullmatch(r"https://shop\.example/calendar/[\w-]{43}\.ics", address)
    assert f'href="webcal://{address.removeprefix("https://")}"' in page.content.decode()
    assert Client().get(address.removeprefix("https://shop.example")).status_code == 200
    assert "no-store" in page["Cache-Control"]


def test_everybody_has_an_address_of_their_own(cast):
    people = [cast.alice, cast.bob, cast.dana]
    assert [owner_of(open_feed(person).secret) for person in people] == people
    assert len({open_feed(person).secret for person in people}) == 3


def test_renewing_asks_first_and_the_old_address_stops_working(cast, sign_in):
    client, old = sign_in(cast.alice), address_of(cast.alice)
    question = client.get(f"{PAGE}renew/").content.decode()
    assert "The old address stops working at once" in question
    assert Client().get(old).status_code == 200
    page = client.post(f"{PAGE}renew/", follow=True)
    assert "Here is your new address." in page.content.decode()
    assert Client().get(old).status_code == 404
    assert old not in page.content.decode()
    assert shown(page).endswith(address_of(cast.alice))
    assert Client().get(address_of(cast.alice)).status_code == 200


def test_with_scripts_the_question_is_a_dialog(cast, sign_in):
    client = sign_in(cast.alice)
    open_feed(cast.alice)
    fragment = client.get(f"{PAGE}renew/", **HTMX).content.decode()
    assert "<html" not in fragment
    assert 'hx-post="/calendar/renew/"' in fragment
    assert client.post(f"{PAGE}renew/", **HTMX)["HX-Redirect"] == PAGE


def test_renewing_leaves_the_calendars_of_others_alone(cast, sign_in):
    others = address_of(cast.bob)
    sign_in(cast.alice).post(f"{PAGE}renew/")
    assert Client().get(others).status_code == 200


@pytest.mark.parametrize(
    ("who", "words", "not_hers"),
    [
        ("alice", ["Acme Goods", "each open purchase order"], ["Lone Star Prep", "sent to you"]),
        ("dana", ["Lone Star Prep (Dallas)", "sent to you"], ["each open purchase order"]),
        ("root", ["Nothing yet"], ["Acme Goods", "Lone Star Prep"]),
    ],
)
def test_the_page_says_what_is_in_it(cast, sign_in, who, words, not_hers):
    text = sign_in(getattr(cast, who)).get(PAGE).content.decode()
    text = text[text.index("What is in it") :]
    assert [word for word in words if word not in text] == []
    assert [word for word in not_hers if word in text] == []


def test_who_has_just_come_reads_that_there_is_nothing_yet(db, sign_in):
    assert "Nothing yet" in sign_in(UserFactory()).get(PAGE).content.decode()


def test_the_page_asks_few_questions(cast, sign_in, django_assert_max_num_queries):
    open_feed(cast.alice)
    client = sign_in(cast.alice)
    with django_assert_max_num_queries(8):
        client.get(PAGE)


@pytest.mark.parametrize(
    ("who", "url"),
    [
        ("alice", "/o/acme/purchase-orders/"),
        ("vera", "/o/acme/work-orders/"),
        ("dana", "/work-orders/"),
    ],
)
def test_the_lists_of_what_comes_lead_to_it(cast, sign_in, who, url):
    make_placed(cast)
    page = sign_in(getattr(cast, who)).get(url).content.decode()
    assert page.count(f'href="{PAGE}"') == 2  # beside the heading, and in the account menu
