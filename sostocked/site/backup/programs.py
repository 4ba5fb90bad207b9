"""PostgreSQL's own programs, of the wheel, the PATH or Debian's packages: the ones that fit the server."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from sostocked.run.embedded.places import EmbeddedError, wheel_programs
from sostocked.site.backup.errors import BackupError

NEEDED = ("pg_dump", "pg_restore", "psql")
DEBIAN = Path("/usr/lib/postgresql")
NONE_FITS = (
    "The server is PostgreSQL {server}, and pg_dump, pg_restore and psql of that version or newer are not here "
    "(found: {found}). Install PostgreSQL's client programs, on Debian postgresql-client-{server}."
)


@dataclass(frozen=True)
class Database:
    """Where a database is, for psycopg and for PostgreSQL's programs."""

    where: dict[str, Any]

    @classmethod
    def of(cls, connection: Any) -> "Database":
        """The one of a Django connection."""
        known = {one.keyword.decode() for one in psycopg.pq.Conninfo.get_defaults()}
        given = connection.get_connection_params()
        return cls({name: value for name, value in given.items() if name in known and value})

    def connect(self, **options: Any) -> "psycopg.Connection[Any]":
        """A connection apart from Django's."""
        return psycopg.connect(**self.where, **options)

    def start(self, program: str, *arguments: str, **options: Any) -> "subprocess.Popen[bytes]":
        """Start a program on this database. The password goes by environment: arguments are seen by all."""
        address = make_conninfo(**{name: value for name, value in self.where.items() if name != "password"})
        command = [str(self.folder / program), *arguments, "--dbname", address]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        secret = {"PGPASSWORD": self.where["password"]} if self.where.get("password") else {}
        return subprocess.Popen(command, env=clean | secret, **options)  # noqa: S603  the command is ours

    @cached_property
    def server(self) -> int:
        """The major version of the server."""
        with self.connect() as opened:
            return opened.info.server_version // 10_000

    @cached_property
    def folder(self) -> Path:
        """Of the oldest programs that understand this server; raises BackupError when there are none."""
        found = {folder: version for folder in _folders() if (version := _version(folder))}
        fitting = {folder: version for folder, version in found.items() if version >= self.server}
        if not fitting:
            versions = ", ".join(str(version) for version in sorted(set(found.values()))) or "none"
            raise BackupError(NONE_FITS.format(server=self.server, found=versions))
        return min(fitting, key=lambda folder: fitting[folder])


def _folders() -> Iterator[Path]:
    if in_path := shutil.which("pg_dump"):
        yield Path(in_path).parent
    yield from sorted(DEBIAN.glob("*/bin"))
    try:
        yield wheel_programs()
    except EmbeddedError:
        return


def _version(folder: Path) -> int | None:
    """The major version of the programs there; None when one is missing or does not run."""
    if not all((folder / name).exists() for name in NEEDED):
        return None
    command = [str(folder / "pg_dump"), "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603  as above
    found = re.search(r"\b(\d+)(?:\.\d+|devel|beta\d*|rc\d*)", said)
    return int(found[1]) if found else None
