"""S10: PO-1001 was placed on 12 October, and it is 10 November."""

import pytest

from tests.factories import FacilityFactory, make_placed


@pytest.fixture(autouse=True)
def tenth_of_november(time_machine):
    time_machine.move_to("2026-11-10T18:00:00Z")


@pytest.fixture
def order(cast, tenth_of_november):
    return make_placed(cast)


@pytest.fixture
def alice(cast, sign_in):
    return sign_in(cast.alice)


@pytest.fixture
def pacific(cast):
    return FacilityFactory(organization=cast.acme, name="Pacific 3PL", city="Tacoma")
