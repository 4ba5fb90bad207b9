"""The processes we watch over, and their lines on the terminal."""

# ruff: noqa: S603  the commands are ours, from commands.py

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from sostocked.run.supervisor.preflight import Refusal

# A worker that ran out of memory deserves another go: the truth is in the database, so nothing is lost.
# What dies again and again has a fault that restarting does not cure, and hides it: then we stop everything.
RESTARTS, PERIOD = 3, 60.0  # at most this many within so many seconds
COLOURS = {"web": 36, "worker": 35, "beat": 33}


def say(text: str, *, name: str = "") -> None:
    """Print each line, prefixed with the name of the process that wrote it."""
    prefix = f"{name:>10} │ " if name else ""
    if prefix and sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        prefix = f"\x1b[{COLOURS.get(name, 90)}m{prefix}\x1b[0m"
    # The terminal may be gone; that is no reason to leave processes behind.
    with contextlib.suppress(OSError):
        sys.stdout.write("".join(f"{prefix}{line}\n" for line in text.splitlines()))
        sys.stdout.flush()


def run_step(name: str, command: Sequence[str], environment: Mapping[str, str], folder: Path) -> str:
    """Run a command to its end and return what it printed; when it fails, show that and raise Refusal."""
    done = subprocess.run(
        command, env=environment, cwd=folder, text=True, errors="replace", start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    if done.returncode:
        say(done.stdout, name=name)
        raise Refusal(f"`manage.py {name}` failed with code {done.returncode}; what it said is above.")
    return done.stdout


class Child:
    """One process, started again when it dies, a few times."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], folder: Path
    ) -> None:
        self.name = name
        self._command = command
        self._environment = environment
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self._deaths: deque[float] = deque(maxlen=RESTARTS + 1)

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches us alone and we stop all in good order."""
        self._process = subprocess.Popen(
            self._command, env=self._environment, cwd=self._folder, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", bufsize=1,
        )  # fmt: skip
        threading.Thread(target=self._relay, args=(self._process,), daemon=True).start()

    def revive(self) -> None:
        """If it has died, say so and start it again; raises Refusal when it dies too often."""
        if self._process is None or self._process.poll() is None:
            return
        fate = _fate(self._process.returncode)
        self._deaths.append(time.monotonic())
        if len(self._deaths) > RESTARTS and self._deaths[-1] - self._deaths[0] < PERIOD:
            raise Refusal(f"{self.name} {fate}, for the {len(self._deaths)}th time within a minute.")
        say(f"{self.name} {fate}; starting it again.")
        _kill_group(self._process)  # what it may have left of its own children
        self.start()

    def ask_to_stop(self) -> None:
        """Send the signal that lets it finish what it is doing."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def has_stopped(self) -> bool:
        """Whether nothing is running."""
        return self._process is None or self._process.poll() is not None

    def make_stop(self) -> None:
        """End it and its own children at once; those that have ended are not touched."""
        if self._process:
            _kill_group(self._process)
            self._process.wait()
            self._process = None

    def _relay(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            if line.strip():
                say(line, name=self.name)


def _kill_group(process: subprocess.Popen[str]) -> None:
    # The group keeps its number as long as anyone lives in it; with nobody left there is nothing to hit.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def stop_all(children: Sequence[Child], *, patience: float) -> None:
    """Let all finish at the same time, for so many seconds, then end what is left."""
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + patience
    try:
        while time.monotonic() < deadline and not all(child.has_stopped() for child in children):
            time.sleep(0.05)
    finally:
        for child in children:
            child.make_stop()


def _fate(code: int) -> str:
    if code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"stopped with code {code}"
