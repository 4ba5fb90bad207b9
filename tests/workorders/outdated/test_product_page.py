"""The page of a product names the documents that still say what it was."""

from datetime import date

import pytest

from tests.factories import make_placed


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_as_many_queries_however_many_documents_are_outdated(
    cast, sign_in, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        make_placed(cast, ordered_on=date(2026, 10, 12))
    cast.brushes.units_per_carton = 48
    cast.brushes.save()
    client = sign_in(cast.alice)
    with django_assert_max_num_queries(11):
        page = client.get(f"/o/acme/products/{cast.brushes.pk}/")
    assert len(page.context["outdated"]) == 2 * rows
