"""`python3 sostocked/run/install.py FILE`: install the pinned requirements in FILE into `.venv`, once.

Needs nothing but a bare Python, and runs before anything of ours can.
"""

# ruff: noqa: S603, UP031, UP036  an old Python must get as far as the sentence that says it is too old

import fcntl
import hashlib
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
NO_VENV = """
This Python cannot make virtual environments. On Debian and Ubuntu, install the package python3-venv
(`apt-get install python3-venv`), then try again.
"""


def main(requirements):
    """Leave a complete .venv behind, or exit with a sentence that says what to do."""
    if sys.version_info < (3, 11):
        refusal = "So Stocked needs Python 3.11 or newer; this is %d.%d. Try `make PYTHON=python3.12 …`."
        sys.exit(refusal % sys.version_info[:2])
    os.makedirs(os.path.join(ROOT, "var"), exist_ok=True)
    with open(os.path.join(ROOT, "var", "install.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two terminals at once: the second waits and finds it done
        if not is_healthy():
            make_venv()
        install(requirements)


def is_healthy():
    """Whether .venv works: making it may have been interrupted, or the Python under it removed."""
    try:
        check = [PYTHON, "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]
        return subprocess.run(check, capture_output=True).returncode == 0
    except OSError:
        return False


def make_venv():
    """A new .venv in place of what may be there."""
    print("Making .venv …", flush=True)
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True)
    if done.returncode:
        sys.exit("%s%s\n%s" % (done.stdout, done.stderr, NO_VENV.strip()))


def install(requirements):
    """Install when the content of the file is not what was installed last."""
    stamp = os.path.join(VENV, "installed-" + os.path.basename(requirements))
    with open(os.path.join(ROOT, requirements), "rb") as opened:
        wanted = hashlib.sha256(opened.read()).hexdigest()
    if read(stamp) == wanted:
        return
    print("Installing %s (a minute or two) …" % requirements, flush=True)
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
               "--require-hashes", "--requirement", requirements]  # fmt: skip
    # Root may well install here: .venv is the project's own.
    done = subprocess.run(command, cwd=ROOT, env=dict(os.environ, PIP_ROOT_USER_ACTION="ignore"))
    if done.returncode:
        sys.exit("Installing %s failed; what pip said is above. The same command goes on." % requirements)
    with open(stamp, "w") as opened:
        opened.write(wanted)


def read(path):
    """The text of a file, or nothing when there is no such file."""
    try:
        with open(path) as opened:
            return opened.read()
    except FileNotFoundError:
        return ""


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(130)
