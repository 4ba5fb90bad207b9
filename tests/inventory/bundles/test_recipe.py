"""The recipe on the product's page and the page on which it is written, with and without scripts."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from inventory.bundles.services import PartInput, write_recipe
from inventory.models import Product, Recipe
from tests.factories import ProductFactory


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def kit(cast):
    for sku in ("CAP", "LID"):
        ProductFactory(organization=cast.acme, sku=sku)
    return ProductFactory(organization=cast.acme, sku="KIT", title="Gift set")


@pytest.fixture
def url(kit):
    return reverse("inventory:recipe", args=["acme", kit.pk])


def typed(*parts, version="0", action="save"):
    data = {"action": action, "version": version, "parts-TOTAL_FORMS": str(len(parts))}
    for at, (units, sku) in enumerate(parts):
        data |= {f"parts-{at}-quantity": units, f"parts-{at}-sku": sku}
    return data


def said(recipe):
    return [(line.quantity, line.product.sku) for line in recipe.lines.all()]


def test_parts_are_written_and_shown_with_their_versions(kit, url, cast, sign_in):
    client = sign_in(cast.bob)
    answer = client.post(url, typed(("2", "cap"), ("", ""), ("1", "LID")), follow=True)
    assert "KIT is made of 2 parts: version 1 of its recipe." in text_of(answer)
    assert said(Recipe.objects.get()) == [(2, "CAP"), (1, "LID")]
    client.post(url, typed(("3", "CAP"), version="1"))
    page = text_of(sign_in(cast.vera).get(kit.get_absolute_url()))
    assert "One unit is a bundle of these parts. Version 2" in page
    assert "Version 1" in page
    assert "Change the recipe" not in page
    part = text_of(client.get(Product.objects.get(sku="CAP").get_absolute_url()))
    assert "Used in bundles KIT" in part
    assert "3 units in one" in part


def test_rows_come_and_go_without_scripts(url, cast, sign_in):
    client = sign_in(cast.alice)
    assert 'name="parts-0-sku"' in client.get(url).content.decode()
    page = client.post(url, typed(("2", "CAP"), action="add-part")).content.decode()
    assert 'name="parts-1-sku"' in page
    assert 'value="CAP"' in page
    page = client.post(url, typed(("2", "CAP"), ("1", "LID"), action="remove-part-0")).content.decode()
    assert 'name="parts-1-sku"' not in page
    assert 'value="LID"' in page
    assert not Recipe.objects.exists()


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([("0", "CAP")], "A part has at least 1 unit."),
        ([("-2", "CAP")], "A part has at least 1 unit."),
        ([("1.5", "CAP")], "Units are whole: 1.5 is not."),
        ([("1000000000000", "CAP")], "A part has at most 10,000,000 units."),
        ([("", "CAP")], "Enter how many go into one."),
        ([("1", "NOTHING")], "You have no product with the SKU, title or code “NOTHING”."),
        ([("1", "THEIRS")], "You have no product with the SKU, title or code “THEIRS”."),
        ([("1", "CAP"), ("2", "cap")], "CAP is named twice."),
        ([("1", "KIT")], "KIT cannot be a part of itself."),
        ([("1", "OLD")], "OLD is archived. Restore it before it goes into a bundle."),
    ],
)
def test_nonsense_gets_a_sentence_beside_its_row(kit, url, cast, sign_in, parts, sentence):
    ProductFactory(organization=cast.stranger, sku="THEIRS")
    ProductFactory(organization=cast.acme, sku="OLD", archived_at=timezone.now())
    answer = sign_in(cast.alice).post(url, typed(*parts))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert f'value="{parts[-1][1]}"' in answer.content.decode()
    assert not Recipe.objects.exists()


def test_a_ring_is_refused_in_words(kit, url, cast, sign_in):
    cap = Product.objects.get(sku="CAP")
    write_recipe(cap, parts=[PartInput(kit, 1)], read=0, by=cast.alice)
    answer = sign_in(cast.alice).post(url, typed(("1", "CAP")))
    assert answer.status_code == 409
    assert "No product is made of itself: KIT is made of CAP is made of KIT." in text_of(answer)


def test_whoever_saves_second_is_told_and_may_look(kit, url, cast, sign_in):
    client = sign_in(cast.alice)
    client.post(url, typed(("2", "CAP")))
    answer = client.post(url, typed(("4", "LID")))
    assert answer.status_code == 409
    assert "Somebody wrote another recipe of KIT after you opened it." in text_of(answer)
    assert "Look at version 1" in text_of(answer)
    assert 'value="LID"' in answer.content.decode()
    assert Recipe.objects.count() == 1


def test_a_recipe_ends_without_parts(kit, url, cast, sign_in):
    client = sign_in(cast.alice)
    client.post(url, typed(("2", "CAP")))
    assert "KIT is no bundle." in text_of(client.post(url, typed(version="1"), follow=True))
    assert "It is no bundle since version 2." in text_of(client.get(kit.get_absolute_url()))


@pytest.mark.parametrize("page", ["product", "recipe"])
def test_a_page_asks_as_often_for_many_parts_as_for_one(cast, client, page):
    client.force_login(cast.alice)
    counts = []
    for many in (1, 3, 50):
        kit, *parts = ProductFactory.create_batch(many + 1, organization=cast.acme)
        write_recipe(kit, parts=[PartInput(part, 2) for part in parts], read=0, by=cast.alice)
        for _ in range(many):
            into = ProductFactory(organization=cast.acme)
            write_recipe(into, parts=[PartInput(kit, 1)], read=0, by=cast.alice)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"inventory:{page}", args=["acme", kit.pk])).status_code == 200
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
