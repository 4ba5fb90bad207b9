"""Photos of a row: taken in once, removed with a trace, and never half."""

import threading
import uuid
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import InternalError, ProgrammingError, connection, transaction

from sostocked.foundation.documents import services
from sostocked.foundation.documents.models import Attachment
from sostocked.foundation.documents.services import add_photo, remove
from sostocked.foundation.records.errors import NotYours, Refused
from sostocked.foundation.records.history import acting
from tests.foundation.documents.pictures import jpeg, opened, sent


def files():
    """The names of all files in the storage."""
    if not default_storage.exists(services.FOLDER):
        return []
    folders = default_storage.listdir(services.FOLDER)[0]
    return [
        f"{services.FOLDER}/{day}/{name}"
        for day in folders
        for name in default_storage.listdir(f"{services.FOLDER}/{day}")[1]
    ]


def test_a_photo_has_two_files_that_nobody_can_guess(photo, work_order, cast):
    assert sorted(files()) == sorted([photo.file, photo.thumbnail])
    assert photo.key.version == 4
    assert not any(photo.key.hex in name or "dock" in name for name in files())
    with default_storage.open(photo.file) as file:
        kept = opened(file.read())
    assert (kept.size, photo.width, photo.height) == ((400, 300), 400, 300)
    assert photo.size == default_storage.size(photo.file)
    assert (photo.organization, photo.by, photo.kind) == (cast.acme, cast.dana, "photo")
    assert list(Attachment.objects.of(type(work_order), work_order.pk)) == [photo]


def test_only_the_site_reads_the_files(photo):
    path = Path(default_storage.path(photo.file))
    assert [oct(each.stat().st_mode)[-3:] for each in (path, path.parent)] == ["600", "700"]


def test_the_same_photo_is_there_once_in_an_album(photo, work_order, cast):
    assert add_photo(work_order, sent(name="other name.jpg"), by=cast.dana) == photo
    album = uuid.uuid4()
    first, second = (add_photo(work_order, sent(), by=cast.dana, album=album) for _ in range(2))
    assert first == second != photo
    assert len(files()) == 4


def test_what_was_removed_may_be_sent_again(photo, work_order, cast):
    remove(photo, work_order, by=cast.dana)
    again = add_photo(work_order, sent(), by=cast.dana)
    assert again != photo
    assert list(Attachment.objects.present()) == [again]


@pytest.mark.django_db(transaction=True)
def test_eight_tablets_that_send_the_same_photo_leave_one(cast, work_order):
    found, gate = [], threading.Barrier(8)

    def send():
        try:
            gate.wait()
            found.append(add_photo(work_order, sent(), by=cast.dana).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found)), Attachment.objects.count(), len(files())) == (8, 1, 1, 2)


@pytest.mark.parametrize("at", ["second file", "row"])
def test_what_fails_leaves_no_file(cast, work_order, monkeypatch, at):
    save, written = FileSystemStorage.save, []

    def fail(*args, **kwargs):
        raise OSError("The disk is full.")

    def save_once(storage, name, content):
        if written and at == "second file":
            fail()
        written.append(name)
        return save(storage, name, content)

    monkeypatch.setattr(FileSystemStorage, "save", save_once)
    if at == "row":
        monkeypatch.setattr(Attachment.objects, "create", fail)
    with pytest.raises(OSError, match="full"):
        add_photo(work_order, sent(), by=cast.dana)
    assert len(written) == {"second file": 1, "row": 2}[at]
    assert (files(), Attachment.objects.count()) == ([], 0)


def test_removing_leaves_a_trace(photo, work_order, cast):
    with acting(cast.dana):
        remove(photo, work_order, by=cast.dana)
    photo.refresh_from_db()
    assert (photo.removed_by, photo.removed_at is None) == (cast.dana, False)
    assert not Attachment.objects.present().exists()
    events = apps.get_model("documents", "AttachmentEvent").objects.order_by("pgh_id")
    assert [(each.pgh_label, each.pgh_context and each.pgh_context.metadata["by"]) for each in events] == [
        ("insert", None),
        ("update", "Dana"),
    ]
    at = photo.removed_at
    assert remove(photo, work_order, by=cast.alice).removed_at == at


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM documents_attachment",
        "UPDATE documents_attachment SET by_id = by_id + 1",
        "UPDATE documents_attachment SET digest = 'other'",
        "UPDATE documents_attachment SET object_id = object_id + 1",
        "UPDATE documents_attachment SET key = gen_random_uuid()",
    ],
)
def test_nobody_makes_a_photo_another_one(photo, change):
    with (
        pytest.raises((ProgrammingError, InternalError), match="pgtrigger: Cannot"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_who_may_add_is_asked_first(cast, work_order, monkeypatch):
    monkeypatch.setattr(services, "read_photo", lambda *_, **__: pytest.fail("It was looked at."))
    for person in (cast.vera, cast.wes, cast.charlie):
        with pytest.raises(NotYours):
            add_photo(work_order, sent(), by=person)
    assert files() == []


def test_there_is_an_end_to_it(cast, work_order, monkeypatch):
    monkeypatch.setattr(services, "MOST_PHOTOS", 2)
    for width in (40, 50):
        add_photo(work_order, sent(jpeg(width, 30)), by=cast.dana)
    with pytest.raises(Refused, match="has 2 photos already"):
        add_photo(work_order, sent(jpeg(60, 30)), by=cast.dana)
    assert len(files()) == 4
