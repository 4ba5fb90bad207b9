"""What stands in whose calendar, in which words."""

from datetime import date, timedelta

import pytest
from django.test import Client

from purchasing import services as purchasing
from sostocked.foundation.people.models import Membership
from sostocked.site.calendar_feed.contents import contents_of
from tests.factories import (
    FacilityFactory,
    MembershipFactory,
    ProductFactory,
    UserFactory,
    make_closed,
    make_draft,
    make_lead_time,
    make_placed,
    make_transfer,
)
from tests.site.calendar_feed.conftest import address_of, date_change
from workorders import services as desk
from workorders.transfers.services import send

BY_FRIDAY = "by Fri 25 Dec (Sun 27 Dec, closed)"
SUNDAY = "Sun 13 Dec, closed; first open day Mon 14 Dec"
NINE_DAYS = timedelta(days=9)


@pytest.fixture(autouse=True)
def october(time_machine):
    """The day after the orders were placed: nothing is over yet that nobody has confirmed."""
    time_machine.move_to("2026-10-13T15:00:00Z")


# ── The seller ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["alice", "bob", "vera"])
def test_a_sellers_people_see_arrivals_departures_and_when_goods_are_sellable(cast, days_of, who):
    make_placed(cast)
    assert days_of(getattr(cast, who)) == [
        ("2026-12-13", f"Goods expected at Lone Star Prep (Dallas) · {SUNDAY} · WO-1001-1"),
        ("2026-12-18", "Must leave Lone Star Prep (Dallas) · WO-1001-1"),
        ("2026-12-31", "PO-1001 sellable · Ningbo Brightware"),
    ]


def test_an_event_says_what_it_is_about_and_where_to_read_on(cast, calendar_of, settings):
    settings.SITE_URL = "https://shop.example"
    make_placed(cast)
    arrival, _leaving, available = calendar_of(cast.alice)
    assert str(arrival["DESCRIPTION"]).split("\n") == [
        "2,000 units in 50 cartons: CH-BRUSH-SET",
        "Acme Goods · Sent",
        "From Ningbo Brightware, PO-1001",
        "Goes on to Amazon FBA",
        "https://shop.example/o/acme/work-orders/WO-1001-1/",
    ]
    assert str(available["DESCRIPTION"]).split("\n") == [
        "2,000 units: CH-BRUSH-SET",
        "Acme Goods · Placed",
        "https://shop.example/o/acme/purchase-orders/PO-1001/",
    ]
    assert (str(arrival["LOCATION"]), str(available["LOCATION"])) == ("Lone Star Prep (Dallas)", "Amazon FBA")
    assert available["URL"] == "https://shop.example/o/acme/purchase-orders/PO-1001/"
    assert available["TRANSP"] == "TRANSPARENT"
    assert available["UID"] == "acme-po-1001-available@so-stocked"


def test_of_many_products_the_first_are_named(cast, calendar_of):
    products = [ProductFactory(organization=cast.acme, sku=f"S{n}") for n in range(5)]
    make_placed(cast, lines=[(product, 1, "1.00") for product in products])
    arrival, _leaving, available = calendar_of(cast.alice)
    assert arrival["DESCRIPTION"].startswith("5 units in 5 cartons: S0, S1, S2 and 2 more\n")
    assert available["DESCRIPTION"].startswith("5 units: S0, S1, S2 and 2 more\n")


def test_it_says_where_a_carton_is_not_full_and_what_a_sent_document_says(cast, calendar_of):
    make_placed(cast, lines=[(cast.brushes, 2010, "2.10")])
    cast.brushes.sku, cast.brushes.units_per_carton = "OTHER", 48
    cast.brushes.save()
    arrival = next(each for each in calendar_of(cast.dana) if "goods expected" in each["SUMMARY"])
    assert "2,010 units in 51 cartons (one of 10 units): CH-BRUSH-SET" in arrival["DESCRIPTION"]


def test_goods_that_stay_must_not_leave_and_are_not_sellable(cast, days_of):
    shop = make_lead_time(cast.acme, ("supplier", 20), ("freight/air", 8), (cast.harbor, 3), name="Own shop")
    make_placed(cast, lead_time=shop, ordered_on=date(2026, 11, 2))
    assert days_of(cast.alice) == [
        ("2026-11-30", "Goods expected at Harbor Logistics (Long Beach) · WO-1001-1"),
        ("2026-12-03", "PO-1001 available · Ningbo Brightware"),
        ("2026-12-03", "To be done at Harbor Logistics (Long Beach) · WO-1001-1"),
    ]


def test_goods_go_on_to_the_next_facility_on_the_way(cast, calendar_of):
    way = make_lead_time(cast.acme, ("supplier", 9), (cast.harbor, 3), (cast.lone_star, 4), ("fba", 1))
    make_placed(cast, lead_time=way)
    onward = {str(e["UID"]).partition("@")[0]: str(e["DESCRIPTION"]) for e in calendar_of(cast.alice)}
    assert "Goes on to Lone Star Prep (Dallas)\n" in onward["acme-wo-1001-1-leave"]
    assert "Goes on to Amazon FBA\n" in onward["acme-wo-1001-2-leave"]


