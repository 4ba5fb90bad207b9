"""Numbers run without holes, for each organization and each kind of document by itself."""

import pytest
from django.db import transaction

from sostocked.foundation.records.numbering import next_number
from tests.factories import OrganizationFactory

pytestmark = pytest.mark.django_db


def take(organization, document="purchase order", first=1001):
    return next_number(organization, document, first=first)


def test_a_run_begins_where_it_is_told_and_goes_on_by_one():
    acme = OrganizationFactory()
    assert [take(acme), take(acme), take(acme, first=9999)] == [1001, 1002, 1003]


def test_each_organization_and_each_kind_of_document_has_its_own_run():
    acme, other = OrganizationFactory(), OrganizationFactory()
    assert [take(acme), take(other), take(acme, "work order", 5001), take(acme)] == [1001, 1001, 5001, 1002]


def test_a_number_that_was_rolled_back_is_given_again():
    acme = OrganizationFactory()
    take(acme)
    with transaction.atomic():
        assert take(acme) == 1002
        transaction.set_rollback(True)
    assert take(acme) == 1002
