"""Find and stop processes without ever hitting somebody else's.

A number alone proves nothing: pids are given out again. A process is ours when it works in our folder,
or when both its pid and the second it was born are the ones we wrote down.
"""

import contextlib
import signal
import time
from collections.abc import Iterable
from pathlib import Path

import psutil


def birth_of(pid: int) -> float | None:
    """When the process `pid` started (seconds since the epoch), or None when there is none."""
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return None


def is_alive(pid: int, born: float) -> bool:
    """Whether `pid` is still the process that was born then: not a later one with the same number."""
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - born) < 2 and _is_working(process)
    except psutil.Error:
        return False


def working_in(folder: Path, program: str) -> list[psutil.Process]:
    """The living processes called `program…` that have `folder` as working directory or argument."""
    return [process for process in psutil.process_iter() if _works_in(process, str(folder), program)]


def stop(processes: Iterable[psutil.Process], *steps: tuple[int, float]) -> None:
    """Send each step's signal and wait that many seconds, until all are gone; the last resort is SIGKILL."""
    left = list(processes)
    for number, patience in (*steps, (signal.SIGKILL, 5.0)):
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.send_signal(number)
        deadline = time.monotonic() + patience
        while (left := [process for process in left if _is_working(process)]) and time.monotonic() < deadline:
            time.sleep(0.02)
        if not left:
            return


def _is_working(process: psutil.Process) -> bool:
    """A zombie has done its work: only its parent, perhaps another program, has not looked yet."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _works_in(process: psutil.Process, folder: str, program: str) -> bool:
    try:
        if not process.name().startswith(program) or not _is_working(process):
            return False
        # A container may hide another account's working folder even from root; arguments stay visible.
        return folder in process.cmdline() or process.cwd() == folder
    except (psutil.Error, OSError):
        return False
