"""The list of products."""

import pytest
from django.utils import timezone

from tests.factories import ProductFactory, make_lead_time

URL = "/o/acme/products/"
HTMX = {"HX-Request": "true"}


def skus(response):
    return [product.sku for product in response.context["page"].rows]


def test_what_the_organization_sells_and_nothing_of_others(cast, sign_in):
    ProductFactory(organization=cast.stranger, sku="SECRET")
    ProductFactory(organization=cast.acme, sku="A-1", last_cost="1234.5", units_per_carton=1200)
    page = sign_in(cast.vera).get(URL)
    assert skus(page) == ["A-1", "CH-BRUSH-SET"]
    assert "1,234.50" in page.text
    assert "1,200" in page.text


def test_a_viewer_is_offered_nothing_to_create(cast, sign_in):
    assert f"{URL}new/" in sign_in(cast.bob).get(URL).text
    assert f"{URL}new/" not in sign_in(cast.vera).get(URL).text


def test_without_products_the_first_one_is_offered(cast, sign_in):
    cast.brushes.delete()
    assert "No products yet" in sign_in(cast.bob).get(URL).text
    assert f"{URL}new/" not in sign_in(cast.vera).get(URL).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["CH-BRUSH-SET", "YG-MAT"]),
        ("q=mat", ["YG-MAT"]),
        ("q=brush+set", ["CH-BRUSH-SET"]),
        ("q=x00abc1234", ["CH-BRUSH-SET"]),
        ("q=nothing", []),
        ("q=%00", ["CH-BRUSH-SET", "YG-MAT"]),
        ("show=archived", ["OLD"]),
        ("show=all", ["CH-BRUSH-SET", "OLD", "YG-MAT"]),
        ("show=nonsense", ["CH-BRUSH-SET", "YG-MAT"]),
        ("supplier={ningbo}", ["YG-MAT"]),
        ("supplier={strange}", ["CH-BRUSH-SET", "YG-MAT"]),
        ("supplier=abc", ["CH-BRUSH-SET", "YG-MAT"]),
        ("supplier=99999999999999999999", ["CH-BRUSH-SET", "YG-MAT"]),
        ("lead_time={lead_time}", ["YG-MAT"]),
        ("q=mat&supplier={ningbo}&show=all", ["YG-MAT"]),
    ],
)
def test_the_address_narrows_the_list(cast, sign_in, query, found):
    ProductFactory(
        organization=cast.acme, sku="YG-MAT", title="Yoga", supplier=cast.ningbo, lead_time=cast.lead_time
    )
    ProductFactory(organization=cast.acme, sku="OLD", archived_at=timezone.now())
    ids = {"ningbo": cast.ningbo.pk, "strange": 1_000_000, "lead_time": cast.lead_time.pk}
    page = sign_in(cast.alice).get(f"{URL}?{query.format(**ids)}")
    assert skus(page) == found


def test_the_filter_offers_only_own_suppliers_and_lead_times(cast, sign_in):
    make_lead_time(cast.stranger, ("supplier", 1), name="Strange way")
    page = sign_in(cast.alice).get(URL)
    assert "Ningbo Brightware" in page.text
    assert "Strange way" not in page.text


def test_htmx_gets_the_list_alone(cast, sign_in):
    page = sign_in(cast.alice).get(URL, headers=HTMX)
    assert page.text.strip().startswith('<div id="products">')
    assert "<html" not in page.text


def test_page_by_page_there_and_back(cast, sign_in):
    for n in range(120):
        ProductFactory(organization=cast.acme, sku=f"MANY {n:03}&")
    client = sign_in(cast.alice)
    first = client.get(f"{URL}?q=many")
    assert len(skus(first)) == 50
    assert first.context["page"].previous_url == ""
    assert 'hx-target="#products" hx-swap="outerHTML' in first.text
    second = client.get(first.context["page"].next_url)
    third = client.get(second.context["page"].next_url)
    assert third.context["page"].next_url == ""
    assert skus(first) + skus(second) + skus(third) == [f"MANY {n:03}&" for n in range(120)]
    assert skus(client.get(third.context["page"].previous_url)) == skus(second)
    back = client.get(second.context["page"].previous_url)
    assert skus(back) == skus(first)
    assert back.context["page"].previous_url == ""


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_same_queries_however_many_rows(cast, sign_in, rows, django_assert_num_queries):
    for n in range(rows - 1):
        ProductFactory(organization=cast.acme, sku=f"A-{n}", supplier=cast.ningbo, lead_time=cast.lead_time)
    client = sign_in(cast.alice)
    with django_assert_num_queries(7):
        assert len(skus(client.get(URL))) == rows


def test_what_people_typed_is_only_text(cast, sign_in):
    ProductFactory(organization=cast.acme, sku="<script>1", title="شنطة 😀 <b>")
    page = sign_in(cast.alice).get(URL)
    assert "<script>1" not in page.text
    assert "شنطة 😀 &lt;b&gt;" in page.text


def test_back_to_a_narrowed_list_shows_the_page_not_its_part(cast, sign_in):
    assert "HX-Request" in sign_in(cast.alice).get(URL, headers=HTMX)["Vary"]
    assert "HX-Request" in sign_in(cast.alice).get(URL)["Vary"]
