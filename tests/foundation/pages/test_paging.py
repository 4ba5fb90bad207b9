"""Long lists page by page."""

import pytest
from django.test import RequestFactory

from inventory.models import Product
from sostocked.foundation.pages.paging import BY_SKU, NEWEST_FIRST, Key, page_of, read_id, read_text
from tests.factories import OrganizationFactory, ProductFactory


def get(address="/products/"):
    return RequestFactory().get(address)


@pytest.fixture
def seven(db):
    """A to G, three of which have the same title."""
    seller = OrganizationFactory()
    return [
        ProductFactory(organization=seller, sku=sku, title="Brush" if sku in "BDF" else sku)
        for sku in "ABCDEFG"
    ]


def skus(page):
    return "".join(product.sku for product in page.rows)


def walk(keys, direction, address="/products/", rows=None):
    """All pages of two from `address` on, each by the address that the one before gives."""
    found = []
    while address:
        page = page_of(Product.objects.all() if rows is None else rows, get(address), keys, size=2)
        found.append(skus(page))
        address = getattr(page, f"{direction}_url")
    return found


def test_every_row_is_on_one_page_forth_and_back(seven):
    assert walk(BY_SKU, "next") == ["AB", "CD", "EF", "G"]
    assert walk(BY_SKU, "previous", "/products/?before=G") == ["EF", "CD", "AB"]
    assert walk(NEWEST_FIRST, "next") == ["GF", "ED", "CB", "A"]


def test_rows_that_are_alike_by_the_first_key_are_told_apart_by_the_next(seven):
    keys = (Key("title", read_text), Key("sku", read_text, descending=True))
    assert walk(keys, "next") == ["AF", "DB", "CE", "G"]
    assert walk((Key("title", read_text, descending=True), Key("sku", read_text)), "next") == [
        "GE",
        "CB",
        "DF",
        "A",
    ]


@pytest.mark.parametrize("direction", ["next", "previous"])
@pytest.mark.parametrize(
    "keys", [BY_SKU, NEWEST_FIRST, (Key("title", read_text), Key("sku", read_text, descending=True))]
)
def test_several_lists_are_one_in_which_each_row_stands_once(seven, keys, direction):
    ways = [Product.objects.filter(sku__in=skus) for skus in ("ABCF", "BDEFG")]
    first = walk(keys, "next")
    end = {BY_SKU: "before=G", NEWEST_FIRST: f"before={seven[0].pk}"}.get(keys, "before=G_G")
    address = "/products/" if direction == "next" else f"/products/?{end}"
    assert walk(keys, direction, address, rows=ways) == walk(keys, direction, address)
    assert walk(keys, "next", rows=ways) == first


def test_a_page_knows_its_neighbours_and_whether_there_are_any(seven):
    rows = Product.objects.all()
    assert page_of(rows, get(), BY_SKU, size=7)[1:] == ("", "")
    assert page_of(rows, get(), BY_SKU, size=6)[1:] == ("", "/products/?after=F")
    assert page_of(rows, get("/products/?after=F"), BY_SKU, size=6)[1:] == ("/products/?before=G", "")
    assert page_of(rows, get("/products/?before=C"), BY_SKU, size=2)[1:] == ("", "/products/?after=B")
    assert page_of(rows, get("/products/?before=D"), BY_SKU, size=2)[1:] == (
        "/products/?before=B",
        "/products/?after=C",
    )
    assert page_of(rows, get("/products/?after=G"), BY_SKU)[1:] == ("", "")


def test_what_narrows_the_list_goes_along_and_the_old_place_does_not(seven):
    page = page_of(Product.objects.all(), get("/products/?q=a+b&show=&after=B"), BY_SKU, size=2)
    assert page.next_url == "/products/?q=a+b&after=D"


@pytest.mark.parametrize(
    "nonsense", ["after=x", "after=", "after=-1", f"after={2**63}", "before=1_2x", "page=2"]
)
def test_nonsense_is_the_first_page(seven, nonsense):
    assert skus(page_of(Product.objects.all(), get(f"/products/?{nonsense}"), NEWEST_FIRST, size=2)) == "GF"


def test_a_place_that_is_gone_is_between_its_neighbours(seven):
    assert skus(page_of(Product.objects.all(), get("/products/?after=BZ"), BY_SKU, size=2)) == "CD"


def test_a_page_is_one_query(seven, django_assert_num_queries):
    with django_assert_num_queries(1):
        page_of(Product.objects.all(), get("/products/?after=B"), BY_SKU, size=2)


def test_what_an_address_cannot_mean_is_refused():
    assert (read_id("0"), read_id(str(2**63 - 1)), read_text("a\0b")) == (0, 2**63 - 1, "ab")
    for text in ("-1", str(2**63), "x", ""):
        with pytest.raises(ValueError):  # noqa: PT011 (its words are for nobody)
            read_id(text)
