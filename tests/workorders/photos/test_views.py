"""The photos of a work order on its pages: adding them by form and by script, and taking them off."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sostocked.foundation.documents.models import Attachment
from sostocked.foundation.documents.services import add_photo, remove
from tests.foundation.documents.pictures import jpeg, sent
from workorders.photos import services

SCRIPT = {"hx-request": "true"}


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def page(truck):
    return f"/o/acme/work-orders/{truck.number}/photos/"


def several(count):
    return [sent(jpeg(40 + n, 30), name=f"dock{n}.jpg") for n in range(count)]


def test_without_scripts_several_photos_are_sent_at_once(cast, truck, sign_in, page):
    client = sign_in(cast.dana)
    answer = client.post(page, {"photo": several(2), "album": ""}, follow=True)
    assert answer.redirect_chain == [(f"{truck.work_order().get_absolute_url()}#photos", 302)]
    assert "2 photos added to WO-1001-1." in text_of(answer)
    keys = [str(key) for key in Attachment.objects.values_list("key", flat=True)]
    for url in (page, truck.work_order().get_absolute_url()):
        shown = client.get(url).content.decode()
        assert re.findall(r'data-photo="([^"]+)"', shown) == keys
        assert all(
            f'href="/files/{key}/"' in shown and f'src="/files/{key}/thumbnail/"' in shown for key in keys
        )


def test_the_good_ones_are_kept_and_of_the_others_one_is_told_why_not(cast, sign_in, page):
    answer = sign_in(cast.dana).post(page, {"photo": [sent(), sent(b"<svg></svg>", name="drawn.jpg")]})
    assert answer.status_code == 422
    assert "drawn.jpg is a drawing (SVG), not a photo." in text_of(answer)
    assert answer.content.decode().count("data-photo=") == Attachment.objects.count() == 1


def test_a_photo_of_thirty_megabytes_gets_a_sentence(cast, sign_in, page):
    answer = sign_in(cast.dana).post(page, {"photo": sent(b"x" * (30 * 1024 * 1024))})
    assert answer.status_code == 422
    assert "dock.jpg has 30 MB. A photo has at most 25 MB." in text_of(answer)


def test_so_many_are_taken_at_once(cast, sign_in, page, monkeypatch):
    monkeypatch.setattr(services, "MOST_AT_ONCE", 2)
    answer = sign_in(cast.dana).post(page, {"photo": several(3)})
    assert answer.status_code == 422
    assert "At most 2 photos are taken at once. Send the others again." in text_of(answer)
    assert Attachment.objects.count() == 2


def test_a_script_gets_the_photo_or_a_plain_sentence(cast, sign_in, page):
    client, album = sign_in(cast.dana), uuid.uuid4()
    asked = {"photo": sent(), "album": str(album), "in_form": "1"}
    answer = client.post(page, asked, headers=SCRIPT)
    photo = Attachment.objects.get()
    assert (answer.status_code, photo.album) == (200, album)
    assert re.findall(r'data-photo="([^"]+)" data-album="([^"]+)"', answer.content.decode()) == [
        (str(photo.key), str(album))
    ]
    assert f'value="remove-photo-{photo.key}"' in answer.content.decode()
    again = client.post(page, asked | {"photo": sent()}, headers=SCRIPT)
    assert (again.content, Attachment.objects.count()) == (answer.content, 1)
    refused = client.post(page, {"photo": sent(b"nothing")}, headers=SCRIPT)
    assert (refused.status_code, refused["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert refused.content.decode().startswith("dock.jpg is not a photo")
    refused = sign_in(cast.vera).post(page, {"photo": sent()}, headers=SCRIPT)
    assert (refused.status_code, refused["Content-Type"]) == (403, "text/plain; charset=utf-8")


def test_a_script_hears_of_photos_that_wait_for_their_count(cast, truck, sign_in, page):
    waiting, key = uuid.uuid4(), uuid.uuid4()
    for album in (waiting, key, None):
        add_photo(truck.work_order(), sent(), by=cast.dana, album=album)
    truck.receive(good=40, key=key)
    answer = sign_in(cast.dana).get(page, headers=SCRIPT)
    assert re.findall(r'data-album="([^"]*)"', answer.content.decode()) == [str(waiting)]


def test_each_photo_says_what_it_shows(cast, truck, sign_in, page):
    key = uuid.uuid4()
    for album in (None, key, uuid.uuid4()):
        add_photo(truck.work_order(), sent(), by=cast.dana, album=album)
    receipt = truck.receive(good=40, key=key)
    text = sign_in(cast.alice).get(page).content.decode()
    assert re.findall(r'alt="(Photo[^"]*) by Dana, [^"]+"', text) == [
        "Photo",
        f"Photo of receipt {receipt.number}",
        "Photo of goods not counted yet",
    ]


def test_removing_asks_and_leaves_a_trace_in_the_history(cast, truck, sign_in, page):
    photo, client = add_photo(truck.work_order(), sent(), by=cast.dana), sign_in(cast.dana)
    url = reverse("workorders:remove_photo", args=["acme", truck.number, photo.key])
    assert f'href="{url}"' in client.get(page).content.decode()
    asked = client.get(url, headers=SCRIPT)
    assert "Remove this photo?" in text_of(asked)
    assert Attachment.objects.present().exists()
    answer = client.post(url, follow=True)
    assert "The photo is removed." in text_of(answer)
    assert "data-photo=" not in answer.content.decode()
    for person in (cast.dana, cast.vera):
        story = text_of(sign_in(person).get(truck.work_order().get_absolute_url()))
        assert "Dana removed a photo" in story
    assert client.post(url).status_code == 404


def test_only_who_may_sees_how_to_remove_one(cast, truck, sign_in, page):
    add_photo(truck.work_order(), sent(), by=cast.dana)
    shown = {
        name: "/remove/" in sign_in(getattr(cast, name)).get(page).content.decode()
        for name in ("dana", "alice", "bob", "vera")
    }
    assert shown == {"dana": True, "alice": True, "bob": False, "vera": False}


def test_a_photo_of_another_work_order_is_not_there(cast, truck, sign_in):
    photo = add_photo(truck.work_order(), sent(), by=cast.dana)
    truck.order.work_orders.update(number="WO-1-1")
    url = reverse("workorders:remove_photo", args=["acme", "WO-1-1", uuid.uuid4()])
    assert sign_in(cast.dana).get(url).status_code == 404
    assert Attachment.objects.present().get() == photo


def test_many_photos_cost_no_more_questions_than_one(cast, truck, sign_in, page):
    client, counts = sign_in(cast.alice), {}
    for count in (1, 3, 20):
        for file in several(count):
            add_photo(truck.work_order(), file, by=cast.dana)
        for url in (page, truck.work_order().get_absolute_url()):
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                client.get(url)
            counts.setdefault(url, []).append(len(asked))
    assert [len(set(each)) for each in counts.values()] == [1, 1]
    assert counts[page][0] <= 8


def test_a_page_shows_some_of_many_and_leads_to_all(cast, truck, sign_in, page):
    for file in several(14):
        add_photo(truck.work_order(), file, by=cast.dana)
    shown = sign_in(cast.vera).get(truck.work_order().get_absolute_url())
    assert shown.content.decode().count("data-photo=") == 12
    assert "All 14 photos" in text_of(shown)
    assert sign_in(cast.vera).get(page).content.decode().count("data-photo=") == 14


def test_what_was_removed_is_counted_no_more(cast, truck, sign_in, page):
    photo = add_photo(truck.work_order(), sent(), by=cast.dana)
    remove(photo, truck.work_order(), by=cast.dana)
    assert "There are no photos yet." in text_of(sign_in(cast.vera).get(page))
