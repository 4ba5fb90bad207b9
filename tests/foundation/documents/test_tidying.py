"""What goes at night: files that no row speaks of, and those of removed photos."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from sostocked.foundation.documents.models import Attachment
from sostocked.foundation.documents.services import add_photo, remove
from sostocked.foundation.documents.tidying import take_orphans, take_removed
from tests.foundation.documents.pictures import jpeg, sent
from tests.foundation.documents.test_services import files


def stray(days):
    """A file of so many days ago of which no row speaks."""
    day = timezone.now().date() - timedelta(days=days)
    return default_storage.save(f"photos/{day:%Y-%m-%d}/stray.jpg", ContentFile(b"x"))


def test_files_that_no_row_speaks_of_go_once_nobody_can_be_writing_them(photo, time_machine):
    old, today = stray(5), stray(0)
    assert take_orphans(100) == 1
    assert sorted(files()) == sorted([photo.file, photo.thumbnail, today])
    assert old not in files()
    time_machine.move_to(timezone.now() + timedelta(days=3))
    assert take_orphans(100) == 1
    assert sorted(files()) == sorted([photo.file, photo.thumbnail])
    assert take_orphans(100) == 0


def test_no_more_go_at_once_than_asked(photo):
    for days in (3, 4, 5):
        stray(days)
    assert [take_orphans(2), take_orphans(2), take_orphans(2)] == [2, 1, 0]


def test_other_folders_are_left_alone(db):
    default_storage.save("photos/not-a-day/kept.jpg", ContentFile(b"x"))
    default_storage.save("elsewhere/2020-01-01.jpg", ContentFile(b"x"))
    assert take_orphans(100) == 0
    assert default_storage.exists("elsewhere/2020-01-01.jpg")


def test_without_any_file_there_is_nothing_to_do(db):
    assert (take_orphans(100), take_removed(100)) == (0, 0)


def test_removed_photos_lose_their_files_after_a_month_and_keep_their_row(
    cast, work_order, photo, time_machine
):
    stays = add_photo(work_order, sent(jpeg(50, 40)), by=cast.dana)
    remove(photo, work_order, by=cast.dana)
    assert take_removed(100) == 0
    time_machine.move_to(timezone.now() + timedelta(days=31))
    assert (take_removed(100), take_removed(100)) == (1, 0)
    assert sorted(files()) == sorted([stays.file, stays.thumbnail])
    row = Attachment.objects.get(pk=photo.pk)
    assert (row.file, row.thumbnail, row.removed_by) == ("", "", cast.dana)
