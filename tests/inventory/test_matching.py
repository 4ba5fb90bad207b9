"""One meaning of "this product" for every search and scanner."""

import pytest

from tests.factories import ProductFactory, make_placed

FOUND = [
    "İST-47100",
    "ist-47",
    "straße",
    "STRASSE",
    "x00tea",
    "X00 TEA 1234",
    "B08N5WRWNW",
    "b08n5",
    "036000291452",
    "0036000291452",
    "00036000291452",
    "03600029",
    "0360\u200b00291452",
]
NOT_FOUND = ["IST-47101", "X00TEB", "036000291453", "nothing"]


@pytest.fixture
def tea(cast):
    codes = {"asin": "B08N5WRWNW", "fnsku": "X00TEA1234", "upc": "036000291452"}
    product = ProductFactory(organization=cast.acme, sku="İST-47100", title="Tea straße", **codes)
    make_placed(cast, lines=[(product, 24, "1.10")])
    return product


LISTS = [
    ("alice", "/o/acme/products/", ">İST-47100<"),
    ("alice", "/o/acme/products/options/", 'data-value="İST-47100"'),
    ("alice", "/o/acme/purchase-orders/", ">PO-1001<"),
    ("alice", "/o/acme/work-orders/", "WO-1001-1/"),
    ("dana", "/work-orders/", "WO-1001-1/"),
]


@pytest.mark.parametrize(("who", "url", "mark"), LISTS)
def test_every_list_finds_it_by_all_that_it_is_called(cast, client, tea, who, url, mark):
    client.force_login(getattr(cast, who))
    answers = {text: mark in client.get(url, {"q": text}).text for text in (*FOUND, *NOT_FOUND)}
    assert answers == dict.fromkeys(FOUND, True) | dict.fromkeys(NOT_FOUND, False)


SAID = ["X00TEA1234", "x00 tea 1234", "x00tea", "036000291452", "0036000291452", "03600029"]


@pytest.mark.parametrize(("who", "url", "mark"), LISTS[2:])
def test_what_was_sent_is_still_found_by_the_codes_that_it_says(cast, client, tea, who, url, mark):
    tea.sku, tea.title, tea.asin, tea.fnsku, tea.upc = "OTHER", "Other", "", "", ""
    tea.save()
    client.force_login(getattr(cast, who))
    answers = {text: mark in client.get(url, {"q": text}).text for text in (*SAID, *NOT_FOUND)}
    assert answers == dict.fromkeys(SAID, True) | dict.fromkeys(NOT_FOUND, False)
