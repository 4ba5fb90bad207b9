"""The door of files: who gets a picture, and what the browser is told about it."""

import pytest
from django.core.files.storage import default_storage

from sostocked.foundation.documents import doors
from sostocked.foundation.documents.models import Attachment
from sostocked.foundation.documents.services import remove
from tests.factories import FacilityFactory
from tests.foundation.documents.pictures import opened

PLACES = ["get_absolute_url", "thumbnail_url"]


def address(photo, place):
    found = getattr(photo, place)
    return found() if callable(found) else found


@pytest.mark.parametrize("place", PLACES)
def test_sellers_and_the_facilitys_staff_see_it_and_nobody_else(cast, client, photo, place):
    url, found = address(photo, place), {}
    for name in ("alice", "bob", "vera", "dana", "root", "wes", "charlie"):
        client.force_login(getattr(cast, name))
        found[name] = client.get(url).status_code
    assert found == dict.fromkeys(["alice", "bob", "vera", "dana", "root"], 200) | {
        "wes": 404,
        "charlie": 404,
    }
    client.logout()
    assert client.get(url).status_code == 302


def test_staff_that_left_the_facility_sees_it_no_more(cast, sign_in, photo):
    client = sign_in(cast.dana)
    assert client.get(photo.get_absolute_url()).status_code == 200
    cast.lone_star.staff.remove(cast.dana)
    assert client.get(photo.get_absolute_url()).status_code == 404
    FacilityFactory(organization=cast.acme).staff.add(cast.dana)
    assert client.get(photo.get_absolute_url()).status_code == 404


def test_the_browser_is_told_that_it_is_a_picture_and_nothing_else(cast, sign_in, photo):
    answer = sign_in(cast.dana).get(photo.get_absolute_url())
    assert opened(answer.content).size == (400, 300)
    assert {name: answer[name] for name in HEADERS} == HEADERS
    assert answer["Content-Disposition"] == f'inline; filename="photo-{photo.key.hex[:8]}.jpg"'


HEADERS = {
    "Content-Type": "image/jpeg",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}


def test_what_the_browser_keeps_is_shown_only_to_who_may_see_it_still(cast, sign_in, photo):
    client = sign_in(cast.dana)
    tag = client.get(photo.thumbnail_url)["ETag"]
    assert tag != client.get(photo.get_absolute_url())["ETag"]
    kept = client.get(photo.thumbnail_url, headers={"if-none-match": tag})
    assert (kept.status_code, kept.content) == (304, b"")
    cast.lone_star.staff.remove(cast.dana)
    assert client.get(photo.thumbnail_url, headers={"if-none-match": tag}).status_code == 404


def test_what_was_removed_or_lost_is_not_there(cast, sign_in, photo, work_order):
    client = sign_in(cast.dana)
    default_storage.delete(photo.thumbnail)
    assert client.get(photo.thumbnail_url).status_code == 404
    remove(photo, work_order, by=cast.dana)
    assert client.get(photo.get_absolute_url()).status_code == 404


def test_what_is_not_registered_is_not_seen(cast, photo, monkeypatch):
    assert list(Attachment.objects.visible_to(cast.root)) == [photo]
    monkeypatch.setattr(doors, "_DOORS", {})
    assert list(Attachment.objects.visible_to(cast.root)) == []


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_sent_there(cast, sign_in, photo, place):
    assert sign_in(cast.dana).post(address(photo, place)).status_code == 405


def test_a_picture_costs_few_questions(cast, sign_in, photo, django_assert_max_num_queries):
    client = sign_in(cast.dana)
    with django_assert_max_num_queries(4):
        client.get(photo.thumbnail_url)