def test_a_transfer_starts_and_leaves(cast, days_of):
    ship = [(cast.lone_star, 2), ("freight/parcel", 4), ("fba", 6)]
    send(make_transfer(cast, *ship, units=900, step="label"))
    assert [what for _day, what in days_of(cast.alice)] == [
        "Work starts at Lone Star Prep (Dallas) · WO-5001",
        "Must leave Lone Star Prep (Dallas) · WO-5001",
    ]
    assert days_of(cast.dana) == [
        ("2026-11-16", "Acme Goods: work starts · WO-5001"),
        ("2026-11-18", "Acme Goods: must leave · WO-5001"),
    ]


def test_only_what_is_under_way_is_in_it(cast, days_of):
    make_draft(cast)
    cancelled, closed = make_placed(cast), make_placed(cast)
    make_transfer(cast, units=900, step="label")  # not sent
    assert len(days_of(cast.alice)) == 6
    purchasing.cancel(cancelled, reason="Sold too slowly.")
    assert {what.split(" · ")[-1] for _day, what in days_of(cast.alice)} == {"Ningbo Brightware", "WO-1003-1"}
    work_order = closed.work_orders.get()
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    desk.start(work_order, by=cast.dana)
    assert len(days_of(cast.alice)) == 3
    for step in work_order.steps.all():
        desk.tick(work_order, step_id=step.pk, done=True, by=cast.dana)
    desk.complete(work_order, by=cast.dana, sure=True)
    assert days_of(cast.dana) == []
    assert days_of(cast.alice) == [("2026-12-31", "PO-1003 sellable · Ningbo Brightware")]
    make_closed(closed)
    assert days_of(cast.alice) == []


def test_whoever_sells_for_two_is_told_whose_goods_they_are(cast, days_of):
    make_placed(cast)
    MembershipFactory(organization=cast.stranger, user=cast.alice)
    assert [what.rpartition(" · ")[2] for _day, what in days_of(cast.alice)] == ["Acme Goods"] * 3


# ── When a date moves ─────────────────────────────────────────────────────────────────────────────────


def test_a_moved_date_moves_the_event_and_says_how_late_it_is(cast, calendar_of, days_of):
    order = make_placed(cast)
    before = {event["UID"]: event for event in calendar_of(cast.alice)}
    date_change(order, days=NINE_DAYS)
    assert days_of(cast.alice) == [
        ("2026-12-22", "Goods expected at Lone Star Prep (Dallas), 9 days late · WO-1001-1"),
        (
            "2026-12-27",
            f"Must leave Lone Star Prep (Dallas), 9 days late · {BY_FRIDAY} · WO-1001-1",
        ),
        ("2027-01-09", "PO-1001 sellable, 9 days late · Ningbo Brightware"),
    ]
    after = {event["UID"]: event for event in calendar_of(cast.alice)}
    assert set(after) == set(before)
    arrival, available = "acme-wo-1001-1-expected@so-stocked", "acme-po-1001-available@so-stocked"
    assert after[arrival]["SEQUENCE"] > before[arrival]["SEQUENCE"] > 0
    assert "As placed: 31 Dec 2026" in after[available]["DESCRIPTION"]
    assert "As placed" not in before[available]["DESCRIPTION"]


@pytest.mark.parametrize(("days", "words"), [(1, ", 1 day late"), (0, ""), (-1, "")])
def test_a_day_late_is_late_and_a_day_early_is_not(cast, days_of, days, words):
    date_change(make_placed(cast), days=timedelta(days=days))
    assert days_of(cast.alice)[-1][1] == f"PO-1001 sellable{words} · Ningbo Brightware"


@pytest.mark.django_db(transaction=True)
def test_what_was_written_later_was_modified_later(cast):
    order = make_placed(cast)
    first = [entry.changed_at for entry in contents_of(cast.alice)]
    date_change(order, days=NINE_DAYS)
    second = [entry.changed_at for entry in contents_of(cast.alice)]
    assert len(first) == 3
    assert all(now > then for then, now in zip(first, second, strict=True))


# ── The facility ──────────────────────────────────────────────────────────────────────────────────────


def test_a_facility_sees_whose_goods_come_and_go(cast, days_of):
    order = make_placed(cast)
    assert days_of(cast.dana) == [
        ("2026-12-13", f"Acme Goods: goods expected · {SUNDAY} · WO-1001-1"),
        ("2026-12-18", "Acme Goods: must leave · WO-1001-1"),
    ]
    date_change(order, days=NINE_DAYS)
    assert days_of(cast.dana) == [
        ("2026-12-22", "Acme Goods: goods expected, 9 days late · WO-1001-1"),
        (
            "2026-12-27",
            f"Acme Goods: must leave, 9 days late · {BY_FRIDAY} · WO-1001-1",
        ),
    ]


