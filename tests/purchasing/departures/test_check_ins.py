"""Amazon's count of what left the supplier: what is there is what was said, whatever was said before."""

import uuid
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.models import CheckIn, StockBalance
from inventory.rules.check_ins import PASTED
from inventory.rules.stock import ADJUSTMENT, FBA, IN_TRANSIT, SUPPLIER
from inventory.shipping.check_ins import CheckInInput, counted_of
from inventory.stock.proof import find_faults
from leadtimes.rules.leg_reports import InvalidReport
from leadtimes.speaker import Speaker
from purchasing.departures.check_ins import check_in
from purchasing.departures.services import take_back
from sostocked.foundation.records.errors import NotYours, Refused
from tests.factories import ProductFactory, make_lead_time, make_placed
from tests.house.test_concurrency import at_once
from tests.purchasing.departures.conftest import cartons_of, leave

COUNTED_ON = date(2026, 11, 25)


def count(departure, by, units, *, on=COUNTED_ON, today=COUNTED_ON, key=None, **more):
    said = CheckInInput(units=units, counted_on=on, **more)
    return check_in(departure, said, speaker=Speaker(by, today), key=key or uuid.uuid4())


def units_at(kind, product):
    rows = StockBalance.objects.filter(place__kind=kind, product=product)
    return sum(rows.values_list("quantity", flat=True))


@pytest.fixture
def sent(direct, cast):
    """2,000 brush sets, all on their way to Amazon."""
    return leave(direct, cartons_of(cast.brushes, 50, 40), by=cast.alice, is_all=True)


def test_what_amazon_has_is_there_and_the_rest_is_on_the_way(sent, cast):
    count(sent, cast.bob, {cast.brushes: 1200})
    assert (units_at(FBA, cast.brushes), units_at(IN_TRANSIT, cast.brushes)) == (1200, 800)
    count(sent, cast.bob, {cast.brushes: 1100})  # Amazon has corrected itself
    assert (units_at(FBA, cast.brushes), units_at(IN_TRANSIT, cast.brushes)) == (1100, 900)
    assert find_faults() == []


def test_more_than_left_is_over(sent, cast):
    count(sent, cast.bob, {cast.brushes: 2010})
    assert counted_of(sent.shipment)[cast.brushes].over == 10
    assert (units_at(FBA, cast.brushes), units_at(IN_TRANSIT, cast.brushes)) == (2010, 0)
    assert find_faults() == []


def test_once_amazon_is_done_the_rest_is_lost_until_it_counts_again(sent, cast):
    count(sent, cast.bob, {cast.brushes: 1900}, is_closed=True)
    assert (units_at(IN_TRANSIT, cast.brushes), units_at(ADJUSTMENT, cast.brushes)) == (0, 100)
    with pytest.raises(Refused, match="done already, with the same units"):
        count(sent, cast.bob, {cast.brushes: 1900}, is_closed=True)
    count(sent, cast.bob, {cast.brushes: 1950})
    assert (units_at(FBA, cast.brushes), units_at(IN_TRANSIT, cast.brushes)) == (1950, 50)
    assert find_faults() == []


def test_the_first_count_begins_the_leg_at_amazon_and_the_last_ends_it(sent, direct, cast):
    count(sent, cast.bob, {cast.brushes: 1200})
    leg = direct.legs.get(kind="fba")
    assert (leg.actual_starts_on, leg.actual_ends_on) == (COUNTED_ON, None)
    assert leg.date_changes.get(cause="started").note == "PO-1001, departure 1: Amazon's count"
    done = date(2026, 11, 28)
    count(sent, cast.bob, {cast.brushes: 1990}, is_closed=True, on=done, today=done)
    leg.refresh_from_db()
    assert (leg.actual_starts_on, leg.actual_ends_on) == (COUNTED_ON, done)


def test_it_is_not_over_while_another_shipment_is_not(direct, cast):
    first = leave(direct, cartons_of(cast.brushes, 25, 40), by=cast.alice)
    second = leave(direct, cartons_of(cast.brushes, 25, 40), by=cast.alice, is_all=True)
    count(first, cast.bob, {cast.brushes: 1000}, is_closed=True)
    assert direct.legs.get(kind="fba").actual_ends_on is None
    count(second, cast.bob, {cast.brushes: 1000}, is_closed=True)
    assert direct.legs.get(kind="fba").actual_ends_on == COUNTED_ON


def test_what_makes_no_sense_is_refused(sent, cast, placed):
    towels = ProductFactory(organization=cast.acme, sku="TOWEL")
    with pytest.raises(Refused, match="TOWEL is not in this shipment"):
        count(sent, cast.bob, {towels: 1})
    with pytest.raises(InvalidReport, match="future"):
        count(sent, cast.bob, {cast.brushes: 1}, today=date(2026, 11, 24))
    with pytest.raises(NotYours):
        count(sent, cast.vera, {cast.brushes: 1})
    elsewhere = leave(placed, cartons_of(cast.brushes, 1, 40), by=cast.alice)
    with pytest.raises(Refused, match="is not Amazon"):
        count(elsewhere, cast.bob, {cast.brushes: 1})
    assert not CheckIn.objects.exists()


