"""PostgreSQL and Valkey out of wheels, and everything that can stand in their way."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import environ
import psutil
import psycopg
import pytest
import redis
from stand_in import copy_wheels, end, read_until, wait_until

from sostocked.run import embedded
from sostocked.run.embedded import places, processes
from sostocked.run.embedded.places import EmbeddedError

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="is about root, and CI is root")


def urls_of(project):
    return embedded.running(project.var)


def remember(project, word):
    with psycopg.connect(urls_of(project)["DATABASE_OWNER_URL"]) as database:
        database.execute("CREATE TABLE memory (word text)")
        database.execute("INSERT INTO memory VALUES (%s)", [word])


def recall(project):
    with psycopg.connect(urls_of(project)["DATABASE_OWNER_URL"]) as database:
        return database.execute("SELECT word FROM memory").fetchall()


def is_queue_up(url):
    with redis.Redis.from_url(url) as queue:
        try:
            return queue.ping()
        except redis.ConnectionError:
            return False


def test_both_answer_and_know_unicode(project):
    with embedded.start(project.var, durable=False) as services:
        with psycopg.connect(services.database_url) as database:
            assert database.execute("SELECT upper('é')").fetchone() == ("É",)
        assert is_queue_up(services.redis_url)


def test_the_site_works_as_a_role_that_owns_nothing(project):
    with embedded.start(project.var, durable=False, valkey=False) as services:
        with psycopg.connect(services.database_url) as site:
            found = site.execute(
                "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
            )
            assert found.fetchone() == ("sostocked_site", False, False, False)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                site.execute("CREATE TABLE mine (word text)")
        with psycopg.connect(services.owner_url) as owner:
            assert owner.execute("SELECT current_user").fetchone() == ("sostocked",)


def test_data_of_the_time_of_one_role_is_taken_over(project):
    with embedded.start(project.var, durable=False, valkey=False) as services:
        remember(project, "kept")
        with psycopg.connect(services.owner_url) as owner:
            owner.execute("DROP ROLE sostocked_site")
    (places.choose_place(project.var).data / "sostocked-site-password").unlink()
    with embedded.start(project.var, durable=False, valkey=False) as services:
        assert recall(project) == [("kept",)]
        with psycopg.connect(services.database_url) as site:
            assert site.execute("SELECT current_user").fetchone() == ("sostocked_site",)


def test_django_reads_the_url_as_psycopg_does(project):
    with embedded.start(project.var, durable=False, valkey=False) as services:
        read = environ.Env.db_url_config(services.database_url)
        options = read["OPTIONS"]
        with psycopg.connect(
            dbname=read["NAME"], user=read["USER"], password=read["PASSWORD"], **options
        ) as database:
            assert database.execute("SELECT current_database()").fetchone() == ("sostocked",)


def test_only_what_is_asked_for_is_started(project):
    with embedded.start(project.var, postgres=False) as services:
        assert services.database_url is None
        assert list(services.environment) == ["REDIS_URL"]
        assert not (project.var / "postgres-18").exists()


def test_stopping_leaves_no_process(project):
    services = embedded.start(project.var, durable=False)
    assert {process.name() for process in project.processes()} == {"postgres", "valkey-server"}
    services.stop()
    assert project.processes() == []


def test_nobody_gets_in_without_the_password(project):
    with embedded.start(project.var, durable=False) as services:
        where = urlsplit(services.database_url)
        for user in ("sostocked:wrong@", "sostocked@", "postgres@"):
            with pytest.raises(psycopg.OperationalError, match=r"password|role|authentication"):
                psycopg.connect(urlunsplit(where._replace(netloc=user)), passfile="/dev/null")
        stranger = redis.Redis(port=urlsplit(services.redis_url).port)
        with stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()


def test_what_holds_a_password_is_for_its_owner_alone(project):
    with embedded.start(project.var, durable=False) as services:
        assert services.environment == urls_of(project)
        private = [project.var / "services.json", project.var / "valkey" / "valkey.conf"]
        private += [project.var / "postgres-18", services._postgres.place.sockets]
        assert [path for path in private if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
        arguments = [word for process in project.processes() for word in process.cmdline()]
        for url in services.environment.values():
            assert [word for word in arguments if urlsplit(url).password in word] == []


def test_of_two_starts_at_once_one_wins_and_the_other_says_so(project):
    said = [read_until(process, "") for process in (project.hold(), project.hold())]
    assert sorted(text.split()[0] for text in said) == ["already", "up"]


def test_another_program_finds_them_only_while_they_run(project):
    holder = project.hold()
    read_until(holder, "up")
    assert set(urls_of(project)) == {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"}
    assert is_queue_up(urls_of(project)["REDIS_URL"])
    end(holder)
    assert urls_of(project) is None


def test_a_note_whose_writer_was_killed_is_not_believed(project):
    holder = project.hold()
    read_until(holder, "up")
    holder.kill()
    holder.wait()
    assert (project.var / "services.json").exists()
    assert urls_of(project) is None


def test_servers_left_by_a_killed_program_make_way_and_the_data_stays(project):
    holder = project.hold()
    read_until(holder, "up")
    remember(project, "pallet")
    holder.kill()
    holder.wait()
    orphans = project.processes()
    assert {process.name() for process in orphans} == {"postgres", "valkey-server"}
    read_until(project.hold(), "up")
    assert recall(project) == [("pallet",)]
    assert set(orphans) & set(project.processes()) == set()


def test_data_survives_when_everything_is_killed(project):
    read_until(project.hold(), "up")
    remember(project, "pallet")
    project.kill_everything()
    assert (project.var / "postgres-18" / "postmaster.pid").exists()
    read_until(project.hold(), "up")
    assert recall(project) == [("pallet",)]


def test_a_stale_note_with_the_pid_of_a_stranger_is_no_obstacle(project):
    with embedded.start(project.var, durable=False, valkey=False) as services:
        account = services._postgres.place.as_owner()
    # Of the same account as the server: that is what PostgreSQL itself takes for another server.
    stranger = subprocess.Popen(["sleep", "60"], **account)
    try:
        note = f"{stranger.pid}\n{project.var / 'postgres-18'}\n1700000000\n5432\n/tmp\n\n  1  1\nready   \n"
        (project.var / "postgres-18" / "postmaster.pid").write_text(note)
        with embedded.start(project.var, durable=False, valkey=False) as services:
            assert psycopg.connect(services.database_url).close() is None
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_interrupted_creation_starts_over(project):
    half = project.var / "postgres-18.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with embedded.start(project.var, durable=False, valkey=False) as services:
        assert psycopg.connect(services.database_url).close() is None
    assert not half.exists()


def test_a_path_longer_than_a_socket_name_may_be(project):
    var = project.folder / ("a long name, with spaces and 'quotes' " * 3) / ("ü" * 60) / "var"
    assert len(os.fsencode(var)) > 200
    with embedded.start(var, durable=False) as services:
        assert psycopg.connect(services.database_url).close() is None
        assert is_queue_up(services.redis_url)


def test_a_socket_folder_somebody_else_made_is_refused(tmp_path, monkeypatch):
    somebody = tmp_path / "guessed"
    somebody.mkdir()
    monkeypatch.setattr(os, "fstat", lambda _: os.stat_result([0o40777, 0, 0, 2, 4711, 4711, 0, 0, 0, 0]))
    with pytest.raises(EmbeddedError, match="is not ours"):
        places.own_private_folder(somebody, None)


def test_a_link_in_the_place_of_the_socket_folder_is_refused(tmp_path):
    (tmp_path / "guessed").symlink_to(tmp_path)
    with pytest.raises(EmbeddedError, match="is not ours"):
        places.own_private_folder(tmp_path / "guessed", None)


def test_an_open_socket_folder_of_our_own_is_closed(tmp_path):
    (tmp_path / "open").mkdir(mode=0o777)
    places.own_private_folder(tmp_path / "open", None)
    assert stat.S_IMODE((tmp_path / "open").stat().st_mode) == 0o700


def test_valkey_comes_back_with_the_url_it_had(project):
    with embedded.start(project.var, postgres=False) as services:
        url = services.redis_url
        embedded.stop_valkey(project.var)
        assert not is_queue_up(url)
        embedded.start_valkey(project.var)
        assert services.redis_url == url
        assert is_queue_up(url)


def test_what_crashed_is_healed_and_what_was_stopped_is_left_alone(project):
    with embedded.start(project.var, durable=False) as services:
        for process in project.processes():
            process.kill()
        wait_until(lambda: not services._postgres.is_running())
        assert [told.split()[0] for told in services.heal()] == ["PostgreSQL", "Valkey"]
        assert services.heal() == []
        assert is_queue_up(services.redis_url)
        embedded.stop_valkey(project.var)
        assert services.heal() == []
        assert not is_queue_up(services.redis_url)


def test_what_hangs_is_ended_and_started_again(project):
    with embedded.start(project.var, durable=False) as services:
        remember(project, "pallet")
        assert services.heal(patience=3.0) == []
        (valkey,) = [one for one in project.processes() if one.name() == "valkey-server"]
        postmaster = psutil.Process(services._postgres._server.pid)
        for one in (valkey, postmaster):
            one.send_signal(signal.SIGSTOP)
        told = []
        wait_until(lambda: told.extend(services.heal(patience=3.0)) or len(told) == 2, seconds=60)
        assert [each.partition(" and is running again")[0] for each in told] == [
            "PostgreSQL had not answered for 3 seconds",
            "Valkey had not answered for 3 seconds",
        ]
        assert services.heal(patience=3.0) == []
        assert recall(project) == [("pallet",)]
        assert is_queue_up(services.redis_url)


def test_what_does_not_start_is_said_and_tried_again_later(project, monkeypatch):
    with embedded.start(project.var, durable=False) as services:
        services.heal()
        monkeypatch.setattr("sostocked.run.embedded.postgres.PATIENCE", 1.0)
        configuration = project.var / "postgres-18" / "postgresql.conf"
        good = configuration.read_text()
        configuration.write_text("no such setting\n")
        services._postgres._server.kill()
        wait_until(lambda: not services._postgres.is_running())
        (told,) = services.heal()
        assert "PostgreSQL does not start." in told
        assert told.endswith("It is tried again in 15 s.")
        assert services.heal() == []  # not yet
        configuration.write_text(good)
        services._heal_at = 0.0
        assert [each.split()[0] for each in services.heal()] == ["PostgreSQL"]
        assert psycopg.connect(services.database_url).close() is None


def test_a_pid_that_was_given_out_again_is_not_ours():
    process = psutil.Process()
    assert processes.is_alive(process.pid, process.create_time())
    assert not processes.is_alive(process.pid, process.create_time() - 60)


@as_root
def test_under_a_folder_that_only_root_may_enter(project):
    with tempfile.TemporaryDirectory(dir=Path.home(), prefix="only-root-") as closed:
        Path(closed).chmod(0o700)
        hidden = shutil.copytree(project.folder, Path(closed, "project"))
        project.folder, project.var = hidden, hidden / "var"
        wheels = copy_wheels(Path(closed, "wheels"))
        refuge = places.refuge_of(project.var)
        programs = places.REFUGES / f"sostocked-programs-{places.fingerprint(wheels / places.WHEEL)}"
        try:
            holder = project.hold(environment={"PYTHONPATH": str(wheels)})
            assert f"Only root may enter {hidden}, so the database lives in {refuge}." in read_until(
                holder, "up"
            )
            assert programs.exists()
            remember(project, "pallet")
            end(holder)
            Path(closed).chmod(0o755)
            read_until(project.hold(environment={"PYTHONPATH": str(wheels)}), "up")
            assert recall(project) == [("pallet",)]
        finally:
            project.kill_everything()
            processes.stop(processes.working_in(refuge / "postgres-18", "postgres"), (signal.SIGQUIT, 5.0))
            shutil.rmtree(refuge, ignore_errors=True)
            shutil.rmtree(programs, ignore_errors=True)


@as_root
def test_as_an_ordinary_user(project):
    nobody = places._find_account("nobody")
    with tempfile.TemporaryDirectory(prefix="ordinary-") as home:
        open_to_all = shutil.copytree(project.folder, Path(home, "project"))
        wheels = copy_wheels(Path(home, "wheels"))
        for path in (Path(home), open_to_all):
            os.chown(path, nobody.uid, nobody.gid)
        project.folder, project.var = open_to_all, open_to_all / "var"
        holder = project.hold(
            python=a_python_for(nobody),
            environment={"PYTHONPATH": str(wheels), "HOME": home},
            user=nobody.uid, group=nobody.gid, extra_groups=[],
        )  # fmt: skip
        assert "up []" in read_until(holder, "up")
        assert {process.uids().real for process in project.processes()} == {nobody.uid}
        remember(project, "pallet")
        assert recall(project) == [("pallet",)]
        end(holder)
        assert project.processes() == []


def a_python_for(account):
    """The tests' own Python may lie where only root may go; then the system's."""
    for python in (os.path.realpath(sys.executable), "/usr/bin/python3"):
        if places._runs_as(account, [python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]):
            return python
    pytest.fail("no Python 3.11 that an ordinary user may run")
