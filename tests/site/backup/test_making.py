"""Making backups: by whom, when, how many are kept, and what is left when it fails: nothing."""

import fcntl
import os
import stat
import threading
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from sostocked.foundation.records import site_role
from sostocked.site.backup import clock, keys, making, programs, services
from sostocked.site.backup.errors import BackupError
from sostocked.site.backup.making import make
from sostocked.site.backup.restoring import restore
from sostocked.site.backup.rules import name_of
from tests.factories import OrganizationFactory

SECRET, PUBLIC = keys.new_pair()


@pytest.fixture
def folder(tmp_path, settings):
    """Where the settings want backups, asked for since a minute after midnight."""
    settings.BACKUP_DIR, settings.BACKUP_AT = str(tmp_path / "backups"), time(0, 0)
    return tmp_path / "backups"


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


def test_the_sites_own_role_can_make_one(source, cast, keep_site_role, tmp_path):
    site_role.grant(keep_site_role, "of-the-site")
    as_site = replace(source, where=source.where | {"user": keep_site_role, "password": "of-the-site"})
    made = make(as_site, tmp_path, key=None, media="")
    assert made.rows == make(source, tmp_path / "owner", key=None, media="").rows > 20
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600


def test_beat_makes_the_first_at_once_and_then_one_a_day(folder, source):
    made = clock.make_when_due()
    assert names(folder) == [made.rpartition("/")[2]]
    assert clock.make_when_due() == ""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    os.rename(made, folder / name_of(yesterday, is_locked=False))
    assert clock.make_when_due() != ""
    assert len(names(folder)) == 2


def test_without_a_time_beat_makes_none(folder, source, settings):
    settings.BACKUP_AT = None
    assert clock.make_when_due() == ""
    assert not folder.exists()


def test_one_that_fails_is_told_and_tried_again(folder, source, settings, caplog):
    settings.BACKUP_KEY = "hunter2"
    assert clock.make_when_due() == ""
    (record,) = [each for each in caplog.records if each.levelname == "ERROR"]
    assert "No backup was made: BACKUP_KEY is no key of ours" in record.getMessage()
    settings.BACKUP_KEY = PUBLIC
    assert clock.make_when_due().endswith(".backup.age")


def test_after_a_new_one_the_rule_is_kept_and_other_files_are_let_be(folder, source, settings):
    settings.BACKUP_KEEP = [2, 0, 0]
    folder.mkdir()
    for back in (1, 2, 3):
        (folder / name_of(datetime.now(UTC) - timedelta(days=back), is_locked=False)).write_bytes(b"older")
    (folder / "notes.txt").write_text("mine")
    said = StringIO()
    call_command("backup", stdout=said)
    assert len(names(folder)) == 3
    assert "notes.txt" in names(folder)
    assert said.getvalue().count("which the rule does not keep") == 2


def test_when_it_fails_the_older_ones_stay_and_nothing_half_is_left(folder, source, settings, monkeypatch):
    settings.BACKUP_KEEP = [1, 0, 0]
    folder.mkdir()
    older = name_of(datetime.now(UTC) - timedelta(days=3), is_locked=False)
    (folder / older).write_bytes(b"older")

    def fill_up(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fill_up)
    with pytest.raises(CommandError, match="No space left on device"):
        call_command("backup")
    assert names(folder) == [older]


def test_what_cannot_be_read_again_gets_no_name(folder, source, monkeypatch):
    def turn_a_bit(opened, **_options):
        raise BackupError("The backup is damaged: database.dump is not what was written. Take another one.")

    monkeypatch.setattr(making, "check", turn_a_bit)
    with pytest.raises(BackupError, match="damaged"):
        services.make_backup()
    assert names(folder) == []


def test_what_a_killed_one_left_is_removed_by_the_next(folder, source):
    folder.mkdir()
    (folder / "sostocked-2026-11-27T031000Z.backup.part").write_bytes(b"half")
    services.make_backup()
    assert [name for name in names(folder) if name.endswith(".part")] == []


def test_two_at_once_are_one(folder, source):
    folder.mkdir()
    with (folder / ".lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(BackupError, match="Another backup is being made"):
            services.make_backup()
    with psycopg.connect(**source.where) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [making.ONE_AT_A_TIME])
        with pytest.raises(BackupError, match="Another backup of this database is being made"):
            services.make_backup()
    assert services.make_backup()[0].rows > 0


def test_dump_and_counts_are_of_one_moment(folder, source, empty):
    """While others write: what is compared after restoring would differ otherwise."""
    done = threading.Event()

    def write_on():
        with psycopg.connect(**source.where, autocommit=True) as other:
            while not done.is_set():
                other.execute("INSERT INTO cache_of_others DEFAULT VALUES")

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE cache_of_others (id bigserial)")
    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        made = make(source, folder, key=None, media="")
    finally:
        done.set()
        writer.join()
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE cache_of_others")
    known = {f"{app}.{name}" for app, name in services.MigrationLoader(connection).disk_migrations}
    with made.path.open("rb") as opened:
        assert restore(opened, empty, key=None, media="", known_migrations=known, replaces=False).rows > 0


def test_a_locked_one_is_checked_by_the_command(folder, source, settings):
    OrganizationFactory(name="Acme Goods of Ohio")
    settings.BACKUP_KEY = PUBLIC
    path = services.make_backup()[0].path
    assert b"database.dump" not in path.read_bytes()
    with pytest.raises(CommandError, match="give its secret key"):
        call_command("backup", "--check", path)
    settings.BACKUP_KEY, said = SECRET, StringIO()
    call_command("backup", "--check", path, stdout=said)
    assert f"{path} is whole" in said.getvalue()


def test_a_new_pair_of_keys_fits(capsys):
    call_command("backup", "--new-key")
    said = capsys.readouterr().out.split()
    (secret,) = [word for word in said if word.startswith("AGE-SECRET-KEY-1")]
    (public,) = [word for word in said if word.startswith("age1")]
    assert str(keys.Key(secret).recipient) == public


def test_without_a_folder_it_asks_for_one(settings):
    settings.BACKUP_DIR = ""
    with pytest.raises(CommandError, match="BACKUP_DIR, or --to FOLDER"):
        call_command("backup")


def test_a_server_newer_than_all_programs_is_told_with_what_to_install(monkeypatch, source):
    monkeypatch.setattr(programs.Database, "server", 99)
    with pytest.raises(
        BackupError, match="Install PostgreSQL's client programs, on Debian postgresql-client-99"
    ):
        _ = replace(source).folder


def test_the_oldest_programs_that_fit_are_taken(monkeypatch, source):
    found = {"/old/bin": 15, "/fits/bin": 17, "/newer/bin": 18}
    monkeypatch.setattr(programs, "_folders", lambda: iter(found))
    monkeypatch.setattr(programs, "_version", found.get)
    monkeypatch.setattr(programs.Database, "server", 16)
    assert replace(source).folder == "/fits/bin"
