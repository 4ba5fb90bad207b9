"""`python -m sostocked.run.embedded COMMAND`: what the tests themselves run on."""

import os
import signal
import time
from pathlib import Path

import psutil
from stand_in import end, read_until, wait_until

from sostocked.run.embedded import places
from sostocked.run.embedded.__main__ import main

SHOW = 'import os, time; print(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], flush=True);'


def run(project, *command, **options):
    return project.start("-m", "sostocked.run.embedded", *command, **options)


def servers_in(folder):
    named = psutil.process_iter(["name", "cwd"])
    return [process for process in named if str(process.info["cwd"]).startswith(str(folder))]


def folder_of(process):
    """The throw-away folder of a run: that of its servers."""
    children = psutil.Process(process.pid).children()
    return next(Path(child.cwd()).parent for child in children if child.name() == "postgres")


def test_the_exit_code_of_the_command_is_ours(project):
    done = run(project, "sh", "-c", "exit 3")
    done.communicate(timeout=20)
    assert done.returncode == 3


def test_the_signal_that_ended_the_command_shows_as_in_a_shell(project):
    done = run(project, "sh", "-c", "kill -9 $$")
    done.communicate(timeout=20)
    assert done.returncode == 128 + 9


def test_a_command_that_does_not_exist_is_told_in_a_sentence(project):
    done = run(project, "no-such-command")
    assert done.communicate(timeout=20)[0] == "no-such-command: No such file or directory\n"
    assert done.returncode == 127


def test_given_urls_are_kept_and_nothing_is_started(project):
    given = {"DATABASE_URL": "postgres://theirs", "REDIS_URL": "redis://theirs"}
    done = run(project, "python3", "-c", SHOW, environment=given)
    assert done.communicate(timeout=20)[0] == "postgres://theirs redis://theirs\n"


def test_only_the_missing_service_is_started(project):
    done = run(project, "python3", "-c", SHOW, environment={"REDIS_URL": "redis://theirs"})
    said = done.communicate(timeout=20)[0]
    assert said.startswith("postgres://sostocked_site:")
    assert said.endswith(" redis://theirs\n")


def test_signals_reach_the_command_and_nothing_is_left(project):
    process = run(project, "python3", "-c", f"{SHOW} time.sleep(60)")
    read_until(process, "redis://")
    folder = folder_of(process)
    end(process, signal.SIGTERM)
    assert process.returncode == 128 + signal.SIGTERM
    assert not folder.exists()
    assert servers_in(folder) == []
    assert list(places.SOCKETS.glob(f"sostocked-*-{places.fingerprint(folder)}")) == []


def test_what_a_killed_run_left_is_swept_by_the_next(project):
    killed = run(project, "python3", "-c", f"{SHOW} time.sleep(60)")
    read_until(killed, "redis://")
    folder = folder_of(killed)
    sleeper = next(one for one in psutil.Process(killed.pid).children() if "sleep(60)" in one.cmdline()[-1])
    killed.kill()
    killed.wait()
    long_ago = time.time() - 60
    os.utime(folder / "services.lock", (long_ago, long_ago))
    run(project, "true").communicate(timeout=30)
    assert not folder.exists()
    assert servers_in(folder) == []
    sleeper.kill()


def test_a_living_run_is_not_swept(project):
    living = run(project, "python3", "-c", f"{SHOW} time.sleep(60)")
    read_until(living, "redis://")
    folder = folder_of(living)
    long_ago = time.time() - 60
    os.utime(folder / "services.lock", (long_ago, long_ago))
    run(project, "true").communicate(timeout=30)
    assert len(servers_in(folder)) > 1
    end(living)
    wait_until(lambda: not folder.exists())


def test_without_a_command_it_says_how_it_is_used(capsys):
    assert main([]) == 2
    assert capsys.readouterr().err == "usage: python -m sostocked.run.embedded COMMAND [ARGUMENTS…]\n"
