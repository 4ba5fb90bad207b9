"""Every figure of an order and of a work order opens the rows that sum to it."""

import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.rules.stock import FACILITY
from inventory.shipping.check_ins import CheckInInput
from inventory.shipping.services import Destination
from leadtimes.speaker import Speaker
from purchasing import services as purchasing
from purchasing.departures.check_ins import check_in as count_of_order
from purchasing.ending import services as ending
from purchasing.rules.closing_short import digest_of
from tests.factories import ProductFactory, make_draft, make_lead_time, make_placed
from tests.purchasing.departures.conftest import leave
from tests.purchasing.ending.shorthand import receive_at, two_stops
from tests.workorders.bundling.conftest import make_bench
from tests.workorders.shipping.conftest import cartons_of, ship
from workorders import services as desk
from workorders.receiving.services import CountInput, correct, finish_count, receive
from workorders.shipping.check_ins import check_in
from workorders.shipping.services import take_back

COUNTED_ON = date(2026, 12, 23)


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def units_of(document, product):
    return f"{document.get_absolute_url()}units/{product.pk}/"


def sections_of(client, document, product):
    """The figures of its page by their keys, each proved to be the sum of its rows."""
    answer = client.get(units_of(document, product))
    assert answer.status_code == 200
    page = answer.context["page"]
    for section in page.all_sections:
        assert section.total == sum(row.units for row in section.rows)
        assert f'id="{section.key}"' in answer.text
    return {section.key: section.total for section in page.all_sections}


@pytest.fixture
def s11(truck, cast):
    """1,200 good, then 760 good and 25 damaged; the count is final; 49 cartons of 40 left for Amazon."""
    truck.receive(good=1200)
    truck.receive(good=760, damaged=25, on=date(2026, 12, 15))
    finish_count(truck.work_order(), by=cast.dana)
    return ship(truck.work_order(), cartons_of(cast.brushes, 49, 40), by=cast.dana, is_all=True)


def test_s11_adds_up_on_the_page_of_the_order(s11, truck, cast, sign_in):
    client = sign_in(cast.alice)
    page = client.get(truck.order.get_absolute_url())
    assert "1,960 good + 25 damaged + 15 short" in text_of(page)
    (row,) = page.context["page"].line_rows
    shown = {
        "ordered": row.figures.ordered,
        "good": row.figures.good,
        "damaged": row.figures.damaged,
        "short": row.figures.short,
        "in-transit": row.figures.in_transit,
    }
    assert shown == {"ordered": 2000, "good": 1960, "damaged": 25, "short": 15, "in-transit": 1960}
    for key in shown:
        assert f'href="{units_of(truck.order, cast.brushes)}#{key}"' in page.text
    behind = sections_of(client, truck.order, cast.brushes)
    assert shown.items() <= behind.items()
    assert behind == shown | {"came": 1985, "damaged-here": 25}


def test_the_rows_name_their_documents(s11, truck, cast, sign_in):
    seen = text_of(sign_in(cast.vera).get(units_of(truck.order, cast.brushes)))
    for words in (
        "WO-1001-1, receipt 1",
        "WO-1001-1, receipt 2",
        "Missing in the final count of WO-1001-1 15",
        "WO-1001-1, departure 1 left 17 Dec 2026 for Amazon FBA",
    ):
        assert words in seen


def test_what_amazon_counted_is_there_and_the_page_says_who_and_what_is_missing(s11, truck, cast, sign_in):
    said = CheckInInput(units={cast.brushes: 1955}, counted_on=COUNTED_ON)
    check_in(s11, said, speaker=Speaker(cast.bob, COUNTED_ON), key=uuid.uuid4())
    client = sign_in(cast.alice)
    behind = sections_of(client, truck.order, cast.brushes)
    assert (behind["at-amazon"], behind["in-transit"]) == (1955, 5)
    page = client.get(truck.order.get_absolute_url())
    assert f"1,960 1,955 5 not counted By 23 Dec 2026 entered by {cast.bob}" in text_of(page)
    assert f"{s11.get_absolute_url()}check-in/" in page.text
    assert (
        f"{s11.get_absolute_url()}check-in/"
        not in sign_in(cast.vera).get(truck.order.get_absolute_url()).text
    )
    check_in(s11, CheckInInput(units={}, counted_on=COUNTED_ON, is_closed=True),
             speaker=Speaker(cast.bob, COUNTED_ON), key=uuid.uuid4())  # fmt: skip
    behind = sections_of(client, truck.order, cast.brushes)
    assert (behind["at-amazon"], behind["lost"], "in-transit" in behind) == (1955, 5, False)


