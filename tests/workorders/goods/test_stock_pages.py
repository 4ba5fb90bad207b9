"""What the pages of the stock say of documents, and to whom: committed, expected, on the way, and what made it."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.adjusting.services import AdjustmentInput, adjust
from inventory.models import StockMove
from inventory.stock.places import door, place_at
from tests.factories import ProductFactory, make_placed, make_stock, make_transfer
from tests.workorders.bundling.conftest import make_bench
from workorders.models import WorkOrder
from workorders.transfers.services import send


def at(facility, page=""):
    return f"/o/acme/stock/facilities/{facility.pk}/{page}"


def text_of(answer):
    main = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL).group()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def product_url(cast):
    return f"/o/acme/products/{cast.brushes.pk}/"


def here(cast, facility):
    return at(facility, f"products/{cast.brushes.pk}/units/")


@pytest.fixture
def under_way(cast, chain):
    """1,200 left the supplier, 900 came to Harbor (20 damaged), 500 went on, 450 came to Lone Star."""
    chain.leave(1200)
    chain.receive(880, damaged=20)
    chain.forward(500)
    chain.arrive(450)
    make_stock(cast.harbor, cast.brushes, 30, by=cast.alice)
    return chain


def test_the_product_page_says_what_is_committed_and_free(cast, sign_in, under_way):
    text = text_of(sign_in(cast.vera).get(product_url(cast)))
    assert "Harbor Logistics (Long Beach) 410 380 30 20 –" in text
    assert "Lone Star Prep (Dallas) 450 450 – – –" in text
    assert "Together at facilities 860 830 30 20 –" in text
    assert "In transit 350" in text
    assert "To your warehouses 1,530 units" in text
    assert "To Amazon 450 units" in text


def test_a_figure_opens_the_moves_that_sum_to_it(cast, sign_in, under_way):
    client = sign_in(cast.vera)
    for facility in (cast.harbor, cast.lone_star):
        url = at(facility, f"movements/?product={cast.brushes.pk}")
        for condition, units in (("good", 410 if facility == cast.harbor else 450), ("damaged", None)):
            page = client.get(f"{url}&condition={condition}")
            changes = [row.change for row in page.context["rows"]]
            assert sum(changes) == (page.context["together"] or 0)
            if units:
                assert page.context["together"] == units
    page = client.get(at(cast.harbor, f"movements/?product={cast.brushes.pk}"))
    assert page.context["together"] == 430
    assert "Together these movements leave 430 there." in text_of(page)


def test_amazon_opens_its_own_moves(cast, sign_in, yard_of_amazon):
    page = sign_in(cast.vera).get(f"/o/acme/stock/movements/?product={cast.brushes.pk}&at=fba")
    assert [row.units for row in page.context["rows"]] == ["+40"]
    assert page.context["together"] == 40
    assert "Amazon FBA 40" in text_of(sign_in(cast.vera).get(product_url(cast)))


@pytest.fixture
def yard_of_amazon(cast, chain):
    """40 units that Amazon counted."""
    make_stock(cast.harbor, cast.brushes, 40, by=cast.alice)
    StockMove.objects.create(
        organization=cast.acme, product=cast.brushes, quantity=40, cause="checked_in", by=cast.alice,
        from_place=place_at(cast.harbor), to_place=door(cast.acme, "fba"),
        from_condition="good", to_condition="good",
    )  # fmt: skip


def test_committed_opens_the_work_orders_that_hold_it(cast, sign_in, under_way):
    page = sign_in(cast.vera).get(here(cast, cast.harbor))
    committing = page.context["here"].committing
    assert [(row.document, row.units) for row in committing.rows] == [(under_way.harbor.number, 380)]
    assert "380 units, 30 good free" in text_of(page)
    expected = page.context["here"].expected
    assert [(row.document, row.units) for row in expected.rows] == [(under_way.harbor.number, 1100)]


def test_a_list_that_asks_for_more_than_is_there_says_so(cast, sign_in, started_transfer):
    page = sign_in(cast.vera).get(at(cast.lone_star))
    (row,) = page.context["rows"]
    assert (row.committed, row.free, row.lacking) == (10, 0, 6)
    assert "6 not there" in text_of(page)


@pytest.fixture
def started_transfer(cast):
    """A stand-alone work order about ten brushes, sent; four are there."""
    make_stock(cast.lone_star, cast.brushes, 4, by=cast.alice)
    sent = send(make_transfer(cast))  # which puts ten more there
    wet = AdjustmentInput(product=cast.brushes, condition="good", units=10)
    adjust(cast.lone_star, kind="scrap", lines=[wet], reason="Wet", by=cast.alice, key=uuid.uuid4())
    return sent


def test_staff_see_what_comes_by_their_own_documents_only(cast, sign_in, under_way):
    page = sign_in(cast.dana).get(at(cast.lone_star, "expected/"))
    (row,) = page.context["expected"].rows
    work_order = WorkOrder.objects.get(pk=under_way.lone_star.pk)
    assert (row.document, row.units, row.on) == (work_order.number, 1550, work_order.told_expected_on)
    (way,) = page.context["under_way"].rows
    assert (way.units, way.document, way.origin, way.since) == (50, work_order.number, "", None)
    seller = sign_in(cast.vera).get(at(cast.lone_star, "expected/"))
    (way,) = seller.context["under_way"].rows
    assert (way.origin, way.document) == ("Harbor Logistics", f"{under_way.harbor.number}, departure 1")


def test_whoever_ships_keeps_the_name_of_the_departure(cast, sign_in, under_way):
    page = sign_in(cast.wes).get(at(cast.harbor, "expected/"))
    coming, going = page.context["under_way"].rows
    assert (coming.units, coming.document, coming.origin) == (300, under_way.harbor.number, "")
    assert (going.units, going.document) == (50, f"{under_way.harbor.number}, departure 1")
    assert sign_in(cast.wes).get(going.url).status_code == 200
    assert sign_in(cast.wes).get(coming.url).status_code == 200


PAGES = ["", "expected/", "movements/", "units", "count-sheet/"]


@pytest.mark.parametrize("page", PAGES)
def test_staff_read_no_order_supplier_cost_or_other_facility(cast, sign_in, under_way, page):
    for person, own, other, wrong in (
        (cast.dana, cast.lone_star, "Harbor", under_way.harbor.number),
        (cast.wes, cast.harbor, None, under_way.lone_star.number),
    ):
        answer = sign_in(person).get(here(cast, own) if page == "units" else at(own, page))
        assert answer.status_code == 200
        text = answer.content.decode()
        assert "CH-BRUSH-SET" in text
        for secret in ("Ningbo", f">{under_way.order.number}", "/purchase-orders/", "2.10", "4,200"):
            assert secret not in text, (person, secret)
        assert wrong not in text
        assert other is None or other not in text


def test_the_seller_could_have_read_it_there(cast, sign_in, under_way):
    text = sign_in(cast.vera).get(at(cast.harbor, "expected/")).content.decode()
    assert "Ningbo" in text
    assert f"{under_way.order.number}, departure 1" in text


def test_every_link_for_staff_opens(cast, sign_in, under_way):
    client = sign_in(cast.wes)
    for page in ("", "expected/", "movements/", f"products/{cast.brushes.pk}/units/"):
        answer = client.get(at(cast.harbor, page))
        main = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL).group()
        links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)', main)}
        assert links
        assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_a_product_that_a_facility_has_nothing_to_do_with_is_not_found_by_its_staff(cast, sign_in):
    other = ProductFactory(organization=cast.acme, sku="OTHER")
    url = at(cast.lone_star, f"products/{other.pk}/units/")
    assert sign_in(cast.dana).get(url).status_code == 404
    assert sign_in(cast.vera).get(url).status_code == 200
    theirs = ProductFactory(organization=cast.stranger)
    assert sign_in(cast.vera).get(at(cast.lone_star, f"products/{theirs.pk}/units/")).status_code == 404
    make_placed(cast)
    assert sign_in(cast.dana).get(here(cast, cast.lone_star)).status_code == 200


def test_movements_of_a_product_elsewhere_say_nothing_of_it_to_staff(cast, sign_in):
    other = ProductFactory(organization=cast.stranger, sku="SECRET-1")
    answer = sign_in(cast.dana).get(at(cast.lone_star, f"movements/?product={other.pk}"))
    assert answer.status_code == 200
    assert "SECRET-1" not in answer.text
    assert answer.context["rows"] == []


@pytest.mark.parametrize(
    "query", ["product=x&lot=y&condition=z", "product=99999999999999999999", "lot=1&at=here"]
)
def test_nonsense_asks_for_nothing(cast, sign_in, under_way, query):
    assert sign_in(cast.wes).get(at(cast.harbor, f"movements/?{query}")).status_code == 200
    assert sign_in(cast.bob).get(f"/o/acme/stock/movements/?{query}").status_code == 200


def test_bundles_that_are_to_be_built_come(cast, sign_in):
    bench = make_bench(cast)
    text = text_of(sign_in(cast.vera).get(f"/o/acme/products/{bench.kit.pk}/"))
    assert "To Amazon 500 units" in text
    assert "To be built" in text


@pytest.mark.parametrize("page", ["product", "facility", "expected", "units"])
def test_the_pages_ask_as_often_for_many_documents_as_for_one(cast, client, page):
    url = {
        "product": product_url(cast),
        "facility": at(cast.lone_star),
        "expected": at(cast.lone_star, "expected/"),
        "units": here(cast, cast.lone_star),
    }[page]
    client.force_login(cast.vera)
    make_stock(cast.lone_star, cast.brushes, 5, by=cast.alice)
    counts, made = [], 0
    for rows in (1, 3, 25):
        for _ in range(rows - made):
            make_placed(cast)
        made = rows
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 12
