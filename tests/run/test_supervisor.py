"""`make run`, without the make and with a tiny project: what a person sees and what is left afterwards."""

import http.client
import json
import signal
import socket
import stat
import time

import psutil
import pytest
from stand_in import end, read_until, wait_until

from sostocked.run import embedded
from sostocked.run.supervisor import commands, preflight
from sostocked.run.supervisor.preflight import Plan, Refusal

READY = "Press Ctrl-C"


def get(port):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/")
        return line.getresponse().read()
    finally:
        line.close()


def named(project, word):
    return [process for process in project.processes() if word in command_of(process)]


def command_of(process):
    try:
        return " ".join(process.cmdline())
    except psutil.Error:  # it is just going
        return ""


def all_show_life(project):
    """Whether every program of Celery's has touched its file."""
    names = set(commands.services(Plan.from_environment({}, project.folder))) - {"web"}
    return {path.name for path in (project.var / "pulses").iterdir()} == names


def children_of(supervisor, project):
    return {one.pid for one in named(project, "celery") if one.ppid() == supervisor.pid}


def is_stopped(process):
    try:
        return process.status() == psutil.STATUS_STOPPED
    except psutil.Error:
        return False


def test_it_comes_up_says_where_and_who_and_ctrl_c_ends_it_all(project):
    process = project.supervise()
    said = read_until(process, READY)
    for expected in (
        f"So Stocked is running:  http://127.0.0.1:{project.port}",
        "did migrate",
        "did grant_site_role",
        "did load_demo",
        "anna@example.test · seller",
        f"Mail is not sent but written to {project.var / 'mail'}",
    ):
        assert expected in said
    assert get(project.port) == b"well"
    assert [one.pid for one in named(project, "gunicorn") if "DATABASE_OWNER_URL" in one.environ()] == []
    began = time.monotonic()
    rest = end(process, signal.SIGINT)
    assert process.returncode == 0
    assert time.monotonic() - began < 10
    assert "Traceback" not in said + rest
    assert "superuser" not in said + rest
    assert project.processes() == []


