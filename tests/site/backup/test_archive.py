"""The one file, without a database: what goes in comes out, and nothing else passes as it."""

import io
import os
import tarfile

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sostocked.site.backup import keys
from sostocked.site.backup.archive import Reader, Writer
from sostocked.site.backup.errors import BackupError

PARTS = {
    "database.dump": [b"abc", b"def"],
    "files/a/photo of a pallet.jpg": [b"\xff" * 5000],
    "files/empty": [],
}
SECRET, PUBLIC = keys.new_pair()


def written(parts, key=None):
    target = io.BytesIO()
    with keys.locked(target, key) as plain:
        writer = Writer(plain)
        for name, pieces in parts.items():
            writer.add(name, pieces)
        writer.close({"made_at": "today"})
    return target.getvalue()


def read(content, key=None):
    found = {}
    with keys.opened(io.BytesIO(content), key) as plain:
        reader = Reader(plain)
        for name, piece in reader.pieces():
            found[name] = found.get(name, b"") + piece
    return found, reader.manifest


def test_what_goes_in_comes_out():
    found, manifest = read(written(PARTS))
    assert found == {name: b"".join(pieces) for name, pieces in PARTS.items()}
    assert manifest["made_at"] == "today"
    assert manifest["parts"]["database.dump"]["bytes"] == 6


@pytest.mark.parametrize("text", [SECRET, PUBLIC], ids=["secret", "public"])
def test_locked_with_either_key_and_opened_with_the_secret_one(text):
    locked = written(PARTS, keys.Key(text))
    assert b"photo of a pallet" in written(PARTS)
    assert b"photo of a pallet" not in locked
    assert read(locked, keys.Key(SECRET))[0] == read(written(PARTS))[0]


def test_a_public_key_opens_nothing():
    with pytest.raises(BackupError, match="give its secret key"):
        read(written(PARTS, keys.Key(PUBLIC)), keys.Key(PUBLIC))


def test_another_key_opens_nothing():
    with pytest.raises(BackupError, match="damaged, or was locked with another key"):
        read(written(PARTS, keys.Key(PUBLIC)), keys.Key(keys.new_pair()[0]))


@pytest.mark.parametrize("text", ["hunter2", "age1abc", "AGE-SECRET-KEY-1ABC"])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(BackupError, match="is no key of ours"):
        keys.Key(text)


LOCKED = written(PARTS, keys.Key(PUBLIC))


@given(st.integers(0, len(LOCKED) - 1), st.integers(0, 7))
@hypothesis_settings(max_examples=60)
def test_one_turned_bit_in_a_locked_backup_is_found(where, bit):
    content = bytearray(LOCKED)
    content[where] ^= 1 << bit
    with pytest.raises(BackupError):
        read(bytes(content), keys.Key(SECRET))


@given(st.integers(0, 4999))
@hypothesis_settings(max_examples=30)
def test_a_turned_bit_in_the_content_of_an_open_backup_is_found(where):
    content = bytearray(written(PARTS))
    content[content.index(b"\xff" * 5000) + where] ^= 1
    with pytest.raises(BackupError, match=r"photo of a pallet\.jpg is not what was written"):
        read(bytes(content))


@pytest.mark.parametrize("key", [None, keys.Key(SECRET)])
@pytest.mark.parametrize("share", [0, 0.3, 0.6, 0.8])
def test_one_that_ends_too_early_is_found(key, share):
    content = written({"database.dump": [os.urandom(200_000)] * 3}, key)
    with pytest.raises(BackupError):
        read(content[: int(len(content) * share)], key)


def test_a_part_that_was_taken_out_is_found():
    whole, target = io.BytesIO(written(PARTS)), io.BytesIO()
    with tarfile.open(fileobj=whole) as source, tarfile.open(fileobj=target, mode="w") as without:
        for member in source:
            if not member.name.startswith("files/empty"):
                without.addfile(member, source.extractfile(member))
    with pytest.raises(BackupError, match="files/empty is not what was written"):
        read(target.getvalue())


def test_something_else_is_no_backup():
    with pytest.raises(BackupError, match="is damaged"):
        read(b"Dear diary, " * 1000)


def test_a_full_disk_is_said_while_locking():
    class Full(io.BytesIO):
        def write(self, content):
            raise OSError(28, "No space left on device")

    with pytest.raises(BackupError, match="No space left on device"):
        write_much(Full())


def write_much(target):
    with keys.locked(target, keys.Key(PUBLIC)) as plain:
        for _ in range(100):
            plain.write(os.urandom(1 << 20))
