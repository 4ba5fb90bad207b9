"""The way back: read the backup whole, then put it in place of nothing, or of everything, in one transaction."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import IO, Any, cast

from sostocked.foundation.words import count_of
from sostocked.site.backup import keys, tables
from sostocked.site.backup.archive import Reader
from sostocked.site.backup.checking import DUMP, check
from sostocked.site.backup.errors import BackupError
from sostocked.site.backup.files import Putter
from sostocked.site.backup.making import FILES
from sostocked.site.backup.programs import Database

_TABLES = (
    "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')"
)
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
NOT_EMPTY = (
    "This database has tables already. Restore into a new, empty one; or, to lose what is in this one, "
    "say --replace-everything."
)
IN_USE = (
    "Somebody is at work in this database ({count}): stop web, worker and beat first. "
    "What they write now would be lost."
)
NEWER = (
    "The backup was made by a newer version of So Stocked, which knows {migration}: install that one first."
)
NO_PLACE = "The backup has {count}, and this site says no folder for them (MEDIA_ROOT)."
_BEGIN = "BEGIN"
_ANEW = """
    BEGIN;
    DROP SCHEMA public CASCADE;
    CREATE SCHEMA public;
    ALTER SCHEMA public OWNER TO pg_database_owner;
    GRANT USAGE ON SCHEMA public TO PUBLIC;
"""


@dataclass(frozen=True)
class Restored:
    """What is in place now."""

    rows: int
    tables: int
    files: int
    made_at: str


def restore(
    source: IO[bytes],
    database: Database,
    *,
    key: keys.Key | None,
    media: str,
    known_migrations: set[str],
    replaces: bool,
) -> Restored:
    """Put the backup into `database`, as the owner of its tables, and compare what is there then.

    Read whole before anything is touched; then one transaction, so that whatever fails, what was there stays.
    Files are put back after it. Raises BackupError.
    """
    manifest = check(source, database=database, key=key)
    _require_known(manifest, known_migrations)
    _require_place(manifest, media)
    _require_room(database, replaces=replaces)
    source.seek(0)
    files = _put_back(source, database, key=key, media=media, first=_ANEW if replaces else _BEGIN)
    with database.connect() as reading:
        found = tables.contents(reading)
    if wrong := tables.differences(manifest["tables"], found):
        raise BackupError(f"Restored, but not all is as it was: {', '.join(wrong)}.")
    return Restored(sum(rows for rows, _sum in found.values()), len(found), files, manifest["made_at"])


def _require_known(manifest: dict[str, Any], known: set[str]) -> None:
    for migration in manifest["migrations"]:
        app = migration.partition(".")[0]
        if migration not in known and any(each.startswith(f"{app}.") for each in known):
            raise BackupError(NEWER.format(migration=migration))


def _require_place(manifest: dict[str, Any], media: str) -> None:
    files = sum(name.startswith(FILES) for name in manifest["parts"])
    if files and not media:
        raise BackupError(NO_PLACE.format(count=count_of(files, "file")))


def _require_room(database: Database, *, replaces: bool) -> None:
    with database.connect() as asking:
        (count,) = asking.execute(_TABLES).fetchone() or (0,)
        if count and not replaces:
            raise BackupError(NOT_EMPTY)
        (others,) = asking.execute(_OTHERS).fetchone() or (0,)
        if others:
            raise BackupError(IN_USE.format(count=count_of(others, "connection")))


def _put_back(source: IO[bytes], database: Database, *, key: keys.Key | None, media: str, first: str) -> int:
    """Feed the dump to the database and the files to their folder, in one go; how many files."""
    putter = Putter(media)
    with keys.opened(source, key) as plain:
        pieces = Reader(plain).pieces()
        rest = _feed(pieces, database, first)
        with contextlib.closing(putter):
            for part, piece in chain(rest, pieces) if media else ():
                putter.put(part.removeprefix(FILES), piece)
    return putter.count


def _feed(pieces: Iterator[tuple[str, bytes]], database: Database, first: str) -> list[tuple[str, bytes]]:
    """Restore from the pieces of the dump; the first piece after them, if any."""
    with _one_transaction(database, first) as dump:
        for part, piece in pieces:
            if part != DUMP:
                return [(part, piece)]
            with contextlib.suppress(BrokenPipeError):  # what went wrong comes with an exit code
                dump.write(piece)
    return []


@contextmanager
def _one_transaction(database: Database, first: str) -> Iterator[IO[bytes]]:
    """Takes a dump. It is committed only after pg_restore has understood it to its end."""
    arguments = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--command={first}", "--file=-")
    reading, writing = os.pipe()
    with tempfile.TemporaryFile() as complaints:
        with (
            database.start("psql", *arguments, stdin=reading, stdout=DEVNULL, stderr=complaints) as psql,
            os.fdopen(writing, "wb", buffering=0) as end,
        ):
            os.close(reading)
            taking_apart = _take_apart(database, end, complaints)
            with contextlib.suppress(BrokenPipeError), taking_apart:
                yield cast(IO[bytes], taking_apart.stdin)
            with contextlib.suppress(BrokenPipeError):
                end.write(b"\nROLLBACK;\n" if taking_apart.returncode else b"\nCOMMIT;\n")
        if psql.returncode or taking_apart.returncode:
            complaints.seek(0)
            said = complaints.read().decode(errors="replace").strip()
            raise BackupError(f"Nothing was restored; what was there is as it was. {said}")


def _take_apart(database: Database, target: IO[bytes], complaints: IO[bytes]) -> "Popen[bytes]":
    command = [str(database.folder / "pg_restore"), "--no-owner", "--no-privileges", "--file=-"]
    return Popen(command, stdin=PIPE, stdout=target, stderr=complaints)  # noqa: S603  the command is ours


def known_migrations(disk: Any) -> set[str]:
    """The names of Django's `disk_migrations`, as a backup writes them."""
    return {f"{app}.{name}" for app, name in disk}


def open_backup(path: Path) -> IO[bytes]:
    """The file, for reading; raises BackupError where it cannot be."""
    try:
        return path.open("rb")
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}.") from error
