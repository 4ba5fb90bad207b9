"""Locking a backup while it is written, and opening it while it is read: streams, whatever the size.

The format is age (age-encryption.org), so its own program opens a backup as well. A public key (`age1…`) can
only lock: whoever breaks into the site cannot read older backups. A secret key does both.
"""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import IO, cast

import pyrage
from pyrage import x25519

from sostocked.site.backup.errors import BackupError

BAD_KEY = (
    "BACKUP_KEY is no key of ours: `manage.py backup --new-key` makes one, `age1…` or `AGE-SECRET-KEY-1…`."
)
CANNOT_OPEN = "The backup cannot be opened: it is damaged, or was locked with another key."
NOT_OPENED = "This backup is locked: give its secret key (AGE-SECRET-KEY-1…) as BACKUP_KEY or --key-file."


class Key:
    """What BACKUP_KEY says; raises BackupError when that is no key."""

    def __init__(self, text: str) -> None:
        try:
            self.identity = x25519.Identity.from_str(text) if text.startswith("AGE-SECRET-KEY-") else None
            self.recipient = self.identity.to_public() if self.identity else x25519.Recipient.from_str(text)
        except (pyrage.IdentityError, pyrage.RecipientError) as error:
            raise BackupError(BAD_KEY) from error

    @property
    def opens(self) -> bool:
        """Whether it is the secret one."""
        return self.identity is not None


def new_pair() -> tuple[str, str]:
    """A new secret key and its public one."""
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


@contextmanager
def locked(target: IO[bytes], key: Key | None) -> Iterator[IO[bytes]]:
    """A stream; what is written into it arrives in `target`, locked where there is a key."""
    if key is None:
        yield target
        return
    reading, writing = os.pipe()
    with ThreadPoolExecutor(1) as aside:
        locking = aside.submit(_lock, reading, target, key)
        try:
            with os.fdopen(writing, "wb") as opened:
                yield opened
        except BrokenPipeError:
            _outcome(locking)
            raise
        _outcome(locking)


@contextmanager
def opened(source: IO[bytes], key: Key | None) -> Iterator[IO[bytes]]:
    """What `source` holds, opened with the key. Read whole, so that its seal is checked to the last byte."""
    if key is None:
        yield source
        return
    if not key.opens:
        raise BackupError(NOT_OPENED)
    reading, writing = os.pipe()
    with ThreadPoolExecutor(1) as aside:
        opening = aside.submit(_open, source, writing, key)
        with os.fdopen(reading, "rb") as plain:
            try:
                yield plain
            except BackupError:
                plain.close()
                _outcome(opening)  # a wrong key is why what came made no sense
                raise
            while plain.read(1 << 20):
                pass
        _outcome(opening)


def _lock(reading: int, target: IO[bytes], key: Key) -> None:
    with os.fdopen(reading, "rb") as plain:
        pyrage.encrypt_io(plain, target, [key.recipient])


def _open(source: IO[bytes], writing: int, key: Key) -> None:
    with os.fdopen(writing, "wb") as plain:
        pyrage.decrypt_io(source, plain, [key.identity])


def _outcome(work: Future[None]) -> None:
    """Raise what went wrong aside. A reader who has left is no fault."""
    error = work.exception()
    if error is None or isinstance(error, BrokenPipeError):
        return
    if isinstance(error, pyrage.EncryptError):
        raise BackupError(f"The backup could not be written: {error}") from cast(Exception, error)
    raise BackupError(CANNOT_OPEN) from error
