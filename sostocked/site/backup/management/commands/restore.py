"""Put a backup in place."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sostocked.foundation.words import count_of
from sostocked.site.backup.errors import BackupError
from sostocked.site.backup.services import restore_backup

MIGRATE = (
    "Its tables are those of an older version. Before the site starts: `migrate`, then `grant_site_role`."
)


class Command(BaseCommand):
    """Into an empty database, all or nothing; `--replace-everything` empties one that is not."""

    help = "Restore a backup into the empty database of DATABASE_OWNER_URL (docs/running.md)."
    requires_system_checks = []  # there may be no tables yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key-file", type=Path, help="holds the secret key, in place of BACKUP_KEY")
        parser.add_argument(
            "--replace-everything",
            action="store_true",
            help="the database is not empty, and what is in it shall be lost",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restored, is_older = restore_backup(
                options["file"],
                key_text=_key_text(options["key_file"]),
                replaces=options["replace_everything"],
            )
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored {count_of(restored.rows, 'row')} in {count_of(restored.tables, 'table')} and "
            f"{count_of(restored.files, 'file')}, as they were at {restored.made_at}. Compared: nothing differs."
        )
        if is_older:
            self.stdout.write(self.style.WARNING(MIGRATE))


def _key_text(path: Path | None) -> str:
    if path is None:
        return str(settings.BACKUP_KEY)
    try:
        return path.read_text()
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}.") from error
