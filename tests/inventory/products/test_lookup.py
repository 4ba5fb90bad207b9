"""Which product somebody means who types its SKU or title."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from inventory.products.lookup import Catalog
from tests.factories import ProductFactory


@pytest.fixture
def mat(cast):
    return ProductFactory(organization=cast.acme, sku="YG-MAT", title="Yoga mat")


@pytest.fixture
def old(cast):
    return ProductFactory(organization=cast.acme, sku="OLD", title="Old mat", archived_at=timezone.now())


def refusal(catalog, text):
    with pytest.raises(ValidationError) as caught:
        catalog.find(text)
    return caught.value.messages


@pytest.mark.parametrize("text", ["YG-MAT", "yg-mat", "yoga MAT"])
def test_a_sku_or_a_title_means_the_product(cast, mat, text):
    assert Catalog(cast.acme, [text]).find(text) == mat


def test_a_title_that_two_have_means_neither(cast, mat):
    ProductFactory(organization=cast.acme, sku="YG-MAT-2", title="Yoga mat")
    assert refusal(Catalog(cast.acme, ["Yoga mat"]), "Yoga mat") == [
        "Several products are called “Yoga mat”. Choose one by its SKU."
    ]


def test_a_product_of_another_organization_does_not_exist(cast):
    ProductFactory(organization=cast.stranger, sku="SECRET")
    assert refusal(Catalog(cast.acme, ["SECRET"]), "SECRET") == [
        "You have no product with the SKU, title or code “SECRET”."
    ]


def test_an_archived_product_is_not_ordered_but_may_be_worked_on(cast, old):
    assert refusal(Catalog(cast.acme, ["OLD"]), "OLD") == ["OLD is archived and cannot be ordered."]
    assert Catalog(cast.acme, ["OLD"], takes_archived=True).find("OLD") == old


def test_many_texts_are_read_with_one_query_and_none_with_none(cast, mat, old, django_assert_num_queries):
    with django_assert_num_queries(1):
        catalog = Catalog(cast.acme, ["YG-MAT", "OLD", "nothing", "\0"], takes_archived=True)
        assert [catalog.find("YG-MAT"), catalog.find("OLD")] == [mat, old]
    with django_assert_num_queries(0):
        Catalog(cast.acme, ["", " "])
