"""Whatever is said of the condition of units: none comes or goes but back to the supplier, and it all adds up."""

import uuid

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.conditions.services import UnitsInput, change_condition
from inventory.models import StockBalance
from inventory.rules.conditions import CHANGES, why_not
from inventory.rules.stock import CONDITIONS
from inventory.stock.proof import find_faults
from sostocked.foundation.records.errors import Refused
from tests.factories import make_stock

DEEDS = st.tuples(st.sampled_from(sorted(CHANGES)), st.sampled_from(sorted(CONDITIONS)), st.integers(1, 15))


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEEDS, max_size=10))
def test_any_sequence_of_changes_adds_up_and_is_refused_where_the_rule_says_so(cast, deeds):
    with transaction.atomic():
        make_stock(cast.lone_star, cast.brushes, 20, by=cast.alice)
        books, returned = {"good": 20, "damaged": 0, "on_hold": 0}, 0
        for what, condition, units in deeds:
            said = UnitsInput(product=cast.brushes, condition=condition, units=units)
            may = not why_not(CHANGES[what], condition, units, books[condition])
            try:
                change_condition(
                    cast.lone_star, what=what, units=[said], reason="Said", by=cast.dana, key=uuid.uuid4()
                )
            except Refused:
                assert not may
                continue
            assert may
            books[condition] -= units
            if becomes := CHANGES[what].becomes:
                books[becomes] += units
            returned += 0 if CHANGES[what].becomes else units
        found = dict(
            StockBalance.objects.filter(place__facility=cast.lone_star).values_list("condition", "quantity")
        )
        assert {key: found.get(key, 0) for key in books} == books
        assert sum(books.values()) + returned == 20
        assert find_faults() == []
        transaction.set_rollback(True)
