"""Photos while one counts: kept before the count is, shown with the line that they are of, and never twice."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sostocked.foundation.documents.models import Attachment
from sostocked.foundation.documents.services import add_photo
from tests.factories import ProductFactory, make_placed
from tests.foundation.documents.pictures import jpeg, sent
from workorders.models import Receipt, ReceiptLine


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def page(truck):
    return f"/o/acme/work-orders/{truck.number}/receive/"


@pytest.fixture
def typed(cast):
    """A form with one line, its album, and what else is typed."""

    def form(line=None, **more):
        key, album = str(uuid.uuid4()), str(uuid.uuid4())
        sheet = {"key": key, "lines-TOTAL_FORMS": "1", "lines-0-product": str(cast.brushes.pk)}
        sheet |= {"lines-0-album": album, "wrong-TOTAL_FORMS": "0"}
        return sheet | {f"lines-0-{name}": value for name, value in (line or {}).items()} | more

    return form


def photo_of(data, name="lines-0-album", width=40):
    return {f"photo-{data[name]}": sent(jpeg(width, 30))}


def shown(answer):
    return re.findall(r'data-photo="[^"]+" data-album="([^"]*)"', answer.content.decode())


def test_every_row_has_an_album_of_its_own_on_the_page(cast, sign_in, page):
    html = sign_in(cast.dana).get(page).content.decode()
    (key,), (album,) = (
        re.findall(rf'name="{name}" value="([^"]+)"', html) for name in ("key", "lines-0-album")
    )
    assert key != album
    for each in (key, album):
        assert re.search(
            rf'type="file" name="photo-{each}" accept="image/\*"\s+capture="environment" multiple', html
        )
    assert 'enctype="multipart/form-data"' in html


def test_photos_of_a_line_and_of_the_delivery_are_on_the_receipt(cast, truck, sign_in, page, typed):
    data, client = typed({"units": "35", "damaged": "5", "note": "Corner crushed"}), sign_in(cast.dana)
    files = photo_of(data) | photo_of(data, "key", width=50)
    answer = client.post(page, data | files, follow=True)
    assert sorted(shown(answer)) == sorted([data["key"], data["lines-0-album"]])
    assert "Corner crushed" in text_of(answer)
    assert set(ReceiptLine.objects.values_list("album", flat=True)) == {uuid.UUID(data["lines-0-album"])}
    work_order = client.get(truck.work_order().get_absolute_url())
    assert "Receipt 1, CH-BRUSH-SET" in text_of(work_order)
    assert text_of(work_order).count("CH-BRUSH-SET : Corner crushed") == 2  # its good and its damaged units
    assert len(shown(work_order)) == 2


def test_a_receipt_that_is_sent_twice_has_its_photos_once(cast, sign_in, page, typed):
    data, client = typed({"units": "35"}), sign_in(cast.dana)
    for _ in range(2):
        assert client.post(page, data | photo_of(data)).status_code == 302
    assert (Receipt.objects.count(), Attachment.objects.count()) == (1, 1)


@pytest.mark.parametrize(("line", "status"), [({"units": "many"}, 422), ({"units": "9999"}, 409), ({}, 409)])
def test_a_photo_outlives_counts_that_are_refused(cast, sign_in, page, typed, line, status):
    data, client = typed(line), sign_in(cast.dana)
    answer = client.post(page, data | photo_of(data))
    assert (answer.status_code, shown(answer)) == (status, [data["lines-0-album"]])
    assert not Receipt.objects.exists()
    answer = client.post(page, data | {"lines-0-units": "35"}, follow=True)
    assert shown(answer) == [data["lines-0-album"]]


def test_a_file_that_is_no_photo_keeps_the_counts_and_says_so_beside_the_row(cast, sign_in, page, typed):
    data = typed({"units": "35"})
    files = {f"photo-{data['lines-0-album']}": [sent(b"%PDF-1.7 bomb", name="bomb.jpg"), sent()]}
    answer = sign_in(cast.dana).post(page, data | files)
    assert answer.status_code == 422
    assert "bomb.jpg is a PDF, not a photo." in text_of(answer)
    assert 'value="35"' in answer.content.decode()
    assert shown(answer) == [data["lines-0-album"]]
    assert not Receipt.objects.exists()


def test_buttons_of_the_page_keep_photos_with_their_rows(cast, sign_in, page, typed):
    """A row for another lot stands above others: the photos stay with theirs, and the new row has none."""
    cast.brushes.tracks_expiry = True
    cast.brushes.save()
    data, client = typed({"units": "35"}, action="lot-0"), sign_in(cast.dana)
    html = client.post(page, data | photo_of(data)).content.decode()
    albums = re.findall(r'name="lines-\d-album" value="([^"]+)"', html)
    assert (len(albums), len(set(albums)), albums[0]) == (2, 2, data["lines-0-album"])
    assert re.findall(r'data-album="([^"]+)"', html) == [albums[0]]


def test_a_wrong_item_has_photos_too(cast, sign_in, page, typed):
    lunch, album = (
        ProductFactory(organization=cast.acme, sku="BW-LUNCH-3", title="Lunch box"),
        str(uuid.uuid4()),
    )
    wrong = {
        "wrong-TOTAL_FORMS": "1",
        "wrong-0-code": lunch.sku,
        "wrong-0-units": "3",
        "wrong-0-album": album,
    }
    data = typed() | wrong
    answer = sign_in(cast.dana).post(page, data | photo_of(data, "wrong-0-album"), follow=True)
    assert shown(answer) == [album]
    assert ReceiptLine.objects.get().album == uuid.UUID(album)


def test_a_wrong_item_that_is_only_photographed_is_no_row(cast, sign_in, page, typed):
    data = typed({"units": "35"}) | {"wrong-TOTAL_FORMS": "1", "wrong-0-album": str(uuid.uuid4())}
    assert sign_in(cast.dana).post(page, data | photo_of(data, "wrong-0-album")).status_code == 302
    assert (ReceiptLine.objects.count(), Attachment.objects.count()) == (1, 1)


def test_a_photo_is_taken_off_while_one_counts(cast, sign_in, page, typed):
    data, client = typed({"units": "35"}), sign_in(cast.dana)
    client.post(page, data | photo_of(data) | {"action": "add-wrong"})
    photo = Attachment.objects.get()
    answer = client.post(page, data | {"action": f"remove-photo-{photo.key}"})
    assert (answer.status_code, shown(answer)) == (200, [])
    assert 'value="35"' in answer.content.decode()
    assert not Attachment.objects.present().exists()
    for odd in (uuid.uuid4(), "nothing"):
        assert client.post(page, data | {"action": f"remove-photo-{odd}"}).status_code == 200


def test_anothers_photo_is_not_taken_off(cast, truck, sign_in, page, typed):
    data = typed({"units": "35"})
    photo = add_photo(truck.work_order(), sent(), by=cast.alice, album=uuid.UUID(data["key"]))
    answer = sign_in(cast.dana).post(page, data | {"action": f"remove-photo-{photo.key}"})
    assert answer.status_code == 403
    assert "Only Alice and the seller" in text_of(answer)
    assert (shown(answer), Attachment.objects.present().count()) == ([data["key"]], 1)


def test_a_photo_that_comes_after_its_receipt_is_on_it(cast, truck, sign_in, page, typed):
    data, client = typed({"units": "35"}), sign_in(cast.dana)
    receipt = client.post(page, data).url
    url = f"/o/acme/work-orders/{truck.number}/photos/"
    for album in (data["lines-0-album"], data["key"]):
        assert client.post(url, {"photo": sent(), "album": album}).url == receipt
    assert sorted(shown(client.get(receipt))) == sorted([data["lines-0-album"], data["key"]])


def test_nonsense_in_place_of_an_album_is_a_new_one(cast, sign_in, page, typed):
    data = typed({"units": "35", "album": "../../etc"}) | {"photo-not-an-album": sent(), "photo": sent()}
    assert sign_in(cast.dana).post(page, data).status_code == 302
    assert ReceiptLine.objects.get().album.version == 4
    assert not Attachment.objects.exists()


def test_another_work_orders_album_shows_nothing_of_it(cast, truck, sign_in, page, typed):
    """Albums are looked up within their work order, whatever a form says."""
    data, other = typed({"units": "35"}), make_placed(cast).work_orders.get()
    add_photo(other, sent(), by=cast.dana, album=uuid.UUID(data["lines-0-album"]))
    answer = sign_in(cast.dana).post(page, data | photo_of(data, "key"), follow=True)
    assert shown(answer) == [data["key"]]


def test_many_photos_cost_no_more_questions_than_one(cast, truck, sign_in, page, typed):
    data, client, counts = typed({"units": "35"}), sign_in(cast.dana), []
    receipt = client.post(page, data).url
    for count in (1, 5, 20):
        for n in range(count):
            album = uuid.UUID(data[("key", "lines-0-album")[n % 2]])
            add_photo(truck.work_order(), sent(jpeg(40 + n, 30)), by=cast.dana, album=album)
        client.get(receipt)
        with CaptureQueriesContext(connection) as asked:
            client.get(receipt)
        counts.append(len(asked))
    assert len(set(counts)) == 1