def test_a_facility_never_sees_the_supplier_prices_the_order_or_another_facility(cast):
    way = make_lead_time(cast.acme, ("supplier", 9), (cast.lone_star, 4), (cast.harbor, 3), ("fba", 1))
    make_placed(cast, lead_time=way, lines=[(cast.brushes, 2000, "98.7654")])
    sellers, facilitys = (
        Client().get(address_of(person)).content.decode().replace("\r\n ", "")
        for person in (cast.alice, cast.dana)
    )
    for secret in ("Ningbo Brightware", "PO-1001", "po-1001", "Harbor Logistics", "WO-1001-2"):
        assert secret in sellers
        assert secret not in facilitys
    assert "WO-1001-1" in facilitys
    for text in (sellers, facilitys):
        assert "98.7654" not in text


def test_a_draft_is_not_told_to_the_facility_before_it_is_placed(cast, days_of):
    order = make_draft(cast)
    assert days_of(cast.dana) == []
    purchasing.place(order, by=cast.alice)
    assert len(days_of(cast.dana)) == 2


def test_who_works_at_two_places_is_told_which(cast, days_of):
    make_placed(cast)
    cast.harbor.staff.add(cast.dana)
    assert days_of(cast.dana)[0][1] == f"Acme Goods: goods expected · {SUNDAY} · WO-1001-1 · Lone Star Prep"


def test_one_place_that_two_sellers_list_is_one_place(cast, days_of):
    make_placed(cast)
    FacilityFactory(organization=cast.stranger, name="Lone Star Prep").staff.add(cast.dana)
    assert days_of(cast.dana)[0][1] == f"Acme Goods: goods expected · {SUNDAY} · WO-1001-1"


def test_who_is_both_sees_each_work_order_once_as_the_seller(cast, days_of):
    make_placed(cast)
    cast.lone_star.staff.add(cast.alice)
    assert len(days_of(cast.alice)) == 3
    assert days_of(cast.alice)[0][1] == f"Goods expected at Lone Star Prep (Dallas) · {SUNDAY} · WO-1001-1"


# ── Everybody else ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["wes", "charlie", "root"])
def test_others_see_nothing(cast, days_of, who):
    make_placed(cast)
    assert len(days_of(cast.alice)) == 3
    assert days_of(getattr(cast, who)) == []


def test_who_leaves_sees_nothing_any_more(cast, days_of):
    make_placed(cast)
    assert (len(days_of(cast.bob)), len(days_of(cast.dana))) == (3, 2)
    Membership.objects.get(user=cast.bob).delete()
    cast.lone_star.staff.remove(cast.dana)
    assert (days_of(cast.bob), days_of(cast.dana)) == ([], [])


def test_one_sellers_work_at_a_place_is_not_told_to_another_sellers_people(cast, days_of):
    make_placed(cast)
    place = FacilityFactory(organization=cast.stranger, name="Lone Star Prep")
    place.staff.add(cast.dana)
    newcomer = UserFactory()
    place.staff.add(newcomer)
    assert days_of(newcomer) == []
    assert len(days_of(cast.dana)) == 2


# ── How much it asks of the database ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_it_asks_the_same_few_questions(cast, django_assert_num_queries, rows):
    for _ in range(rows):
        make_placed(cast)
        send(make_transfer(cast, units=900, step="label"))
    for person, events, queries in [(cast.alice, 5, 12), (cast.dana, 4, 8)]:
        url = address_of(person)
        with django_assert_num_queries(queries + 1):  # the first time, what it says is remembered
            answer = Client().get(url)
        with django_assert_num_queries(queries):
            assert Client().get(url).content == answer.content
        assert answer.content.count(b"BEGIN:VEVENT") == rows * events


def test_only_the_newest_of_very_many_are_in_it(cast, days_of, monkeypatch):
    monkeypatch.setattr("sostocked.site.calendar_feed.contents.MOST", 2)
    for _ in range(3):
        make_placed(cast)
    numbers = {part for _day, what in days_of(cast.alice) for part in what.split() if "-100" in part}
    assert numbers == {"PO-1002", "PO-1003", "WO-1002-1", "WO-1003-1"}


def test_what_is_only_assumed_is_said_to_be(cast, days_of, calendar_of, time_machine):
    """A week after goods should have gone from the prep center, and nobody has said anything."""
    make_placed(cast)
    time_machine.move_to("2026-12-20T18:00:00Z")
    assert [what for _day, what in days_of(cast.alice)] == [
        f"Goods expected at Lone Star Prep (Dallas), to be confirmed · {SUNDAY} · WO-1001-1",
        "Must leave Lone Star Prep (Dallas), to be confirmed · WO-1001-1",
        "PO-1001 sellable, to be confirmed · Ningbo Brightware",
    ]
    texts = [event.get("DESCRIPTION", "") for event in calendar_of(cast.alice)]
    assert any(
        "Not confirmed: Production, Ocean freight, Ground freight, Prep center" in text for text in texts
    )
    assert all(what.startswith("Acme Goods: ") for _day, what in days_of(cast.dana))
    assert sum(", to be confirmed" in what for _day, what in days_of(cast.dana)) == 2
