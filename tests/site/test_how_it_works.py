"""The page that says how purchase orders and work orders work, and how to follow them."""

import pytest
from django.urls import reverse

from sostocked.site.how_it_works import example_bar
from tests.purchasing.conftest import ORDERS

HOW = "/how-it-works/"


@pytest.mark.parametrize("who", ["alice", "dana"])
def test_it_says_both_words_with_a_bar_as_the_example(cast, sign_in, who):
    page = sign_in(getattr(cast, who)).get(HOW)
    for words in ("<em>new</em> inventory from a supplier", "sometimes called a transfer order"):
        assert words in " ".join(page.text.split())
    assert page.text.count('class="workflow-bar"') == 1


def test_in_the_example_the_orders_own_part_is_active():
    assert [(portion.title, portion.active) for portion in example_bar().portions] == [
        ("Purchase order", True),
        ("Work order", False),
    ]
    assert [leg.active for leg in example_bar().legs] == [True] * 3 + [False] * 3


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (f"{ORDERS}new/", "A purchase order is for new inventory from a supplier."),
        (ORDERS, "Orders for new inventory from a supplier."),
        ("/o/acme/work-orders/new/", "Sometimes called a transfer order."),
        ("/o/acme/work-orders/", "A work order is sometimes called a transfer order."),
    ],
)
def test_lists_and_forms_say_the_word_and_lead_there(cast, sign_in, url, words):
    page = sign_in(cast.alice).get(url).text
    assert words in page
    assert page.split("<main")[1].count(f'href="{HOW}"') == 1


def test_everybody_finds_it_in_their_menu(cast, sign_in):
    assert f'href="{HOW}"' in sign_in(cast.dana).get(reverse("workorders:worklist")).text
