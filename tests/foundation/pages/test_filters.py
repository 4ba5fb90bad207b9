"""When a list is narrowed."""

import pytest
from django.http import QueryDict
from django_filters import ChoiceFilter

from inventory.models import Product
from sostocked.foundation.pages.filters import ListFilter, SearchFilter, TickFilter


class ShelfFilter(ListFilter):
    q = SearchFilter("SKU")
    kind = ChoiceFilter(method="search", choices=[("a", "A")])
    late = TickFilter("search", "Late")

    class Meta:
        model = Product
        fields = []

    def search(self, rows, _name, _value):
        """Called by django-filter."""
        return rows


@pytest.mark.parametrize(
    ("query", "narrowed"),
    [
        ("", False),
        ("q=", False),
        ("q=+", False),
        ("page=2&scale=week", False),
        ("kind=nonsense", False),
        ("late=false", False),
        ("q=mat", True),
        ("kind=a", True),
        ("kind=nonsense&q=mat", True),
        ("late=on", True),
    ],
)
def test_a_list_is_narrowed_by_what_is_asked_for_and_can_be_read(query, narrowed):
    found = ShelfFilter(QueryDict(query), Product.objects.none())
    assert found.is_narrowed is narrowed
    assert found.reset_url == ("?" if narrowed else "")
