"""The processes we watch over, and their lines on the terminal."""

# ruff: noqa: S603  the commands are ours, from commands.py

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from sostocked.run.supervisor.preflight import Refusal
from sostocked.run.supervisor.restarts import deaths_in_a_row, is_given_up, pause_after
from sostocked.run.supervisor.signs import Sign

COLOURS = {"web": 36, "worker": 35, "mailer": 34, "sweeper": 32, "beat": 33}


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


@dataclass(frozen=True)
class Watch:
    """What shows that a process works, how long it may be silent (seconds), and what excuses it."""

    sign: Sign
    patience: float
    is_excused: Callable[[], bool] = lambda: False


class Child:
    """One process, started again when it has died or hangs; less and less often when it keeps dying."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], folder: Path, watch: Watch
    ) -> None:
        self.name = name
        self.deaths = 0  # in a row
        self._command = command
        self._environment = environment
        self._folder = folder
        self._watch = watch
        self._process: subprocess.Popen[str] | None = None
        self._started = self._due = 0.0

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches us alone and we stop all in good order."""
        self._process = subprocess.Popen(
            self._command, env=self._environment, cwd=self._folder, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", bufsize=1,
        )  # fmt: skip
        self._started = time.monotonic()
        self._watch.sign.begin()
        threading.Thread(target=self._relay, args=(self._process,), daemon=True).start()

    def look_after(self) -> None:
        """See what became of it, and start it again when its time has come. Never raises for what it does."""
        if self._process is None:
            if time.monotonic() >= self._due:
                self.start()
        elif self._process.poll() is not None:
            self._bury(self._process, _fate(self._process.returncode))
        elif self._hangs():
            self._bury(self._process, f"has given no sign of life for {self._watch.patience:.0f} seconds")

    def _hangs(self) -> bool:
        if self._watch.sign.silent_for() <= self._watch.patience:
            return False
        if self._watch.is_excused():
            self._watch.sign.begin()
            return False
        return True

    def _bury(self, process: subprocess.Popen[str], fate: str) -> None:
        """Say what happened, end what it may have left of its own children, and say when it is started again."""
        self.deaths = deaths_in_a_row(self.deaths, time.monotonic() - self._started)
        pause = pause_after(self.deaths)
        say(f"{self.name} {fate}{_what_now(self.deaths, pause)}")
        _kill_group(process)
        process.wait()
        self._process, self._due = None, time.monotonic() + pause

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
        with cast(IO[str], process.stdout) as lines:
            for line in lines:
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


def _what_now(deaths: int, pause: float) -> str:
    if is_given_up(deaths):
        minutes = f"{pause / 60:.0f} minutes"
        return f", {deaths} times in a row. It is left alone now, and the others go on; tried again in {minutes}."
    return f"; starting it again{f' in {pause:.0f} s' if pause else ''}."


def _fate(code: int) -> str:
    if code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"stopped with code {code}"
