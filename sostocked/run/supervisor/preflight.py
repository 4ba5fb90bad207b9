"""What must be settled before anything is started. A refusal is one sentence that says what to do."""

import contextlib
import fcntl
import json
import os
import secrets
import signal
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

from sostocked.run.embedded import processes

# Every process we start carries this name in its environment: how we know ours again after a crash.
MARK = "SOSTOCKED_SUPERVISED_IN"


class Refusal(Exception):
    """We cannot start, or not go on. The message is for the person at the terminal."""


@dataclass(frozen=True)
class Plan:
    """What to start and where, as the environment wants it."""

    root: Path
    port: int
    demo: bool
    patience: float = 45.0  # seconds without a sign of life; gunicorn itself ends a web worker after 30

    @property
    def var(self) -> Path:
        """The folder for everything that is written while running."""
        return self.root / "var"

    @property
    def pulses(self) -> Path:
        """Where Celery's programs show that they live."""
        return self.var / "pulses"

    @property
    def figures(self) -> Path:
        """Where the web workers count together, from each start on."""
        return self.var / "figures"

    @property
    def address(self) -> str:
        """Where a browser finds us."""
        return f"http://127.0.0.1:{self.port}"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], root: Path) -> "Plan":
        """Read PORT (8000), SOSTOCKED_DEMO (on) and HANGS_AFTER (45 s); raises Refusal when one is no number."""
        text = environment.get("PORT") or "8000"
        if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
            raise Refusal(
                f"PORT must be a number from 1 to 65535, not {text!r}: for example `PORT=8001 make run`."
            )
        demo = environment.get("SOSTOCKED_DEMO", "1").strip().lower() not in {"", "0", "false", "no", "off"}
        return cls(root, int(text), demo, _patience(environment.get("HANGS_AFTER") or "45"))


def _patience(text: str) -> float:
    if not text.isascii() or not text.isdigit() or int(text) < 5:
        raise Refusal(f"HANGS_AFTER must be a number of seconds from 5 up, not {text!r}.")
    return float(text)


def lock(plan: Plan) -> IO[str]:
    """Hold the project, or raise Refusal saying who does. The kernel gives it back however we die."""
    plan.var.mkdir(parents=True, exist_ok=True)
    opened = (plan.var / "run.lock").open("a")
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        opened.close()
        raise Refusal(_already_running(plan)) from None
    return opened


def note_running(plan: Plan) -> None:
    """Write down who we are, for a second `make run` to tell."""
    now = time.strftime("%Y-%m-%d %H:%M:%S")
    (plan.var / "run.json").write_text(
        json.dumps({"pid": os.getpid(), "address": plan.address, "since": now})
    )


def check_port(plan: Plan) -> None:
    """Raise Refusal when another program has our port."""
    if _is_answered(plan.port) or not _is_free(plan.port):
        other = plan.port + 1 if plan.port < 65535 else 8000
        raise Refusal(
            f"Port {plan.port} is taken by another program. Choose another one: `PORT={other} make run`."
        )


def stop_leftovers(plan: Plan) -> int:
    """Stop what an earlier run of this project left behind when it was killed; returns how many processes."""
    left = [process for process in psutil.process_iter() if _is_left_over(process, str(plan.var))]
    processes.stop(left, (signal.SIGTERM, 3.0))
    return len(left)


def secret_key(plan: Plan) -> str:
    """The key of this installation, made at the first start: sessions outlive a restart."""
    path = plan.var / "secret-key"
    with contextlib.suppress(FileNotFoundError):
        if key := path.read_text().strip():
            return key
        path.unlink()
    key = secrets.token_urlsafe(50)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(key)
    return key


def _already_running(plan: Plan) -> str:
    try:
        state = json.loads((plan.var / "run.json").read_text())
    except (OSError, ValueError):
        return "So Stocked is just being started in another terminal."
    who = f"process {state['pid']}, since {state['since']}"
    how = f"press Ctrl-C in its terminal or run `kill {state['pid']}`"
    return f"So Stocked is already running at {state['address']} ({who}).\nTo stop it, {how}."


def _is_answered(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the web server does: connections that are just closing are no reason to refuse.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Refusal(
                f"Port {port} is for root alone. Choose one from 1024 up: `PORT=8001 make run`."
            ) from None
        except OSError:
            return False
    return True


def _is_left_over(process: psutil.Process, var: str) -> bool:
    try:
        return process.pid != os.getpid() and process.environ().get(MARK) == var
    except (psutil.Error, OSError):
        return False
