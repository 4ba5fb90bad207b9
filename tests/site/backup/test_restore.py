"""There and back again: the demo world into a file, out of it into an empty database, and everything is there."""

import os
import subprocess
import sys
from io import StringIO

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from leadtimes.models import Facility
from sostocked.foundation.people.models import Organization
from sostocked.site.backup import keys, services
from sostocked.site.backup.errors import BackupError
from sostocked.site.backup.making import make
from sostocked.site.backup.restoring import restore
from sostocked.site.backup.tables import contents
from tests.databases import url_of
from tests.factories import make_placed
from workorders.models import Acknowledgement

REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.RaiseException)
SECRET, PUBLIC = keys.new_pair()
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
TRIGGERS = """
    SELECT tgrelid::regclass::text, tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger
    WHERE NOT tgisinternal ORDER BY 1, 2
"""
# By name only: PostgreSQL writes a cast of a list differently once it has read it back.
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, contype, convalidated, condeferrable FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2
"""
INDEXES = "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 2"
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
IGNORE_ALL = "SELECT set_config('pgtrigger.ignore', (SELECT array_agg(tgname)::text FROM pg_trigger), false)"


def world_of(database):
    """Every table with its rows as text, and everything around them: written apart from what backups compare."""
    with database.connect() as opened:
        opened.execute("SET TimeZone = 'UTC'")
        names = [name for (name,) in opened.execute(TABLES).fetchall()]
        rows = {}
        for name in names:
            found = opened.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(name)))
            rows[name] = sorted(row for (row,) in found.fetchall())
        around = {
            what: opened.execute(what).fetchall() for what in (TRIGGERS, CONSTRAINTS, INDEXES, SEQUENCES)
        }
    return rows, around


def manage(command, environment):
    """`manage.py COMMAND` as an operator runs it."""
    given = {**os.environ, "SECRET_KEY": "x" * 50, **environment}
    given.pop("SOSTOCKED_AS_OWNER", None)
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=settings.BASE_DIR, env=given, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def test_the_demo_world_comes_back_whole(source, empty, keep_site_role, settings, tmp_path):
    settings.DEMO, settings.BACKUP_KEY, settings.MEDIA_ROOT = True, SECRET, str(tmp_path / "media")
    (tmp_path / "media" / "deep").mkdir(parents=True)
    attached = os.urandom(5_000_000)  # more than one piece
    (tmp_path / "media" / "deep" / "Packzettel ü.pdf").write_bytes(attached)
    call_command("load_demo", stdout=StringIO())
    call_command("createcachetable")
    rows, around = world_of(source)
    made, _removed = services.make_backup(tmp_path / "backups")
    assert (made.files, made.path.suffix) == (1, ".age")
    assert made.rows > 3000
    (tmp_path / "key").write_text(SECRET)
    urls = {
        "DATABASE_OWNER_URL": url_of(empty.where),
        "DATABASE_URL": url_of(empty.where, user=keep_site_role, password="of-the-site"),
        "MEDIA_ROOT": str(tmp_path / "back"),
    }
    done = manage(["restore", str(made.path), "--key-file", str(tmp_path / "key")], urls)
    assert done.returncode == 0, done.stdout
    assert "Compared: nothing differs." in done.stdout
    assert f"The site works as {keep_site_role}, which cannot change history." in done.stdout

    assert (tmp_path / "back" / "deep" / "Packzettel ü.pdf").read_bytes() == attached
    assert len(rows["purchasing_purchaseorder"]) == 50
    assert len(around[TRIGGERS]) > 50
    assert world_of(empty) == (rows, around)
    require_a_role_that_cannot_rewrite(empty, keep_site_role)


def require_a_role_that_cannot_rewrite(database, role):
    where = database.where | {"user": role, "password": "of-the-site"}
    with psycopg.connect(**where, autocommit=True) as site:
        assert site.execute("SELECT count(*) FROM purchasing_purchaseorder").fetchone() == (50,)
        site.execute("UPDATE people_organization SET name = name")
        site.execute(IGNORE_ALL)
        for statement in (
            "UPDATE workorders_acknowledgement SET revision = 9",
            "DELETE FROM workorders_acknowledgement",
            "TRUNCATE workorders_acknowledgement CASCADE",
            "UPDATE purchasing_purchaseorderevent SET status = 'draft'",
            "UPDATE purchasing_purchaseorder SET status = 'draft' WHERE status = 'closed'",
            "DELETE FROM django_migrations",
            "CREATE TABLE mine (word text)",
        ):
            with pytest.raises(REFUSED):
                site.execute(statement)
    with database.connect() as owner, pytest.raises(psycopg.errors.RaiseException):
        owner.execute("DELETE FROM workorders_acknowledgement")


@pytest.fixture
def small(source, cast, tmp_path):
    """A backup of a small world, of the day before something went wrong."""
    make_placed(cast)
    return make(source, tmp_path / "backups", key=None, media="").path


def bring_back(path, database, **options):
    given = {"key": None, "media": "", "known_migrations": applied(), "replaces": False} | options
    with path.open("rb") as opened:
        return restore(opened, database, **given)


def applied():
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations")
        return {name for (name,) in cursor.fetchall()}


def test_a_database_with_tables_is_left_alone_until_one_says_so(source, empty, small):
    bring_back(small, empty)
    with empty.connect() as opened:
        opened.execute("UPDATE people_organization SET name = 'Newer'")
    before = world_of(empty)
    with pytest.raises(BackupError, match=r"has tables already.*--replace-everything"):
        bring_back(small, empty)
    assert world_of(empty) == before
    assert bring_back(small, empty, replaces=True).rows > 10
    assert world_of(empty) == world_of(source)


def test_what_was_restored_can_be_backed_up_and_restored_again(source, empty, small, tmp_path):
    bring_back(small, empty)
    bring_back(small, empty, replaces=True)
    again = make(empty, tmp_path / "again", key=None, media="").path
    bring_back(again, empty, replaces=True)
    assert world_of(empty) == world_of(source)


def test_nobody_may_be_at_work_in_it(empty, small):
    with (
        empty.connect(),
        pytest.raises(BackupError, match=r"at work in this database .1 connection.: stop web"),
    ):
        bring_back(small, empty)


@pytest.mark.parametrize("replaces", [False, True])
def test_when_restoring_fails_half_way_what_was_there_stays(source, empty, small, replaces, monkeypatch):
    bring_back(small, empty)
    with empty.connect() as opened:
        opened.execute("UPDATE people_organization SET name = 'Newer'")
        if not replaces:
            opened.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    before = world_of(empty)
    monkeypatch.setattr("sostocked.site.backup.restoring.check", lambda *_args, **_options: MANIFEST)
    content = small.read_bytes()
    broken = small.with_name("broken.backup")
    half = content.index(b"PGDMP") + (content.index(b"manifest.json") - content.index(b"PGDMP")) * 2 // 3
    broken.write_bytes(content[:half] + os.urandom(300) + content[half + 300 :])
    with pytest.raises(BackupError, match=r"Nothing was restored|damaged"):
        bring_back(broken, empty, replaces=replaces)
    assert world_of(empty) == before


MANIFEST = {"migrations": [], "tables": {}, "made_at": "", "parts": {}}


def test_a_damaged_backup_is_refused_before_anything_is_touched(source, empty, small):
    content = bytearray(small.read_bytes())
    content[len(content) // 2] ^= 1
    small.write_bytes(content)
    before = world_of(source)
    with pytest.raises(BackupError, match="damaged"):
        bring_back(small, empty)
    assert world_of(empty)[0] == {}
    assert world_of(source) == before


def test_a_backup_of_a_newer_version_is_refused(empty, small):
    with pytest.raises(BackupError, match=r"newer version.*people\.0001_initial"):
        bring_back(small, empty, known_migrations=applied() - {"people.0001_initial"})
    assert world_of(empty)[0] == {}


def test_an_app_that_has_gone_since_is_no_obstacle(empty, small):
    known = {name for name in applied() if not name.startswith("sessions.")}
    assert bring_back(small, empty, known_migrations=known).tables > 50


def test_files_come_back_into_their_folder_and_nowhere_else(source, empty, tmp_path, cast):
    media, back = tmp_path / "media", tmp_path / "back"
    (media / "of acme").mkdir(parents=True)
    (media / "of acme" / "label.pdf").write_bytes(b"label")
    (media / "empty").touch()
    (media / "link").symlink_to("/etc/hostname")
    made = make(source, tmp_path / "backups", key=None, media=str(media))
    assert made.files == 2
    assert bring_back(made.path, empty, media=str(back)).files == 2
    assert {p.relative_to(back).as_posix(): p.read_bytes() for p in back.rglob("*") if p.is_file()} == {
        "of acme/label.pdf": b"label",
        "empty": b"",
    }


def test_files_without_a_folder_to_go_to_are_refused_before_anything_is_touched(
    source, empty, tmp_path, cast
):
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "label.pdf").write_bytes(b"label")
    made = make(source, tmp_path / "backups", key=None, media=str(tmp_path / "media"))
    with pytest.raises(BackupError, match=r"has 1 file, and this site says no folder"):
        bring_back(made.path, empty)
    assert world_of(empty)[0] == {}


@pytest.mark.parametrize("key", [None, keys.Key(SECRET)])
def test_what_the_database_says_is_passed_on(source, empty, tmp_path, cast, key, monkeypatch):
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "large").write_bytes(os.urandom(3_000_000))  # not all is read when it fails
    made = make(source, tmp_path / "backups", key=key, media=str(tmp_path / "media"))
    monkeypatch.setattr("sostocked.site.backup.restoring._BEGIN", "SELECT no_such_function()")
    with pytest.raises(BackupError, match=r"Nothing was restored.*no_such_function"):
        bring_back(made.path, empty, key=key, media=str(tmp_path / "back"))
    assert world_of(empty)[0] == {}
    assert not (tmp_path / "back").exists()


def test_a_row_that_differs_is_told(empty, small, monkeypatch):
    changed = "sostocked.site.backup.restoring.tables.contents"
    monkeypatch.setattr(changed, lambda reading: {"people_user": [1, "0"]})
    with pytest.raises(BackupError, match=r"people_user \(1 rows, not \d+\)"):
        bring_back(small, empty)


def test_the_command_says_why_not(tmp_path, source):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("restore", tmp_path / "nothing.backup")
    locked = make(source, tmp_path / "backups", key=keys.Key(PUBLIC), media="").path
    with pytest.raises(CommandError, match="give its secret key"):
        call_command("restore", locked)


def test_counts_change_with_any_row(source, cast):
    from_first = contents_of(source)
    Facility.objects.filter(pk=cast.harbor.pk).update(city="Long Island")
    from_second = contents_of(source)
    differing = {name for name in from_first if from_first[name] != from_second[name]}
    assert "leadtimes_facility" in differing
    assert from_first["leadtimes_facility"][0] == from_second["leadtimes_facility"][0]
    assert Organization.objects.count() == from_first["people_organization"][0]
    assert Acknowledgement.objects.count() == from_first["workorders_acknowledgement"][0]


def contents_of(database):
    with database.connect() as reading:
        return contents(reading)