def test_straight_to_amazon_the_line_is_what_is_there_on_the_way_lost_and_to_come(cast, sign_in):
    lead_time = make_lead_time(cast.acme, ("supplier", 30), ("freight/air", 6), ("fba", 7), name="By air")
    order = make_placed(cast, lead_time=lead_time)
    client = sign_in(cast.alice)
    assert "Where the units are" not in text_of(client.get(order.get_absolute_url()))
    left = leave(order, cartons_of(cast.brushes, 45, 40), by=cast.alice)
    said = CheckInInput(units={cast.brushes: 1700}, counted_on=date(2026, 11, 25))
    count_of_order(left, said, speaker=Speaker(cast.bob, date(2026, 11, 25)), key=uuid.uuid4())
    page = client.get(order.get_absolute_url())
    assert "1,700 at Amazon + 100 in transit + 200 to come" in text_of(page)
    assert f"{left.get_absolute_url()}check-in/" in page.text
    expected = {"ordered": 2000, "at-amazon": 1700, "in-transit": 100, "to-come": 200, "came": 1800}
    assert sections_of(client, order, cast.brushes) == expected


def test_s4_is_received_and_stays(cast, sign_in):
    legs = [("supplier", 20), ("freight/air", 8), (cast.harbor, 3)]
    order = make_placed(
        cast, lead_time=make_lead_time(cast.acme, *legs, name="Own shop"), lines=[(cast.brushes, 800, "7.25")]
    )
    work_order = order.work_orders.get()
    desk.acknowledge(work_order, by=cast.wes, revision=1)
    counts = [CountInput(product=cast.brushes, outcome="good", units=800)]
    speaker = Speaker(cast.wes, date(2026, 12, 2), cast.harbor)
    receive(work_order, counts=counts, speaker=speaker, key=uuid.uuid4())
    expected = {"ordered": 800, "good": 800, "came": 800, "here": 800}
    assert sections_of(sign_in(cast.alice), order, cast.brushes) == expected


def test_s9_closed_short_at_400(truck, cast, sign_in):
    truck.receive(good=400)
    seen = digest_of(ending.missing_of(truck.order).cuts)
    ending.close_short(truck.order, by=cast.alice, reason="The mould broke", seen=seen)
    client = sign_in(cast.alice)
    expected = {"ordered": 2000, "good": 400, "short": 1600, "came": 400, "here": 400}
    assert sections_of(client, truck.order, cast.brushes) == expected
    assert "The mould broke" in text_of(client.get(units_of(truck.order, cast.brushes)))


def test_corrections_and_departures_taken_back_are_taken_off(truck, cast, sign_in):
    receipt = truck.receive(good=1000)
    left = ship(truck.work_order(), cartons_of(cast.brushes, 10, 40), by=cast.dana)
    take_back(left, by=cast.dana, why="Wrong truck")
    line = receipt.lines.get()
    correct(receipt, take_back={line.pk: 40}, reason="A carton less", by=cast.dana, key=uuid.uuid4())
    own = {"good": 960, "to-come": 1040, "here": 960}
    assert sections_of(sign_in(cast.alice), truck.order, cast.brushes) == own | {"ordered": 2000, "came": 960}
    assert sections_of(sign_in(cast.dana), truck.work_order(), cast.brushes) == own | {
        "listed": 2000,
        "shipped": 0,
    }


def test_what_left_the_supplier_is_on_the_way_and_part_of_what_is_to_come(truck, cast, sign_in):
    leave(truck.order, cartons_of(cast.brushes, 40, 40), by=cast.alice)
    client = sign_in(cast.alice)
    expected = {"ordered": 2000, "to-come": 2000, "came": 1600, "in-transit": 1600}
    assert sections_of(client, truck.order, cast.brushes) == expected
    assert "Not left the supplier yet 400" in text_of(client.get(units_of(truck.order, cast.brushes)))
    truck.receive(good=1000)
    expected = {"ordered": 2000, "good": 1000, "to-come": 1000, "came": 1600, "in-transit": 600, "here": 1000}
    assert sections_of(client, truck.order, cast.brushes) == expected


