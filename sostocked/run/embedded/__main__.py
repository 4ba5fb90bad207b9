"""`python -m sostocked.run.embedded COMMAND ARGS…`: run a command with throw-away PostgreSQL and Valkey.

Starts whichever of the two the environment does not give (DATABASE_URL, REDIS_URL), in a folder of its own
so that a running `make run` is never touched, and removes it in the end. Passes signals to the command, and
its exit code on.
"""

# ruff: noqa: S603  running the command it is given is the purpose

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sostocked.run import embedded
from sostocked.run.embedded import places, processes

PREFIX = "sostocked-throwaway-"


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code (128 + n when signal n ended it), as a shell would."""
    if not arguments:
        print("usage: python -m sostocked.run.embedded COMMAND [ARGUMENTS…]", file=sys.stderr)
        return 2
    wanted = {"postgres": not os.environ.get("DATABASE_URL"), "valkey": not os.environ.get("REDIS_URL")}
    if not any(wanted.values()):
        return run(arguments, {})
    sweep()
    turn_into_exit(signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    services = embedded.Services(make_folder(), durable=False, **wanted)
    try:
        services.start()
        return run(arguments, services.environment)
    except embedded.EmbeddedError as error:
        print(f"embedded services: {error}", file=sys.stderr)
        return 1
    finally:
        services.discard()


def run(arguments: list[str], environment: dict[str, str]) -> int:
    """Run the command with `environment` added, passing on the signals that reach us alone."""
    try:
        child = subprocess.Popen(arguments, env=os.environ | environment)
    except OSError as error:
        print(f"{arguments[0]}: {error.strerror}", file=sys.stderr)
        return 127
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: _pass_on(child, number))
    code = child.wait()
    return code if code >= 0 else 128 - code


def _pass_on(child: subprocess.Popen, number: int) -> None:
    # Ctrl-C reaches every process of the terminal's foreground group: the command has had it already.
    if number == signal.SIGINT and _in_foreground():
        return
    child.send_signal(number)


def _in_foreground() -> bool:
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


def turn_into_exit(*numbers: int) -> None:
    """Until the command runs, let these signals end us through the `finally` clauses."""

    def leave(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    for number in numbers:
        signal.signal(number, leave)


def make_folder() -> Path:
    """A new folder in the system's temporary one; root's in /tmp, where PostgreSQL's account can reach it."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_temporary()))
    if os.geteuid() == 0:
        folder.chmod(0o711)  # PostgreSQL's account passes through to its data; nobody can look around
    return folder


def _temporary() -> Path:
    return places.SOCKETS if os.geteuid() == 0 else Path(tempfile.gettempdir())


def sweep() -> None:
    """Remove what killed runs have left: their lock is free, because the kernel gives locks back."""
    for folder in _temporary().glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if folder.lstat().st_uid == os.geteuid() and not folder.is_symlink():
                _sweep_folder(folder.resolve())


def _sweep_folder(folder: Path) -> None:
    lock = folder / "services.lock"
    if time.time() - lock.stat().st_mtime < 10:  # perhaps just being started
        return
    with lock.open() as opened:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        data = folder / f"postgres-{places.MAJOR}"
        processes.stop(processes.working_in(data, "postgres"), (signal.SIGQUIT, 5.0))
        processes.stop(processes.working_in(folder / "valkey", "valkey-server"), (signal.SIGTERM, 5.0))
        for sockets in places.SOCKETS.glob(f"sostocked-*-{places.fingerprint(folder)}"):
            if sockets.lstat().st_uid in {os.geteuid(), data.stat().st_uid}:
                shutil.rmtree(sockets, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
