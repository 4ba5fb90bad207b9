"""How much of what is sent gets past the door, without a real 30 MB in every case."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from sostocked.foundation.documents import uploads
from sostocked.foundation.documents.images import MOST_BYTES, NoPhoto
from sostocked.foundation.documents.services import add_photo
from sostocked.foundation.documents.uploads import LeftOut
from tests.factories import make_placed

MB = 1024 * 1024


@pytest.fixture
def received():
    """`received(name=content)`: what a view finds of files that are sent."""
    requests = []

    def send(**files):
        named = {name: SimpleUploadedFile(f"{name}.jpg", content) for name, content in files.items()}
        requests.append(RequestFactory().post("/", named))
        return requests[-1].FILES

    yield send
    for request in requests:
        request.close()


def kinds(files):
    return {name: (type(each) is LeftOut, each.size, len(each.read())) for name, each in files.items()}


def test_a_file_of_thirty_megabytes_is_counted_and_not_kept(received):
    found = received(large=b"x" * (30 * MB), small=b"y" * 10)
    assert kinds(found) == {"large": (True, 30 * MB, 0), "small": (False, 10, 10)}


def test_the_largest_file_that_is_taken_is_taken_whole(received):
    assert kinds(received(most=b"x" * MOST_BYTES)) == {"most": (False, MOST_BYTES, MOST_BYTES)}


def test_all_files_together_have_a_limit(received, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 5 * MB)
    files = received(a=b"x" * (3 * MB), b=b"x" * (3 * MB), c=b"x")
    assert [type(files[name]) is LeftOut for name in "abc"] == [False, True, True]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (LeftOut("dock.jpg", "image/jpeg", 30 * MB), "dock.jpg has 30 MB. A photo has at most 25 MB."),
        (
            LeftOut("dock.jpg", "image/jpeg", 3 * MB),
            "dock.jpg was left out: at most 100 MB are taken at once.",
        ),
        (SimpleUploadedFile("dock.jpg", b""), "dock.jpg is empty."),
    ],
)
def test_what_was_not_kept_gets_a_sentence(cast, sent, sentence):
    with pytest.raises(NoPhoto) as refusal:
        add_photo(make_placed(cast).work_orders.get(), sent, by=cast.dana)
    assert str(refusal.value).startswith(sentence)
