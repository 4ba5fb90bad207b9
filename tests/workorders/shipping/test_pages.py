"""The pages on which goods leave, as they are sent with and without scripts."""

import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.models import Shipment, StockBalance
from inventory.rules.stock import IN_TRANSIT
from inventory.stock.places import LotInput
from tests.factories import ProductFactory, make_stock
from tests.workorders.shipping.conftest import cartons_of, ship
from workorders.models import Departure


def page_of(number, part="ship/"):
    return f"/o/acme/work-orders/{number}/{part}"


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def s11(truck, cast, time_machine):
    """1,960 good and 25 damaged of 2,000 came; it is 18 Dec 2026 by now."""
    time_machine.move_to("2026-12-18 12:00 -0600")
    truck.receive(good=1200)
    truck.receive(good=760, damaged=25, on=date(2026, 12, 15))
    return truck


@pytest.fixture
def typed(cast):
    """A whole form with rows of cartons, some of it typed differently."""

    def form(*rows, **more):
        data = {"key": str(uuid.uuid4()), "to": "next", "left_on": "2026-12-17"}
        data |= {"cartons-TOTAL_FORMS": str(len(rows)), "cartons-INITIAL_FORMS": "0"}
        for at, row in enumerate(rows):
            for name, value in ({"goods": f"{cast.brushes.pk}:"} | row).items():
                data[f"cartons-{at}-{name}"] = value
        return data | more

    return form


def test_it_opens_with_all_that_may_leave_packed_as_the_document_says(s11, cast, sign_in):
    answer = sign_in(cast.dana).get(page_of(s11.number))
    assert "49 cartons, 1,960 units" in text_of(answer)
    assert "CH-BRUSH-SET · 1,960 good" in answer.content.decode()
    assert "To the next stop: Amazon FBA" in text_of(answer)


def test_s11_leaves_and_every_page_says_so(s11, cast, sign_in, typed):
    client = sign_in(cast.dana)
    said = typed({"cartons": "49", "units": "40"}, is_all="on", carrier="UPS", tracking="1Z999AA10123456784")
    answer = client.post(page_of(s11.number), said, follow=True)
    assert answer.redirect_chain == [(page_of(s11.number, "departures/1/"), 302)]
    assert "49 cartons, 1,960 units left for Amazon FBA." in text_of(answer)
    assert 'href="https://www.ups.com/track?tracknum=1Z999AA10123456784"' in answer.content.decode()
    paper = text_of(client.get(page_of(s11.number, "")))
    assert "Departure 1 to Amazon FBA" in paper
    assert "1,960 units on the way" in paper
    movements = text_of(sign_in(cast.alice).get(f"/o/acme/stock/facilities/{cast.lone_star.pk}/movements/"))
    assert "WO-1001-1, departure 1" in movements


def test_more_than_came_good_is_refused_with_the_numbers_and_nothing_is_lost(s11, cast, sign_in, typed):
    said = typed({"cartons": "50", "units": "40"}, carrier="UPS")
    answer = sign_in(cast.dana).post(page_of(s11.number), said)
    assert answer.status_code == 409
    assert "CH-BRUSH-SET: 2,000 cannot leave, 1,960 left of what WO-1001-1 has." in text_of(answer)
    assert 'value="UPS"' in answer.content.decode()
    assert "Take units that are nobody's, too" not in text_of(answer)
    assert not Shipment.objects.exists()


def test_free_units_are_offered_and_taken_with_a_tick(s11, cast, sign_in, typed):
    make_stock(cast.lone_star, cast.brushes, 40, by=cast.alice)
    client, said = sign_in(cast.dana), typed({"cartons": "50", "units": "40"})
    assert "Take units that are nobody&#x27;s, too" in client.post(page_of(s11.number), said).content.decode()
    assert client.post(page_of(s11.number), said | {"takes_free": "on"}).status_code == 302


