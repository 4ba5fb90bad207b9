"""What the pages of the stock show, and to whom."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.models import StockMove
from inventory.stock.places import LotInput
from tests.factories import FacilityFactory, OrganizationFactory, ProductFactory, make_stock

STOCK = "/o/acme/stock/"


def at(facility, page=""):
    return f"/o/{facility.organization.slug}/stock/facilities/{facility.pk}/{page}"


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def goods(cast):
    """Brushes at two facilities, a little of it damaged, and serum in two lots."""
    serum = ProductFactory(organization=cast.acme, sku="SK-SERUM", title="Serum", tracks_expiry=True)
    make_stock(cast.lone_star, cast.brushes, 1960, by=cast.alice)
    make_stock(cast.lone_star, cast.brushes, 25, by=cast.alice, condition="damaged")
    make_stock(cast.harbor, cast.brushes, 40, by=cast.bob)
    for code, day, units in (("L-1", date(2027, 6, 30), 10), ("L-2", date(2027, 1, 31), 20)):
        make_stock(cast.lone_star, serum, units, by=cast.alice, lot=LotInput(code, day))
    return serum


def shown(answer):
    """SKU, good, damaged, on hold of each product of the page, and its parts."""
    return [
        (row.product.sku, row.good, row.damaged, row.on_hold, [part.label for part in row.parts.values()])
        for row in answer.context["rows"]
    ]


def test_the_seller_sees_all_of_it(cast, sign_in, goods):
    answer = sign_in(cast.vera).get(STOCK)
    assert shown(answer) == [
        ("CH-BRUSH-SET", 2000, 25, 0, ["Harbor Logistics (Long Beach)", "Lone Star Prep (Dallas)"]),
        ("SK-SERUM", 30, 0, 0, ["Lone Star Prep (Dallas)"]),
    ]
    assert [(place.facility.name, place.total, place.products) for place in answer.context["places"]] == [
        ("Harbor Logistics", 40, 1),
        ("Lone Star Prep", 2015, 2),
    ]
    assert "Count or adjust" not in text_of(answer)
    assert "Count or adjust" in text_of(sign_in(cast.bob).get(STOCK))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=serum", [("SK-SERUM", 30, 0)]),
        ("condition=damaged", [("CH-BRUSH-SET", 0, 25)]),
        ("facility={harbor}", [("CH-BRUSH-SET", 40, 0)]),
        ("facility={harbor}&condition=damaged", []),
        ("facility=x&condition=y", [("CH-BRUSH-SET", 2000, 25), ("SK-SERUM", 30, 0)]),
    ],
)
def test_the_list_is_narrowed(cast, sign_in, goods, query, expected):
    answer = sign_in(cast.alice).get(f"{STOCK}?{query.format(harbor=cast.harbor.pk)}")
    assert [(sku, good, damaged) for sku, good, damaged, *_ in shown(answer)] == expected


def test_a_facility_shows_lots_first_expired_first(cast, sign_in, goods):
    answer = sign_in(cast.dana).get(at(cast.lone_star))
    assert shown(answer) == [
        ("CH-BRUSH-SET", 1960, 25, 0, [""]),
        ("SK-SERUM", 30, 0, 0, ["Lot L-2, expires 31 Jan 2027", "Lot L-1, expires 30 Jun 2027"]),
    ]


def test_staff_see_their_own_stock_and_no_other(cast, sign_in, goods):
    other = OrganizationFactory(slug="other", name="Other Seller")
    theirs = FacilityFactory(organization=other, name="Lone Star Prep")
    theirs.staff.add(cast.dana)
    make_stock(theirs, ProductFactory(organization=other, sku="OTHER-1"), 7, by=cast.charlie)
    client = sign_in(cast.dana)
    page = client.get("/stock/")
    assert [(p.facility.organization.name, p.total) for p in page.context["places"]] == [
        ("Acme Goods", 2015),
        ("Other Seller", 7),
    ]
    assert [sku for sku, *_ in shown(client.get(at(theirs)))] == ["OTHER-1"]
    for url in (at(cast.harbor), at(cast.harbor, "movements/"), STOCK, f"{STOCK}movements/"):
        assert client.get(url).status_code == 404
    assert client.get(at(cast.lone_star).replace("acme", "other")).status_code == 404


def test_staff_read_no_cost_and_no_other_facility(cast, sign_in, goods):
    cast.brushes.last_cost = "2.10"
    cast.brushes.save()
    place, harbor = cast.lone_star.stock_place, cast.harbor.stock_place
    sides = {"from_place": place, "from_condition": "good", "to_place": harbor, "to_condition": "good"}
    StockMove.objects.create(
        organization=cast.acme, product=cast.brushes, quantity=4, cause="count", by=cast.alice, **sides
    )
    client = sign_in(cast.dana)
    for page in ("", "movements/"):
        answer = text_of(client.get(at(cast.lone_star, page)))
        assert "CH-BRUSH-SET" in answer
        assert "2.10" not in answer
        assert "Harbor" not in answer
        assert "Count or adjust" not in answer
    assert "Harbor" in text_of(sign_in(cast.alice).get(at(cast.lone_star, "movements/")))


def test_movements_say_who_and_why(cast, sign_in, goods):
    answer = sign_in(cast.alice).get(f"{STOCK}movements/?facility={cast.harbor.pk}")
    (row,) = answer.context["rows"]
    assert (row.cause, row.explanation.text, str(row.move.by)) == ("Opening stock", "Opening stock", "Bob")
    assert (row.origin, row.target) == ("Adjustment", "Harbor Logistics (Long Beach)")
    assert "40" in text_of(answer)


@pytest.mark.parametrize(
    ("query", "count"),
    [("q=serum", 2), ("q=CH-BRUSH", 3), ("cause=scrap", 0), ("cause=opening", 5), ("after=x_y", 5)],
)
def test_movements_are_narrowed(cast, sign_in, goods, query, count):
    assert len(sign_in(cast.alice).get(f"{STOCK}movements/?{query}").context["rows"]) == count


def test_movements_are_paged_without_losing_one(cast, sign_in):
    for _ in range(3):
        for product in ProductFactory.create_batch(20, organization=cast.acme):
            make_stock(cast.lone_star, product, 1, by=cast.alice)
    client, url, seen = sign_in(cast.alice), f"{STOCK}movements/", []
    while url:
        answer = client.get(url)
        seen += [row.move.pk for row in answer.context["rows"]]
        url = answer.context["page"].next_url
    assert len(seen) == len(set(seen)) == 60
    moments = dict(StockMove.objects.values_list("pk", "moved_at"))
    assert seen == sorted(seen, key=lambda pk: (moments[pk], pk), reverse=True)


@pytest.mark.parametrize("after", ["2026-11-27_5", "2026-11-27T00:00:00+00:00_x", "_", "x"])
def test_a_place_in_the_list_that_makes_no_sense_is_the_first_page(cast, sign_in, goods, after):
    answer = sign_in(cast.alice).get(f"{STOCK}movements/", {"after": after})
    assert len(answer.context["rows"]) == 5


def test_the_product_page_says_where_it_is(cast, sign_in, goods):
    answer = sign_in(cast.vera).get(f"/o/acme/products/{cast.brushes.pk}/")
    text = text_of(answer)
    assert "Where it is" in text
    assert "Lone Star Prep (Dallas) 1,960 – 1,960 25 –" in text
    assert "Together at facilities 2,000 – 2,000 25 –" in text
    nothing = ProductFactory(organization=cast.acme)
    assert "None of it is at a facility." in text_of(
        sign_in(cast.vera).get(f"/o/acme/products/{nothing.pk}/")
    )


@pytest.mark.parametrize(
    "page", ["stock", "facility", "movements", "facility movements", "product", "my stock"]
)
def test_a_page_asks_as_often_for_many_rows_as_for_one(cast, client, page):
    url = {
        "stock": STOCK,
        "facility": at(cast.lone_star),
        "movements": f"{STOCK}movements/",
        "facility movements": at(cast.lone_star, "movements/"),
        "product": f"/o/acme/products/{cast.brushes.pk}/",
        "my stock": "/stock/",
    }[page]
    client.force_login(cast.dana if page == "my stock" else cast.alice)
    counts, made = [], 0
    for rows in (1, 3, 50):
        for _ in range(rows - made):
            spot = FacilityFactory(organization=cast.acme)
            spot.staff.add(cast.dana)
            spreads = page in ("product", "my stock")
            product = cast.brushes if spreads else ProductFactory(organization=cast.acme)
            make_stock(spot if spreads or page == "stock" else cast.lone_star, product, 5, by=cast.bob)
        made = rows
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 12
