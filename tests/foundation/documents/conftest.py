"""A work order that has photos."""

import pytest

from sostocked.foundation.documents.services import add_photo
from tests.factories import make_placed
from tests.foundation.documents.pictures import sent


@pytest.fixture
def work_order(cast):
    return make_placed(cast).work_orders.get()


@pytest.fixture
def photo(cast, work_order):
    """Dana's, of the dock."""
    return add_photo(work_order, sent(), by=cast.dana)
