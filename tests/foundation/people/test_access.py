"""The door of every page of an organization."""

from types import SimpleNamespace

import pytest
from django.http import Http404
from django.utils import timezone

from sostocked.foundation.people.access import enter, membership_at, work_in


@pytest.fixture
def request_of():
    """`request_of(cast.alice)` is what she asks; the clock that her page sets is put back after the test."""

    def asked_by(user):
        return SimpleNamespace(user=user, session={})

    with timezone.override("UTC"):
        yield asked_by


def test_looking_for_a_membership_opens_nothing(cast, request_of):
    request = request_of(cast.alice)
    assert membership_at(request, "acme").organization == cast.acme
    assert not hasattr(request, "organization")
    assert timezone.get_current_timezone_name() == "UTC"


def test_working_in_an_organization_goes_by_its_clock(cast, request_of):
    request = request_of(cast.alice)
    work_in(request, cast.acme)
    assert request.organization == cast.acme
    assert timezone.get_current_timezone_name() == "America/Chicago"


def test_who_enters_works_there(cast, request_of):
    request = request_of(cast.vera)
    assert enter(request, "acme").role == "viewer"
    assert request.organization == cast.acme


def test_outsiders_find_no_door(cast, request_of):
    request = request_of(cast.charlie)
    with pytest.raises(Http404):
        enter(request, "acme")
    assert not hasattr(request, "organization")


def test_a_superuser_is_like_an_owner_everywhere_and_nowhere_a_member(cast, request_of):
    found = membership_at(request_of(cast.root), "acme")
    assert (found.role, found.pk) == ("owner", None)
