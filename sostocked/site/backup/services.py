"""Backup and restore by the settings of this site."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from sostocked.site.backup.checking import check
from sostocked.site.backup.errors import BackupError
from sostocked.site.backup.keys import NOT_OPENED, Key
from sostocked.site.backup.making import Made, make
from sostocked.site.backup.places import newest_in, remove_old
from sostocked.site.backup.programs import Database
from sostocked.site.backup.restoring import Restored, known_migrations, open_backup, restore
from sostocked.site.backup.rules import Kept, is_due
from sostocked.site.health.models import Pulse

NO_FOLDER = "Say where backups are kept: BACKUP_DIR, or --to FOLDER."


def make_backup(folder: Path | None = None) -> tuple[Made, list[Path]]:
    """Make one backup, check it, then remove those that the rule does not keep; raises BackupError."""
    folder = folder or backup_folder()
    made = make(Database.of(connection), folder, key=key_of(settings.BACKUP_KEY), media=settings.MEDIA_ROOT)
    Pulse.objects.beat("backup")
    return made, remove_old(folder, Kept(*settings.BACKUP_KEEP))


def make_backup_if_due() -> Made | None:
    """Make today's backup once its time has come; None when there is nothing to do."""
    if settings.BACKUP_AT is None:
        return None
    if not is_due(datetime.now(UTC), settings.BACKUP_AT, newest_in(backup_folder())):
        return None
    return make_backup()[0]


def check_backup(path: Path, *, key_text: str) -> dict[str, Any]:
    """Read the backup to its last byte; its manifest."""
    with open_backup(path) as source:
        return check(source, database=Database.of(connection), key=_fitting_key(path, key_text))


def restore_backup(path: Path, *, key_text: str, replaces: bool) -> tuple[Restored, bool]:
    """Restore and let the site's role in again; and whether tables must be migrated before the site starts."""
    database, key = Database.of(connection), _fitting_key(path, key_text)
    known = known_migrations(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    connection.close()  # ours would be one of those that must not be there
    with open_backup(path) as source:
        restored = restore(
            source,
            database,
            key=key,
            media=settings.MEDIA_ROOT,
            known_migrations=known,
            replaces=replaces,
        )
    call_command("grant_site_role", verbosity=0)
    return restored, awaits_migrations()


def awaits_migrations() -> bool:
    """Whether the tables are those of an older version."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def backup_folder() -> Path:
    """BACKUP_DIR; raises BackupError without one."""
    if not settings.BACKUP_DIR:
        raise BackupError(NO_FOLDER)
    return Path(settings.BACKUP_DIR)


def key_of(text: str) -> Key | None:
    """The key of this text; None where there is none."""
    return Key(text.strip()) if text.strip() else None


def _fitting_key(path: Path, text: str) -> Key | None:
    """None for a backup that is not locked, whatever key there is."""
    if path.suffix != ".age":
        return None
    key = key_of(text)
    if key is None:
        raise BackupError(NOT_OPENED)
    return key
