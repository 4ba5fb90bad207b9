"""The folder with the backups: which there are, room for one more, and one maker at a time."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BufferedRandom
from pathlib import Path

from sostocked.site.backup.errors import BackupError
from sostocked.site.backup.rules import Kept, kept_of, moment_of

BUSY = "Another backup is being made into {folder} just now."
HALF = ".part"


def backups_in(folder: Path) -> dict[Path, datetime]:
    """The backups that are there, with when each was begun."""
    found = {path: moment_of(path.name) for path in folder.iterdir()} if folder.is_dir() else {}
    return {path: moment for path, moment in found.items() if moment}


def newest_in(folder: Path) -> datetime | None:
    """When the newest was begun."""
    return max(backups_in(folder).values(), default=None)


def remove_old(folder: Path, kept: Kept) -> list[Path]:
    """Remove the backups that the rule does not keep; which they were."""
    there = backups_in(folder)
    keep = kept_of(there.values(), kept)
    old = sorted(path for path, moment in there.items() if moment not in keep)
    for path in old:
        path.unlink()
    return old


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Hold the folder, made where it is missing; raises BackupError while another process holds it.

    The kernel gives it back however its holder dies, and what that one left half written is removed.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w")
    except OSError as error:
        raise BackupError(f"Backups cannot be kept in {folder}: {error.strerror}.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(BUSY.format(folder=folder)) from None
        for left in folder.glob(f"sostocked-*{HALF}"):
            left.unlink()
        yield


@contextmanager
def whole_or_not_at_all(path: Path) -> Iterator[BufferedRandom]:
    """A new private file that gets its name when it is safe on the disk; removed when anything fails."""
    half = path.with_name(path.name + HALF)
    try:
        with open(os.open(half, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as opened:
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
        half.rename(path)
        _keep_names_of(path.parent)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            half.unlink()
        raise


def _keep_names_of(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
