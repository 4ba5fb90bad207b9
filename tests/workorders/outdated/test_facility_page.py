"""The page of a facility names the documents that still say what it was."""

from datetime import date

import pytest

from tests.factories import make_lead_time, make_placed


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_at_most_ten_queries_however_many_documents_are_outdated(
    cast, sign_in, rows, django_assert_max_num_queries
):
    way = make_lead_time(cast.acme, ("supplier", 3), (cast.lone_star, 2), (cast.harbor, 2), name="Two")
    for _ in range(rows):
        make_placed(cast, lead_time=way, ordered_on=date(2026, 10, 12))
    cast.harbor.address = "New Street 1"
    cast.harbor.save()
    client = sign_in(cast.alice)
    with django_assert_max_num_queries(10):
        page = client.get(cast.harbor.get_absolute_url())
    assert len(page.context["outdated"]) == rows