def test_what_amazon_has_is_not_taken_back(sent, cast):
    count(sent, cast.bob, {cast.brushes: 1})
    with pytest.raises(Refused, match="Amazon FBA has some of it already"):
        take_back(sent, by=cast.bob, why="Wrong order")
    count(sent, cast.bob, {cast.brushes: 0})
    take_back(sent, by=cast.bob, why="Wrong order")
    assert (units_at(SUPPLIER, cast.brushes), units_at(IN_TRANSIT, cast.brushes)) == (0, 0)
    assert find_faults() == []


@pytest.mark.django_db(transaction=True)
def test_eight_times_the_same_count_is_one(sent, cast):
    key = uuid.uuid4()
    at_once(*[lambda: count(sent, cast.bob, {cast.brushes: 1200}, key=key)] * 8)
    assert (CheckIn.objects.count(), units_at(FBA, cast.brushes)) == (1, 1200)


COUNTS = st.tuples(st.integers(0, 60), st.integers(0, 60) | st.none(), st.booleans())


@pytest.fixture
def two_products(cast):
    lead_time = make_lead_time(cast.acme, ("supplier", 30), ("freight/air", 6), ("fba", 7), name="By air")
    boards = ProductFactory(organization=cast.acme, sku="BOARD")
    lines = [(cast.brushes, 40, "2.10"), (boards, 25, "1.00")]
    order = make_placed(cast, lead_time=lead_time, lines=lines)
    packed = cartons_of(cast.brushes, 4, 10), cartons_of(boards, 5, 5)
    return leave(order, *packed, by=cast.alice), boards


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(COUNTS, max_size=6))
def test_the_total_at_amazon_is_always_what_was_said(two_products, cast, counts):
    departure, boards = two_products
    shipped = {cast.brushes: 40, boards: 25}
    with transaction.atomic():
        expected = {cast.brushes: 0, boards: 0}
        for brushes, board, closed in counts:
            units = {cast.brushes: brushes} | ({boards: board} if board is not None else {})
            try:
                count(departure, cast.bob, units, is_closed=closed)
                expected |= units
            except Refused:  # done already, with the same units
                assert closed
            is_done = departure.shipment.check_ins.last().is_closed
            for product, there in expected.items():
                assert units_at(FBA, product) == there
                rest = max(shipped[product] - there, 0)
                assert units_at(IN_TRANSIT, product) == (0 if is_done else rest)
        assert find_faults() == []
        transaction.set_rollback(True)


def test_a_count_asks_the_same_of_one_product_and_of_fifty(cast, direct):
    products = [ProductFactory(organization=cast.acme, sku=f"P-{n}") for n in range(50)]
    order = make_placed(cast, lead_time=direct.lead_time, lines=[(each, 10, "1.00") for each in products])
    many = leave(order, *[cartons_of(each, 1, 10) for each in products], by=cast.alice)
    few = leave(order, cartons_of(products[0], 1, 1), by=cast.alice, is_more=True)

    def asked(departure, units):
        with CaptureQueriesContext(connection) as queries:
            count(departure, cast.bob, units)
        return len(queries)

    asked(few, {products[0]: 1})  # from now on the leg at Amazon has begun
    asked(few, {products[0]: 0})
    one = asked(few, {products[0]: 1})
    assert asked(many, dict.fromkeys(products, 5)) == one


# ── The page ──────────────────────────────────────────────────────────────────────────────────────────


def page_of(departure):
    return f"{departure.get_absolute_url()}check-in/"


def sent_form(client, departure, **more):
    form = client.get(page_of(departure)).context["form"]
    return {"key": str(form["key"].value()), "counted_on": "2026-11-25"} | more


def test_the_count_is_typed_and_the_departure_shows_it(sent, cast, sign_in):
    client = sign_in(cast.bob)
    form = sent_form(
        client, sent, **{f"units-{cast.brushes.pk}": "1,960", "is_closed": "on", "note": "Case 17"}
    )
    answer = client.post(page_of(sent), form, follow=True)
    page = " ".join(answer.content.decode().split())
    assert "Amazon&#x27;s count is saved." in page
    assert '<td class="num" data-label="Missing"> 40 <span class="data-table__sub">short</span> </td>' in page
    assert "By 25 Nov 2026, done" in page
    assert "Case 17" in page


def test_rows_that_are_pasted_count_instead(sent, cast, sign_in):
    client = sign_in(cast.bob)
    form = sent_form(
        client, sent, rows="SKU\tunits\nCH-BRUSH-SET\t1,500", **{f"units-{cast.brushes.pk}": "7"}
    )
    client.post(page_of(sent), form)
    assert CheckIn.objects.get().source == PASTED
    assert units_at(FBA, cast.brushes) == 1500


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"units": "-5"}, "Enter at least 0."),
        ({"units": "2.5"}, "whole number"),
        ({"rows": "TOWEL\t5"}, "“TOWEL” is not in this shipment."),
        ({"counted_on": "2030-01-01"}, "That day is in the future."),
        ({"key": "x"}, "Open this page again before you save."),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_is_counted(sent, cast, sign_in, typed, sentence):
    client = sign_in(cast.bob)
    typed = {(f"units-{cast.brushes.pk}" if name == "units" else name): each for name, each in typed.items()}
    answer = client.post(page_of(sent), sent_form(client, sent, **typed))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not CheckIn.objects.exists()


def test_goods_for_a_facility_have_no_such_page(placed, cast, sign_in):
    departure = leave(placed, cartons_of(cast.brushes, 1, 40), by=cast.alice)
    assert sign_in(cast.bob).get(page_of(departure)).status_code == 404