def test_the_same_post_twice_is_one_departure(s11, cast, sign_in, typed):
    client, said = sign_in(cast.dana), typed({"cartons": "49", "units": "40"}, is_all="on")
    first, second = (client.post(page_of(s11.number), said) for _ in range(2))
    assert first.url == second.url == page_of(s11.number, "departures/1/")
    assert Departure.objects.count() == 1


def test_a_row_without_a_number_is_in_the_cartons_above(s11, cast, sign_in, typed):
    board = ProductFactory(organization=cast.acme, sku="BOARD")
    make_stock(cast.lone_star, board, 10, by=cast.alice)
    rows = [{"cartons": "5", "units": "10"}, {"goods": f"{board.pk}:", "units": "2"}]
    answer = sign_in(cast.dana).post(page_of(s11.number), typed(*rows, takes_free="on"), follow=True)
    assert "5 cartons, 60 units left" in text_of(answer)
    carton = Shipment.objects.get().cartons.get()
    assert [(line.product.sku, line.quantity) for line in carton.lines.all()] == [
        ("CH-BRUSH-SET", 10),
        ("BOARD", 2),
    ]


@pytest.mark.parametrize(
    ("row", "more", "sentence"),
    [
        ({"cartons": "", "units": "40"}, {}, "Enter how many cartons."),
        ({"cartons": "-1", "units": "40"}, {}, "Enter at least 1"),
        ({"cartons": "1.5", "units": "40"}, {}, "whole number"),
        ({"cartons": "1", "units": "1000000000000"}, {}, "Enter at most 1,000,000,000"),
        ({"cartons": "1", "units": "40", "goods": "0:"}, {}, "Choose one of those that may leave."),
        ({"cartons": "1", "units": "40"}, {"to": "elsewhere"}, "Say who gets them."),
        ({"cartons": "1", "units": "40"}, {"to": "moon"}, "Choose where they go."),
        ({"cartons": "1", "units": "40"}, {"left_on": "2026-12-19"}, "That day is in the future."),
        ({"cartons": "1", "units": "40"}, {"left_on": "yesterday"}, "This day does not exist."),
        ({"cartons": "1", "units": "40", "weight": "22.7"}, {}, "weigh 22.7 kg, more than 22.68"),
        ({"cartons": "1", "units": "40", "length": "64"}, {}, "are 64 cm long, more than 63.5"),
        ({"cartons": "1", "units": "40", "weight": "999999999"}, {}, "Enter at most 99,999"),
        ({}, {}, "Pack at least one carton."),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_leaves(s11, cast, sign_in, typed, row, more, sentence):
    answer = sign_in(cast.dana).post(page_of(s11.number), typed(row, **more))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not Shipment.objects.exists()


def test_a_carton_over_amazons_limits_leaves_when_somebody_knows_why(s11, cast, sign_in, typed):
    said = typed({"cartons": "1", "units": "40", "weight": "25"}, is_heavy="on")
    assert sign_in(cast.dana).post(page_of(s11.number), said).status_code == 302


def test_goods_may_go_to_somebody_else(s11, cast, sign_in, typed):
    said = typed({"cartons": "1", "units": "40"}, to="elsewhere", to_name="Jane Doe", to_address="1 Main St")
    answer = sign_in(cast.dana).post(page_of(s11.number), said, follow=True)
    assert "Jane Doe" in text_of(answer)
    assert "On the way" not in text_of(answer)


def test_lots_are_chosen_and_what_expires_first_is_proposed_first(truck, cast, sign_in, typed):
    tablets = ProductFactory(organization=cast.acme, sku="TABS", tracks_expiry=True, units_per_carton=10)
    for code, day in (("B", date(2027, 9, 1)), ("A", date(2027, 3, 1))):
        make_stock(cast.lone_star, tablets, 20, by=cast.alice, lot=LotInput(code, day))
    truck.receive(good=40)
    body = sign_in(cast.dana).get(page_of(truck.number)).content.decode()
    assert body.index("TABS · Lot A, expires 1 Mar 2027") < body.index("TABS · Lot B, expires 1 Sep 2027")


def test_rows_are_added_and_removed_without_scripts(s11, cast, sign_in, typed):
    client = sign_in(cast.dana)
    more = client.post(page_of(s11.number), typed({"cartons": "1", "units": "40"}, action="add-carton"))
    assert 'name="cartons-1-units"' in more.content.decode()
    said = typed({"cartons": "1", "units": "40"}, {"cartons": "2", "units": "3"}, action="remove-carton-0")
    less = client.post(page_of(s11.number), said).content.decode()
    assert 'name="cartons-0-units" value="3"' in less
    assert 'name="cartons-1-units"' not in less


def test_papers_are_written_later_by_either_side(s11, cast, sign_in):
    ship(s11.work_order(), cartons_of(cast.brushes, 1, 40), by=cast.dana)
    url = page_of(s11.number, "departures/1/")
    assert sign_in(cast.alice).post(url, {"carrier": "DHL", "tracking": "77"}).status_code == 302
    assert "DHL" in text_of(sign_in(cast.dana).get(url))
    assert sign_in(cast.vera).post(url, {"carrier": "?"}).status_code == 403


def test_it_is_taken_back_with_a_reason(s11, cast, sign_in):
    ship(s11.work_order(), cartons_of(cast.brushes, 49, 40), by=cast.dana, is_all=True)
    client, url = sign_in(cast.dana), page_of(s11.number, "departures/1/")
    assert "Say why it is taken back." in text_of(client.post(url, {"action": "take-back", "reason": " "}))
    answer = client.post(url, {"action": "take-back", "reason": "Truck never came"}, follow=True)
    assert "Its units lie here again" in text_of(answer)
    assert "Truck never came" in text_of(answer)
    assert "It did not leave after all" not in text_of(answer)
    assert not StockBalance.objects.filter(place__kind=IN_TRANSIT, quantity__gt=0).exists()


def test_who_is_not_at_the_facility_sees_no_button_and_is_refused(s11, cast, sign_in, typed):
    assert page_of(s11.number) not in sign_in(cast.alice).get(page_of(s11.number, "")).content.decode()
    assert page_of(s11.number) in sign_in(cast.dana).get(page_of(s11.number, "")).content.decode()
    assert sign_in(cast.alice).post(page_of(s11.number), typed()).status_code == 403
    assert sign_in(cast.wes).get(page_of(s11.number)).status_code == 404
    assert sign_in(cast.dana).get(page_of(s11.number, "departures/9/")).status_code == 404


def test_the_next_facility_reads_what_is_on_its_way_and_not_from_whom(two_stops, cast, sign_in, time_machine):
    time_machine.move_to("2026-12-18 12:00 -0600")
    make_stock(cast.harbor, cast.brushes, 400, by=cast.alice)
    ship(
        two_stops.first(),
        cartons_of(cast.brushes, 10, 40),
        by=cast.wes,
        to=two_stops.to_lone_star,
        on=date(2026, 12, 16),
        papers=two_stops.papers,
        takes_free=True,
    )
    answer = sign_in(cast.dana).get(two_stops.second().get_absolute_url())
    body = text_of(answer)
    assert "On the way here 10 cartons, 400 units, left 16 Dec 2026 400 units on the way" in body
    assert "1Z999AA10123456784" in body
    assert two_stops.first().number not in answer.content.decode()
    assert answer.content.decode().count("Harbor") == 2  # in the bar, as grey text
    assert sign_in(cast.dana).get(page_of(two_stops.first().number, "departures/1/")).status_code == 404


@pytest.mark.parametrize("part", ["ship/", "departures/1/", ""])
def test_the_same_number_of_queries_for_any_number_of_rows(s11, cast, sign_in, part):
    client, counts = sign_in(cast.dana), set()
    for rows in (1, 3, 50):
        ship(s11.work_order(), *[cartons_of(cast.brushes, 1, n + 1) for n in range(rows)], by=cast.dana)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page_of(s11.number, part)).status_code == 200
        counts.add(len(captured))
    assert len(counts) == 1