def test_parts_that_became_bundles_stay_what_they_came_as(cast, sign_in):
    bench = make_bench(cast)
    bench.receive(caps=4, lids=4)
    bench.build(1)
    order, work_order = bench.work_order().order, bench.work_order()
    client = sign_in(cast.alice)
    page = client.get(order.get_absolute_url())
    for row in page.context["page"].line_rows:
        behind = sections_of(client, order, row.line.product)
        assert behind["good"] == row.figures.good == 4
        assert behind["bundles"] == row.figures.bundled > 0
        assert behind["bundles"] + behind.get("here", 0) == 4
    bundle = bench.step().product
    assert sections_of(sign_in(cast.dana), work_order, bundle) == {"built": 1, "here": 1}
    assert client.get(units_of(order, bundle)).status_code == 404


def test_the_work_order_says_what_was_shipped_of_a_line_and_opens_it(s11, truck, cast, sign_in):
    client = sign_in(cast.dana)
    work_order = truck.work_order()
    page = client.get(work_order.get_absolute_url())
    (row,) = page.context["page"].line_rows
    assert row.shipped == 1960
    for key in ("good", "damaged", "short", "shipped"):
        assert f'href="{units_of(work_order, cast.brushes)}#{key}"' in page.text
    expected = {
        "listed": 2000,
        "good": 1960,
        "damaged": 25,
        "short": 15,
        "shipped": 1960,
        "here": 0,
        "damaged-here": 25,
    }
    assert sections_of(client, work_order, cast.brushes) == expected


def acknowledge_again(work_order, by):
    """Where goods left on another day than was expected."""
    work_order.refresh_from_db()
    if work_order.awaits_acknowledgement:
        desk.acknowledge(work_order, by=by, revision=work_order.revision)


def test_a_facility_reads_nothing_of_the_supplier_the_order_or_other_facilities(cast, sign_in):
    order, first, second = two_stops(cast)
    leave(order, cartons_of(cast.brushes, 50, 40), by=cast.alice)
    acknowledge_again(first, cast.dana)
    receive_at(cast, first, 2000)
    onward = Destination(FACILITY, cast.harbor.place, facility=cast.harbor)
    ship(first, cartons_of(cast.brushes, 50, 40), by=cast.dana, to=onward)
    acknowledge_again(second, cast.wes)
    receive_at(cast, second, 1990, by=cast.wes)
    seen = sign_in(cast.wes).get(units_of(second, cast.brushes))
    assert f"{second.number}, receipt 1" in text_of(seen)
    for secret in (first.number, "Lone Star", "Ningbo", f"{order.number}, departure"):
        assert secret not in seen.text
    assert sign_in(cast.dana).get(units_of(second, cast.brushes)).status_code == 404
    assert sign_in(cast.wes).get(units_of(order, cast.brushes)).status_code == 404
    seller = sign_in(cast.alice).get(units_of(order, cast.brushes))
    assert f"{order.number}, departure 1" in text_of(seller)
    behind = sections_of(sign_in(cast.alice), order, cast.brushes)
    assert behind == {"ordered": 2000, "good": 2000, "came": 2000, "in-transit": 10, "here": 1990}


def test_a_product_that_is_not_on_it_has_no_page(truck, cast, sign_in):
    mug = ProductFactory(organization=cast.acme)
    client = sign_in(cast.alice)
    for document in (truck.order, truck.work_order()):
        assert client.get(units_of(document, mug)).status_code == 404
        assert client.get(f"{document.get_absolute_url()}units/{2**70}/").status_code == 404


@pytest.mark.parametrize("page", ["order", "work_order", "units of order", "units of work order"])
def test_the_same_queries_however_much_moved(cast, sign_in, page):
    def asked(lines):
        products = [ProductFactory(organization=cast.acme) for _ in range(lines)]
        order = make_draft(cast, lines=[(product, 80, "1.00") for product in products])
        purchasing.place(order, by=cast.alice)
        work_order = order.work_orders.get()
        desk.acknowledge(work_order, by=cast.dana, revision=1)
        counts = [CountInput(product=product, outcome="good", units=40) for product in products]
        for _ in range(1 + lines // 3):
            receive(work_order, counts=counts[: 1 + lines], reason="More", key=uuid.uuid4(),
                    speaker=Speaker(cast.dana, date(2026, 12, 13), cast.lone_star))  # fmt: skip
        for product in products:
            ship(work_order, cartons_of(product, 1, 40), by=cast.dana)
        document = order if "work" not in page else work_order
        url = units_of(document, products[0]) if "units" in page else document.get_absolute_url()
        client = sign_in(cast.alice)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    assert asked(1) == asked(6)
