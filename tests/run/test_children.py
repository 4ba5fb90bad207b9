"""One process and what is done when it dies or hangs: really stopped, really killed."""

import os
import signal
import sys
import time
from functools import partial

import psutil
import pytest
from stand_in import free_port, wait_until

from sostocked.run.embedded import listening
from sostocked.run.embedded.listening import Asked
from sostocked.run.supervisor import children, signs
from sostocked.run.supervisor.children import Child, Watch
from sostocked.run.supervisor.restarts import GIVEN_UP
from sostocked.run.supervisor.signs import Touches

TOUCHING = """
import pathlib, sys, time
while True:
    pathlib.Path(sys.argv[1]).touch()
    time.sleep(0.05)
"""


@pytest.fixture
def said(monkeypatch):
    """What the terminal shows."""
    lines = []
    monkeypatch.setattr(children, "say", lambda text, **_: lines.append(text))
    return lines


@pytest.fixture
def make(tmp_path, said):
    """`make(code, patience=…)`: a child of ours that runs this code, ended afterwards."""
    made = []

    def make_child(code, *, patience=5.0, is_excused=lambda: False, sign=None):
        path = tmp_path / f"pulse-{len(made)}"
        watch = Watch(sign or Touches(path), patience, is_excused)
        child = Child("worker", [sys.executable, "-c", code, str(path)], dict(os.environ), tmp_path, watch)
        made.append(child)
        child.start()
        return child

    yield make_child
    for child in made:
        child.make_stop()


def pid_of(child):
    return child._process.pid if child._process else None


def look_after_until(child, happened):
    def look():
        child.look_after()
        return happened()

    wait_until(look, seconds=60)


def test_one_that_is_stopped_is_ended_and_started_again(make, said):
    child = make(TOUCHING)
    look_after_until(child, child._watch.sign.path.exists)
    hanging = pid_of(child)
    os.kill(hanging, signal.SIGSTOP)
    look_after_until(child, lambda: pid_of(child) not in (hanging, None))
    assert said == ["worker has given no sign of life for 5 seconds; starting it again."]
    assert not psutil.pid_exists(hanging)


def test_one_that_works_is_left_alone(make, said):
    child = make(TOUCHING)
    look_after_until(child, child._watch.sign.path.exists)
    first, until = pid_of(child), time.monotonic() + 7
    look_after_until(child, lambda: time.monotonic() > until)
    assert (pid_of(child), said) == (first, [])


def test_one_that_waits_for_the_queue_is_excused(make, said):
    excuses = []
    child = make("import time; time.sleep(60)", is_excused=lambda: bool(excuses.append(1)) or True)
    first = pid_of(child)
    look_after_until(child, lambda: len(excuses) == 2)
    assert (pid_of(child), said) == (first, [])


def test_one_that_keeps_dying_is_given_up_for_a_while(make, said, monkeypatch):
    monkeypatch.setattr(children, "pause_after", lambda deaths: 0.01 * deaths if deaths < 6 else GIVEN_UP)
    child = make("raise SystemExit(3)")
    look_after_until(child, lambda: child.deaths == 6)
    assert said[0] == "worker stopped with code 3; starting it again in 0 s."
    assert said[-1] == (
        "worker stopped with code 3, 6 times in a row. It is left alone now, and the others go on; "
        "tried again in 5 minutes."
    )
    child.look_after()
    assert (pid_of(child), len(said)) == (None, 6)
    child._due = time.monotonic()
    child.look_after()
    assert pid_of(child) is not None


def test_what_a_hanging_program_has_started_goes_with_it(make, tmp_path):
    code = "import subprocess, sys, time; print(subprocess.Popen(['sleep', '60']).pid); time.sleep(60)"
    child = make(code)
    mother = psutil.Process(pid_of(child))
    wait_until(lambda: mother.children())
    (sleeper,) = mother.children()
    look_after_until(child, lambda: pid_of(child) != mother.pid)
    wait_until(lambda: not sleeper.is_running() or sleeper.status() == psutil.STATUS_ZOMBIE)


def test_a_web_that_does_not_answer_is_silent(monkeypatch):
    monkeypatch.setattr(listening, "EVERY", 0.05)
    sign = Asked(partial(signs.answers, free_port()))
    time.sleep(0.5)
    assert sign.silent_for() > 0.4
    sign.begin()
    assert sign.silent_for() < 0.4


def test_a_queue_that_is_not_there_does_not_answer():
    assert not signs.queue_answers(f"redis://127.0.0.1:{free_port()}/0")
    assert not signs.queue_answers("no address")