def test_it_listens_on_this_machine_only(project):
    process = project.supervise()
    read_until(process, READY)
    listening = [
        connection.laddr.ip
        for one in project.processes()
        for connection in one.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert set(listening) == {"127.0.0.1"}
    end(process)


def test_the_second_says_what_is_running(project):
    first = project.supervise()
    read_until(first, READY)
    second = project.supervise()
    said = second.communicate(timeout=20)[0]
    assert second.returncode == 1
    assert f"already running at http://127.0.0.1:{project.port} (process {first.pid}, since 2" in said
    assert f"`kill {first.pid}`" in said
    assert get(project.port) == b"well"
    end(first)


def test_a_port_that_is_taken_is_said_before_anything_starts(project):
    with socket.socket() as foreign:
        foreign.bind(("127.0.0.1", 0))
        foreign.listen()
        port = foreign.getsockname()[1]
        process = project.supervise(environment={"PORT": str(port)})
        said = process.communicate(timeout=20)[0]
    assert process.returncode == 1
    assert f"Port {port} is taken by another program. Choose another one: `PORT={port + 1} make run`." in said
    assert not (project.var / "postgres-18").exists()


@pytest.mark.parametrize("text", ["eighty", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(text, tmp_path):
    with pytest.raises(Refusal, match="PORT must be a number"):
        Plan.from_environment({"PORT": text}, tmp_path)


def test_a_step_that_fails_is_shown_and_stops_everything(project):
    process = project.supervise(environment={"FAILING_STEP": "migrate"})
    said = process.communicate(timeout=20)[0]
    assert process.returncode == 1
    assert "no such column: colour" in said
    assert "`manage.py migrate` failed with code 1" in said
    assert "Traceback" not in said
    assert project.processes() == []


def test_without_demo_mode_there_are_no_demo_people(project):
    process = project.supervise(environment={"SOSTOCKED_DEMO": "0"})
    said = read_until(process, READY)
    assert "did migrate" in said
    assert "load_demo" not in said
    assert "anna@example.test" not in said
    end(process)


def test_a_process_that_dies_is_named_and_started_again(project):
    process = project.supervise()
    read_until(process, READY)
    named(project, "beat")[0].kill()
    read_until(process, "beat was killed by SIGKILL; starting it again.")
    wait_until(lambda: named(project, "beat"))
    end(process)
    assert process.returncode == 0


def test_a_web_that_cannot_start_stops_everything_at_once(project):
    (project.folder / "sostocked" / "wsgi.py").write_text("import no_such_module\n")
    process = project.supervise()
    said = process.communicate(timeout=60)[0]
    assert process.returncode == 1
    assert "No module named 'no_such_module'" in said
    assert "The web does not answer" in said
    assert project.processes() == []


def test_one_that_keeps_dying_is_given_up_and_the_others_go_on(project):
    broken = (project.folder / "sostocked" / "celery.py").read_text()
    broken += "import sys\nif 'beat' in sys.argv:\n    sys.exit('no schedule')\n"
    (project.folder / "sostocked" / "celery.py").write_text(broken)
    process = project.supervise()
    said = read_until(process, "beat stopped with code 1, 6 times in a row. It is left alone now")
    assert "no schedule" in said
    assert get(project.port) == b"well"
    assert {one.name() for one in project.processes()} >= {"postgres", "valkey-server"}
    assert named(project, "worker")
    end(process)
    assert process.returncode == 0
    assert project.processes() == []


@pytest.mark.parametrize(
    ("name", "word"),
    [("web", "gunicorn sostocked"), ("worker", "sostocked worker"), ("beat", "sostocked beat")],
)
def test_what_hangs_is_started_again(project, name, word):
    process = project.supervise(environment={"HANGS_AFTER": "8"})
    read_until(process, READY)
    wait_until(lambda: all_show_life(project))
    everybody = named(project, word)
    for one in everybody:
        one.send_signal(signal.SIGSTOP)
    read_until(process, f"{name} has given no sign of life for 8 seconds; starting it again.")
    wait_until(lambda: not any(is_stopped(one) for one in everybody))
    wait_until(lambda: len(named(project, word)) >= 1)
    if name == "web":
        wait_until(lambda: answers(project))
    end(process)
    assert process.returncode == 0


def answers(project):
    try:
        return get(project.port) == b"well"
    except (OSError, http.client.HTTPException):
        return False


def test_who_waits_for_the_queue_is_left_alone(project):
    process = project.supervise(environment={"HANGS_AFTER": "5"})
    read_until(process, READY)
    wait_until(lambda: all_show_life(project))
    before = children_of(process, project)
    embedded.stop_valkey(project.var)
    time.sleep(12)
    assert children_of(process, project) == before
    assert "no sign of life" not in end(process)


@pytest.mark.parametrize("text", ["soon", "0", "4", "-9", "1.5"])
def test_a_patience_that_is_none_is_refused(text, tmp_path):
    with pytest.raises(Refusal, match="HANGS_AFTER must be a number of seconds"):
        Plan.from_environment({"HANGS_AFTER": text}, tmp_path)


def test_after_everything_was_killed_it_comes_up_as_if_nothing_had_been(project):
    read_until(project.supervise(), READY)
    project.kill_everything()
    process = project.supervise()
    said = read_until(process, READY)
    assert "already running" not in said
    assert get(project.port) == b"well"
    end(process)


def test_what_a_killed_supervisor_left_running_makes_way(project):
    killed = project.supervise()
    read_until(killed, READY)
    killed.kill()
    killed.wait()
    assert get(project.port) == b"well"
    process = project.supervise()
    assert "An earlier run was killed: stopped" in read_until(process, READY)
    assert get(project.port) == b"well"
    wait_until(lambda: len(named(project, "celery")) == 4)  # a worker with its two hands, and beat
    end(process)
    assert project.processes() == []


def test_the_secret_key_is_made_once_and_kept_private(tmp_path):
    plan = Plan.from_environment({}, tmp_path)
    plan.var.mkdir()
    key = preflight.secret_key(plan)
    assert len(key) >= 50
    assert preflight.secret_key(plan) == key
    assert stat.S_IMODE((plan.var / "secret-key").stat().st_mode) == 0o600


def test_two_at_the_same_moment_are_kept_apart(tmp_path):
    plan = Plan.from_environment({}, tmp_path)
    with preflight.lock(plan):
        with pytest.raises(Refusal, match="just being started in another terminal"):
            preflight.lock(plan)
        preflight.note_running(plan)
        assert json.loads((plan.var / "run.json").read_text())["address"] == "http://127.0.0.1:8000"
    preflight.lock(plan).close()
