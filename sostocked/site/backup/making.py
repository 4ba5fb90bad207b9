"""Making a backup: dump, files and what must be in them, locked on the way, read again before it gets its name."""

import hashlib
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedRandom
from pathlib import Path
from typing import IO, Any, cast

import psycopg

from sostocked.site.backup import files, keys, tables
from sostocked.site.backup.archive import PIECE, Writer
from sostocked.site.backup.checking import DUMP, check
from sostocked.site.backup.errors import BackupError
from sostocked.site.backup.places import one_at_a_time, whole_or_not_at_all
from sostocked.site.backup.programs import Database
from sostocked.site.backup.rules import name_of

FILES = "files/"
ONE_AT_A_TIME = 7_203_114
"""The number of the lock in the database, for makers that share no folder."""


@dataclass(frozen=True)
class Made:
    """A backup that was made and checked."""

    path: Path
    rows: int
    tables: int
    files: int

    @property
    def size(self) -> int:
        """In bytes."""
        return self.path.stat().st_size


def make(database: Database, folder: Path, *, key: keys.Key | None, media: str) -> Made:
    """Write one backup into `folder`, read it again, and only then give it its name.

    Reads as the site's role; who serves people is not disturbed. Raises BackupError, and leaves nothing half.
    """
    moment = datetime.now(UTC)
    path = folder / name_of(moment, is_locked=key is not None)
    with one_at_a_time(folder):
        try:
            with whole_or_not_at_all(path) as opened:
                return _write_and_read(database, opened, path, moment, key=key, media=media)
        except OSError as error:
            raise BackupError(
                f"The backup could not be written to {folder}: {error.strerror or error}."
            ) from error
        except psycopg.Error as error:
            raise BackupError(f"The database could not be read: {str(error).strip()}") from error


def _write_and_read(
    database: Database,
    opened: BufferedRandom,
    path: Path,
    moment: datetime,
    *,
    key: keys.Key | None,
    media: str,
) -> Made:
    target = _Hashed(opened)
    with keys.locked(cast(IO[bytes], target), key) as plain:
        facts, parts = _write(database, plain, moment, media)
    opened.flush()
    opened.seek(0)
    if key is None or key.opens:
        check(opened, database=database, key=key)
    else:
        _require_same(opened, target)
    counts = facts["tables"].values()
    return Made(path, sum(rows for rows, _sum in counts), len(counts), len(parts) - 1)


def _write(
    database: Database, plain: IO[bytes], moment: datetime, media: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Dump and counts see the same moment: they share a snapshot."""
    writer = Writer(plain)
    with database.connect() as reading:
        reading.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        (is_free,) = reading.execute("SELECT pg_try_advisory_lock(%s)", [ONE_AT_A_TIME]).fetchone() or (
            False,
        )
        if not is_free:
            raise BackupError("Another backup of this database is being made just now.")
        (snapshot,) = reading.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        writer.add(DUMP, _dump(database, snapshot))
        facts = {
            "made_at": moment.isoformat(timespec="seconds"),
            "server": reading.info.server_version,
            "migrations": [f"{app}.{name}" for app, name in reading.execute(_MIGRATIONS).fetchall()],
            "tables": tables.contents(reading),
        }
    for name, path in files.files_in(media):
        writer.add(FILES + name, files.pieces_of(path))
    writer.close(facts)
    return facts, writer.parts


_MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"


def _dump(database: Database, snapshot: str) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as complaints:
        arguments = ("--format=custom", "--no-owner", "--no-privileges", "--snapshot", snapshot)
        with database.start("pg_dump", *arguments, stdout=subprocess.PIPE, stderr=complaints) as dumping:
            try:
                while piece := cast(IO[bytes], dumping.stdout).read(PIECE):
                    yield piece
            except BaseException:
                dumping.kill()
                raise
        if dumping.returncode:
            complaints.seek(0)
            raise BackupError(f"pg_dump failed: {complaints.read().decode(errors='replace').strip()}")


class _Hashed:
    """Passes on what is written, and knows its hash."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._digest = hashlib.sha256()

    @property
    def hash(self) -> str:
        return self._digest.hexdigest()

    def write(self, content: bytes) -> int:
        self._digest.update(content)
        return self._target.write(content)

    def flush(self) -> None:
        self._target.flush()


def _require_same(opened: BufferedRandom, target: _Hashed) -> None:
    """What a public key has locked cannot be opened here; but the disk must hold each byte that was written."""
    if hashlib.file_digest(opened, "sha256").hexdigest() != target.hash:
        raise BackupError("The backup was not kept as it was written: the disk may be failing.")
