"""What the product combobox offers."""

import re

from django.utils import timezone

from tests.factories import ProductFactory

URL = "/o/acme/products/options/"


def offered(client, text):
    page = client.get(URL, {"q": text})
    assert page.status_code == 200
    return re.findall(r'data-value="([^"]*)"', page.text)


def test_found_by_sku_title_asin_and_fnsku(cast, sign_in):
    ProductFactory(organization=cast.acme, sku="YG-MAT", title="Yoga mat", asin="B08N5WRWNW")
    client = sign_in(cast.bob)
    assert offered(client, "mat") == ["YG-MAT"]
    assert offered(client, "YOGA") == ["YG-MAT"]
    assert offered(client, "b08n5") == ["YG-MAT"]
    assert offered(client, "X00ABC") == ["CH-BRUSH-SET"]
    assert offered(client, "nothing") == []
    assert offered(client, "100%") == []
    assert offered(client, "\0") == ["CH-BRUSH-SET", "YG-MAT"]


def test_what_begins_with_the_text_comes_first(cast, sign_in):
    for sku in ("A-BOX", "BOX-2", "BOX-1"):
        ProductFactory(organization=cast.acme, sku=sku)
    assert offered(sign_in(cast.bob), "box") == ["BOX-1", "BOX-2", "A-BOX"]


def test_twelve_at_most(cast, sign_in):
    for n in range(20):
        ProductFactory(organization=cast.acme, sku=f"MANY-{n:02}")
    assert offered(sign_in(cast.bob), "many") == [f"MANY-{n:02}" for n in range(12)]


def test_others_and_archived_products_never_appear(cast, sign_in):
    ProductFactory(organization=cast.stranger, sku="CH-SECRET")
    ProductFactory(organization=cast.acme, sku="CH-OLD", archived_at=timezone.now())
    assert offered(sign_in(cast.bob), "CH-") == ["CH-BRUSH-SET"]
    assert offered(sign_in(cast.bob), "") == ["CH-BRUSH-SET"]


def test_what_people_typed_is_only_text(cast, sign_in):
    ProductFactory(organization=cast.acme, sku='X"><script>1', title="<script>alert(1)</script>")
    page = sign_in(cast.bob).get(URL, {"q": "script"})
    assert "<script" not in page.text
    assert 'data-value="X&quot;&gt;&lt;script&gt;1"' in page.text


def test_the_title_and_how_many_fill_a_carton(cast, sign_in):
    page = sign_in(cast.bob).get(URL, {"q": "brush"})
    assert "<span>Brush set</span>" in page.text
    assert "CH-BRUSH-SET · 40 per carton" in page.text


def test_the_same_queries_for_one_and_for_twelve(cast, sign_in, django_assert_max_num_queries):
    for n in range(12):
        ProductFactory(organization=cast.acme, sku=f"MANY-{n:02}")
    client = sign_in(cast.bob)
    for text in ("MANY-03", "MANY"):
        with django_assert_max_num_queries(5):
            offered(client, text)
