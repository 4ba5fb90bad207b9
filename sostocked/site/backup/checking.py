"""Reading a backup to its last byte: is every part as it was written, and does PostgreSQL understand the dump?"""

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

from sostocked.site.backup import keys
from sostocked.site.backup.archive import Reader
from sostocked.site.backup.errors import BackupError
from sostocked.site.backup.programs import Database

DUMP = "database.dump"


def check(source: IO[bytes], *, database: Database, key: keys.Key | None) -> dict[str, Any]:
    """Read the backup whole; its manifest. Raises BackupError where anything is not as it was written."""
    with keys.opened(source, key) as plain:
        reader = Reader(plain)
        with _understood(database) as dump:
            for part, piece in reader.pieces():
                if part == DUMP:
                    with contextlib.suppress(BrokenPipeError):  # what it has to say comes with its exit code
                        dump.write(piece)
    return reader.manifest


@contextmanager
def _understood(database: Database) -> Iterator[IO[bytes]]:
    """pg_restore takes the dump apart and throws it away."""
    with tempfile.TemporaryFile() as complaints:
        command = [str(database.folder / "pg_restore"), "--file=-"]
        reading = subprocess.Popen(  # noqa: S603  the command is ours
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints
        )
        with contextlib.suppress(BrokenPipeError), reading:
            yield cast(IO[bytes], reading.stdin)
        if reading.returncode:
            complaints.seek(0)
            said = complaints.read().decode(errors="replace").strip()
            raise BackupError(f"The backup is damaged: pg_restore cannot read its dump. {said}")
