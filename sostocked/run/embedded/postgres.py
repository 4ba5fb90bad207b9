"""A real PostgreSQL from a wheel, on a private socket, guarded by a password."""

# ruff: noqa: S603  the programs come from the wheel, the arguments from here

import contextlib
import os
import secrets
import shutil
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlencode

import psutil

from sostocked.run.embedded import processes
from sostocked.run.embedded.places import EmbeddedError, Place, own_private_folder

NAME = "sostocked"  # of the database, and of the role that owns its tables
SITE = "sostocked_site"  # the role that the site works as: it makes no tables and changes no history
PORT = 5432  # only part of the socket's name: nothing listens on the network
PATIENCE = 60.0  # seconds; recovery after a crash reads the log of changes first

# Fast shutdown (SIGINT) turns the clients out; immediate (SIGQUIT) leaves recovery to the next start.
SHUTDOWN = ((signal.SIGINT, 8.0), (signal.SIGQUIT, 3.0))

ASKING_FOR_SSL = struct.pack("!ii", 8, 80_877_103)
"""The shortest message of PostgreSQL's protocol."""

HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres:
    """The server for one place. `durable=False` trades safety in a power cut for speed: for tests."""

    def __init__(self, place: Place, *, durable: bool = True) -> None:
        self.place = place
        self.durable = durable
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The site's, in the form that libpq, psycopg and django-environ all read."""
        return self._url(SITE, self._site_password_file)

    @property
    def owner_url(self) -> str:
        """The owner's, who makes the tables."""
        return self._url(NAME, self._password_file)

    def _url(self, role: str, password_file: Path) -> str:
        where = urlencode({"host": self.place.sockets, "port": PORT}, safe="/")
        return f"postgres://{role}:{password_file.read_text()}@/{NAME}?{where}"

    def start(self) -> None:
        """Come up on old or new data, whatever an earlier crash left behind; else raise EmbeddedError."""
        self._clear_leftovers()
        own_private_folder(self.place.sockets, self.place.account)
        if not (self.place.data / "PG_VERSION").exists():
            self._create_cluster()
        if not self._site_password_file.exists():
            self._create_site_role()
        # Right after a crash the old server's children may need a moment to notice; so try more than once.
        for pause in (0.5, 1.5, 3.0):
            if self._launch():
                return
            time.sleep(pause)
        raise EmbeddedError(f"PostgreSQL does not start. The end of {self.place.log}:\n{self._end_of_log()}")

    def is_running(self) -> bool:
        """Whether the server we started is still there."""
        return self._server is not None and self._server.poll() is None

    def has_crashed(self) -> bool:
        """Whether the server we started has gone."""
        return not self.is_running()

    def is_there(self) -> bool:
        """Whether its process is, whatever that does."""
        return self.is_running()

    def answers(self) -> bool:
        """Whether it receives clients: it says yes or no to the first question, before anybody signs in."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            try:
                line.connect(str(self.place.sockets / f".s.PGSQL.{PORT}"))
                line.sendall(ASKING_FOR_SSL)
                return line.recv(1) in (b"S", b"N")
            except OSError:
                return False

    def stop(self) -> None:
        """Disconnect everybody and shut down; does nothing when it is not running."""
        processes.stop(self._found(), *SHUTDOWN)
        if self._server:
            self._server.wait()
            self._server = None
        with contextlib.suppress(OSError):
            self.place.sockets.rmdir()

    @property
    def _password_file(self) -> Path:
        return self.place.data / "sostocked-password"

    @property
    def _site_password_file(self) -> Path:
        return self.place.data / "sostocked-site-password"

    @property
    def _pid_file(self) -> Path:
        return self.place.data / "postmaster.pid"

    def _found(self) -> list[psutil.Process]:
        """Our server; when that is gone, what is left of its children."""
        everything = processes.working_in(self.place.data, "postgres")
        return [process for process in everything if process.pid == self._noted_pid()] or everything

    def _noted_pid(self) -> int:
        try:
            return int(self._pid_file.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return 0

    def _clear_leftovers(self) -> None:
        processes.stop(self._found(), *SHUTDOWN)
        # When the pid of a stale note has since gone to another program, PostgreSQL would refuse to start.
        pid = self._noted_pid()
        if pid and processes.birth_of(pid) is not None:
            self._pid_file.unlink(missing_ok=True)

    def _create_cluster(self) -> None:
        """Build beside and rename, so that a cluster that is there is a whole one."""
        fresh = self.place.data.with_name(self.place.data.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        self.place.make_folder(fresh)
        self._run("initdb", "-D", str(fresh), "-U", NAME, "--auth=reject", "--encoding=UTF8", "--no-locale",
                  "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                  *([] if self.durable else ["--no-sync"]))  # fmt: skip
        password = secrets.token_urlsafe(24)
        self._tell(fresh, f"ALTER ROLE {NAME} PASSWORD '{password}';", f"CREATE DATABASE {NAME};")
        self._write_private(fresh / "sostocked-password", password)
        self._write_private(fresh / "pg_hba.conf", "local all all scram-sha-256\n")
        fresh.rename(self.place.data)

    def _create_site_role(self) -> None:
        """In new data, and in data of a version whose site worked as the owner. What it may, the owner grants."""
        password = secrets.token_urlsafe(24)
        self._tell(
            self.place.data,
            f"DO $$ BEGIN CREATE ROLE {SITE}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;",
            f"ALTER ROLE {SITE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{password}';",
        )
        self._write_private(self._site_password_file, password)

    def _tell(self, data: Path, *statements: str) -> None:
        """Without a server, on standard input: among the arguments everybody could read a password."""
        options = _options(() if self.durable else HASTE)
        feed = "".join(f"{statement}\n" for statement in statements)
        self._run("postgres", "--single", "-D", str(data), *options, "postgres", feed=feed)

    def _launch(self) -> bool:
        command = [str(self.place.programs / "postgres"), "-D", str(self.place.data), "-p", str(PORT)]
        chosen = [
            "listen_addresses=",
            f"unix_socket_directories={self.place.sockets}",
            "unix_socket_permissions=0700",
            "timezone=UTC",
            "log_timezone=UTC",
            *(() if self.durable else HASTE),
        ]
        with self.place.log.open("ab") as log:
            # A session of its own: Ctrl-C is for the program, which then stops this in good order.
            self._server = subprocess.Popen(
                command + _options(chosen), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=_clean_environment(), start_new_session=True, **self.place.as_owner(),
            )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._server.poll() is None:
            if self._is_ready():
                return True
            time.sleep(0.02)
        processes.stop(self._found(), *SHUTDOWN)
        return False

    def _is_ready(self) -> bool:
        """PostgreSQL writes `ready` on the eighth line of its pid file as soon as it accepts clients."""
        with contextlib.suppress(OSError):
            lines = self._pid_file.read_text().splitlines()
            is_ours = self._server is not None and lines[:1] == [str(self._server.pid)]
            return is_ours and len(lines) > 7 and lines[7].strip() == "ready"
        return False

    def _run(self, program: str, *arguments: str, feed: str = "") -> None:
        done = subprocess.run(
            [str(self.place.programs / program), *arguments], env=_clean_environment(), input=feed, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **self.place.as_owner(),
        )  # fmt: skip
        if done.returncode:
            raise EmbeddedError(
                f"PostgreSQL's {program} failed with code {done.returncode}:\n{done.stdout.strip()}"
            )

    def _write_private(self, path: Path, text: str) -> None:
        path.unlink(missing_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            if self.place.account:
                os.fchown(opened.fileno(), self.place.account.uid, self.place.account.gid)
            opened.write(text)

    def _end_of_log(self) -> str:
        return "\n".join(self.place.log.read_text(errors="replace").splitlines()[-15:])


def _options(settings: Iterable[str]) -> list[str]:
    return [word for setting in settings for word in ("-c", setting)]


def _clean_environment() -> dict[str, str]:
    """Without the PG… names a person may have set for other servers: PostgreSQL reads its port from one."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
