"""PostgreSQL and Valkey for a machine that has neither: real servers from wheels, in the project's `var/`.

`start(var)` brings them up and `running(var)` tells other programs of the project where they are.
`python -m sostocked.run.embedded COMMAND…` runs a command with throw-away ones. Knows no Django.
"""

import contextlib
import fcntl
import json
import os
import shutil
import time
from pathlib import Path
from typing import IO

from sostocked.run.embedded import processes
from sostocked.run.embedded.listening import Asked
from sostocked.run.embedded.places import EmbeddedError, choose_place, refuge_of
from sostocked.run.embedded.postgres import Postgres
from sostocked.run.embedded.valkey import Valkey

__all__ = ["AlreadyRunning", "EmbeddedError", "Services", "running", "start", "start_valkey", "stop_valkey"]

_PAUSES = (15.0, 30.0, 60.0, 120.0, 300.0)  # seconds


class AlreadyRunning(EmbeddedError):
    """Another living program holds the embedded services of this folder."""


class Services:
    """The embedded services of one `var` folder, held by this process. Leaving the context stops them."""

    def __init__(self, var: Path, *, durable: bool, postgres: bool, valkey: bool) -> None:
        self.var = var.resolve()
        self.notes: list[str] = []
        self._wanted = (postgres, valkey)
        self._durable = durable
        self._postgres: Postgres | None = None
        self._valkey: Valkey | None = None
        self._lock: IO[str] | None = None
        self._asked: dict[Postgres | Valkey, Asked] = {}
        self._down: set[Postgres | Valkey] = set()
        self._in_vain, self._heal_at = 0, 0.0

    @property
    def database_url(self) -> str | None:
        """Of the embedded PostgreSQL; None when it was not asked for."""
        return self._postgres.url if self._postgres else None

    @property
    def owner_url(self) -> str | None:
        """The same database, as the owner of its tables."""
        return self._postgres.owner_url if self._postgres else None

    @property
    def redis_url(self) -> str | None:
        """Of the embedded Valkey; None when it was not asked for."""
        return self._valkey.url if self._valkey else None

    @property
    def environment(self) -> dict[str, str]:
        """DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL of our own services, for other programs."""
        urls = {
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.owner_url,
            "REDIS_URL": self.redis_url,
        }
        return {name: url for name, url in urls.items() if url}

    def heal(self, *, patience: float = 45.0) -> list[str]:
        """Start again what has crashed or has not answered for `patience` seconds, and say so, a sentence each.

        A stop on purpose stays a stop. What does not start, on a full disk for example, is tried again later.
        """
        if time.monotonic() < self._heal_at:
            return []
        try:
            told = self._heal(patience)
        except EmbeddedError as error:
            pause = _PAUSES[min(self._in_vain, len(_PAUSES) - 1)]
            self._in_vain, self._heal_at = self._in_vain + 1, time.monotonic() + pause
            return [f"{error}\nIt is tried again in {pause:.0f} s."]
        self._in_vain = 0
        return told

    def _heal(self, patience: float) -> list[str]:
        told = []
        if self._postgres and (what := self._trouble_of(self._postgres, patience)):
            self._restart(self._postgres)
            told.append(f"PostgreSQL {what} and is running again; see {self._postgres.place.log}")
        if self._valkey and (what := self._trouble_of(self._valkey, patience)):
            self._restart(self._valkey)
            told.append(f"Valkey {what} and is running again; see {self._valkey.folder / 'valkey.log'}")
        return told

    def _trouble_of(self, server: Postgres | Valkey, patience: float) -> str:
        """In words; nothing where all is well."""
        if server not in self._asked:
            self._asked[server] = Asked(server.answers)
        if server in self._down or server.has_crashed():
            return "had crashed"
        hangs = self._asked[server].silent_for() > patience and server.is_there()
        return f"had not answered for {patience:.0f} seconds" if hangs else ""

    def _restart(self, server: Postgres | Valkey) -> None:
        self._down.add(server)  # until it is up: stopping it leaves no trace of a crash
        server.stop()
        server.start()
        self._down.remove(server)
        self._asked[server].begin()

    def stop(self) -> None:
        """Stop both and let others start; harmless when repeated, and when they are somebody else's."""
        if self._lock is None:
            return
        _state_file(self.var).unlink(missing_ok=True)
        for server in (self._valkey, self._postgres):
            if server:
                server.stop()
        self._lock.close()
        self._lock = None

    def discard(self) -> None:
        """Stop both and remove everything they have written: for throw-away services."""
        self.stop()
        if self._postgres:
            shutil.rmtree(self._postgres.place.sockets, ignore_errors=True)
            shutil.rmtree(refuge_of(self.var), ignore_errors=True)
        shutil.rmtree(self.var, ignore_errors=True)

    def __enter__(self) -> "Services":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start both; see `start` below for what may be raised. After a failure call `stop` or `discard`."""
        self.var.mkdir(parents=True, exist_ok=True)
        self._lock = _lock(self.var)
        postgres, valkey = self._wanted
        if postgres:
            place = choose_place(self.var)
            self.notes += [place.note] if place.note else []
            self._postgres = Postgres(place, durable=self._durable)
            self._postgres.start()
        if valkey:
            self._valkey = Valkey(self.var / "valkey")
            self._valkey.renew()
        _write_state(self.var, self.environment)


def start(var: Path, *, durable: bool = True, postgres: bool = True, valkey: bool = True) -> Services:
    """Start the services whose files live in `var`, after clearing up what a crash may have left there.

    Raises AlreadyRunning when another living program holds them, EmbeddedError when they cannot run here.
    """
    services = Services(var, durable=durable, postgres=postgres, valkey=valkey)
    try:
        services.start()
    except BaseException:
        services.stop()
        raise
    return services


def running(var: Path) -> dict[str, str] | None:
    """What `Services.environment` says of the services of `var`, or None when nobody we may ask holds them."""
    try:
        state = json.loads(_state_file(var).read_text())
    except (OSError, ValueError):
        return None
    return state["urls"] if processes.is_alive(state["pid"], state["born"]) else None


def stop_valkey(var: Path) -> None:
    """Stop the Valkey of `var` on purpose, from any process: its holder leaves it stopped."""
    Valkey(var / "valkey").stop()


def start_valkey(var: Path) -> None:
    """Start the Valkey of `var` again with the URL it had. Raises EmbeddedError when it cannot."""
    Valkey(var / "valkey").start()


def _state_file(var: Path) -> Path:
    return var / "services.json"


def _write_state(var: Path, urls: dict[str, str]) -> None:
    state = {"pid": os.getpid(), "born": processes.birth_of(os.getpid()), "urls": urls}
    draft = var / f"services.json.{os.getpid()}"
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        json.dump(state, opened)
    draft.replace(_state_file(var))


def _lock(var: Path) -> IO[str]:
    """A lock the kernel gives back when we die, however we die."""
    opened = (var / "services.lock").open("w")
    for _ in range(10):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return opened
        time.sleep(0.05)
    opened.close()
    raise AlreadyRunning(f"The embedded services in {var} are running already, for another program.")
