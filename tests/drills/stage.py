"""A whole site of its own: `make run` in a copy of the project, on free ports, gone afterwards."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import psycopg
import redis

from sostocked.run.embedded import places
from sostocked.run.supervisor.preflight import MARK
from tests.drills.visitor import Away, Visitor

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "look-around"  # of everybody in the demo world
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "tests", "docs", ".*_cache", "__pycache__")
UNSET = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "SITE_URL", "SOSTOCKED_AS_OWNER"}
UNSET |= {"DEBUG", "EMAIL_BACKEND", "ALLOWED_HOSTS"}
STARTS_WITHIN = 480.0  # seconds: it migrates and loads the demo world


DISK = 1_500  # megabytes


class NoDisk(Exception):
    """A small disk of its own could not be had here."""


NO_LIMIT = {"NOTICES_PER_NEW_ORGANIZATION": "1000000"}
"""A drill places more orders in a minute than a new seller in a year."""


class Stage:
    """The site and what goes on in it. Leave the context to end it, whatever state it is in."""

    def __init__(self, **environment: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sostocked-drill-")).resolve()
        self.folder.chmod(0o755)  # as root, the database runs as another account
        self.project = self.folder / "project"
        self.var = self.project / "var"
        self.port = free_port()
        self.environment = environment
        self.supervisor: subprocess.Popen[bytes] | None = None
        self.urls: dict[str, str] = {}
        self.has_disk = False

    def __enter__(self) -> "Stage":
        self.has_disk = _mount(self.folder)
        shutil.copytree(ROOT, self.project, ignore=LEFT_OUT, symlinks=True)
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        for process in self.processes():
            process.kill()
        for sockets in Path("/tmp").glob(f"sostocked-*-{places.fingerprint(self.var)}"):
            shutil.rmtree(sockets, ignore_errors=True)
        if self.has_disk:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start it, or start it again after it was killed; returns when its pages answer."""
        inherited = {name: value for name, value in os.environ.items() if name not in UNSET}
        own = {"PORT": str(self.port), "SOSTOCKED_DEMO": "1"} | NO_LIMIT | self.environment
        with self.log.open("ab") as log:
            self.supervisor = subprocess.Popen(
                [sys.executable, "-m", "sostocked.run.supervisor"],
                cwd=self.project, env=inherited | own, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
        self.wait_for_answer(seconds=STARTS_WITHIN)
        self.urls = json.loads((self.var / "services.json").read_text())["urls"]

    def stop(self) -> None:
        """As Ctrl-C does."""
        if self.supervisor and self.supervisor.poll() is None:
            self.supervisor.send_signal(signal.SIGTERM)
            try:
                self.supervisor.wait(timeout=40)
            except subprocess.TimeoutExpired:
                self.supervisor.kill()
                self.supervisor.wait()

    @property
    def log(self) -> Path:
        """Everything that all programs said."""
        return self.folder / "said.log"

    @property
    def site_urls(self) -> dict[str, str]:
        """What the site's own programs are told."""
        return {name: url for name, url in self.urls.items() if name != "DATABASE_OWNER_URL"}

    def as_owner(self) -> dict[str, str]:
        """The environment in which `manage.py` works as the owner of the tables."""
        return os.environ | {"SOSTOCKED_DEMO": "1", "SOSTOCKED_AS_OWNER": "1"} | self.environment | self.urls

    def visitor(self) -> Visitor:
        return Visitor(self.port)

    def signed_in(self, name: str) -> Visitor:
        """A person of the demo world by the first word of the address."""
        email = self.one("SELECT email FROM people_user WHERE email LIKE %s", f"{name}@%")
        return self.visitor().sign_in(email, PASSWORD)

    def wait_for_answer(self, *, seconds: float) -> float:
        """Until a page answers; how many seconds that took. Raises TimeoutError."""
        start = time.monotonic()
        wait_until(self.answers, seconds=seconds, what="the web answered")
        return time.monotonic() - start

    def answers(self) -> bool:
        try:
            return self.visitor().get("/accounts/login/").status == 200
        except Away:
            if self.supervisor and self.supervisor.poll() is not None:
                raise RuntimeError(f"the supervisor ended:\n{self.log.read_text()[-3000:]}") from None
            return False

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the database as the owner."""
        with psycopg.connect(self.urls["DATABASE_OWNER_URL"], autocommit=True) as database:
            return database.execute(query, values).fetchall()

    def one(self, query: str, *values: Any) -> Any:
        return self.rows(query, *values)[0][0]

    def do(self, statement: str, *values: Any) -> None:
        with psycopg.connect(self.urls["DATABASE_OWNER_URL"], autocommit=True) as database:
            database.execute(statement, values)

    def queue(self) -> redis.Redis:
        return redis.Redis.from_url(self.urls["REDIS_URL"])

    def processes(self, *words: str) -> list[psutil.Process]:
        """Our processes whose command line has all these words."""
        return [each for each in psutil.process_iter() if self._is_ours(each, words)]

    def _is_ours(self, process: psutil.Process, words: tuple[str, ...]) -> bool:
        try:
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                return False
            line = " ".join(process.cmdline())
            is_marked = process.environ().get(MARK) == str(self.var)
            is_here = str(self.folder) in line or process.cwd().startswith(str(self.folder))
        except (psutil.Error, OSError):
            return False
        return (is_marked or is_here) and all(word in line for word in words)

    def web_master(self) -> list[psutil.Process]:
        webs = self.processes("gunicorn")
        own = {each.pid for each in webs}
        return [each for each in webs if _parent(each) not in own]

    def web_workers(self) -> list[psutil.Process]:
        webs = self.processes("gunicorn")
        own = {each.pid for each in webs}
        return [each for each in webs if _parent(each) in own]

    def workers(self) -> list[psutil.Process]:
        """Celery's workers, their masters included."""
        return self.processes("celery", "worker")

    def beat(self) -> list[psutil.Process]:
        return self.processes("celery", " beat")

    def database(self) -> list[psutil.Process]:
        """The server's first process: what it has forked goes with it."""
        number = int((places.choose_place(self.var).data / "postmaster.pid").read_text().splitlines()[0])
        return [psutil.Process(number)]

    def valkey(self) -> list[psutil.Process]:
        return [
            each for each in self.processes() if "valkey-server" in each.name() + " ".join(each.cmdline())
        ]

    def fill_disk(self) -> None:
        """Leave no byte free; raises NoDisk where that would be somebody else's disk, too."""
        self.require_disk()
        with self._filling.open("wb") as filling, contextlib.suppress(OSError):
            while True:
                filling.write(b"\0" * 1_000_000)
                filling.flush()

    def require_disk(self) -> None:
        if not self.has_disk:
            raise NoDisk("it takes root, and the right to mount a small disk of its own")

    def free_disk(self) -> None:
        self._filling.unlink()

    @property
    def _filling(self) -> Path:
        return self.folder / "filling"

    def memory(self) -> float:
        """Megabytes that web, workers and beat hold together, shared pages counted once (PSS)."""
        total = 0
        for process in self.processes("sostocked"):
            try:
                total += process.memory_full_info().pss
            except (psutil.Error, AttributeError):
                continue
        return total / 1e6


def kill(processes: list[psutil.Process]) -> int:
    """`kill -9` all of them; how many there were. Nobody there is a drill that drills nothing: LookupError."""
    if not processes:
        raise LookupError("there was nobody to kill")
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    return len(processes)


def wait_until(happened: Callable[[], bool], *, seconds: float, what: str, every: float = 0.05) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError(f"after {seconds:.0f} s it is still not so that {what}")
        time.sleep(every)


def _mount(folder: Path) -> bool:
    """Whether a small disk in memory could be put under the folder."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}m,mode=0755", "tmpfs", str(folder)]
    return shutil.which("mount") is not None and subprocess.run(command, capture_output=True).returncode == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _parent(process: psutil.Process) -> int:
    try:
        return process.ppid()
    except psutil.Error:
        return 0
