"""Make a backup, or read one."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sostocked.foundation.words import count_of
from sostocked.site.backup.errors import BackupError
from sostocked.site.backup.keys import new_pair
from sostocked.site.backup.services import check_backup, make_backup

NEW_KEY = """
Secret key, opens and locks. Keep it where the site cannot lose it, and not only there:
  {secret}
Public key, only locks: BACKUP_KEY of a site that need not read its own backups:
  {public}
""".strip()


class Command(BaseCommand):
    """`backup` makes one and removes what the rule does not keep; `--check FILE` reads one to its last byte."""

    help = "Write database and files into one file, checked after writing (docs/running.md)."
    requires_system_checks = []  # at three in the morning it must work

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="in place of BACKUP_DIR")
        parser.add_argument("--check", type=Path, metavar="FILE", help="read this backup and change nothing")
        parser.add_argument(
            "--new-key", action="store_true", help="print a new pair of keys and change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(_do(options))
        except BackupError as error:
            raise CommandError(str(error)) from error


def _do(options: dict[str, Any]) -> str:
    if options["new_key"]:
        secret, public = new_pair()
        return NEW_KEY.format(secret=secret, public=public)
    if options["check"]:
        manifest = check_backup(options["check"], key_text=settings.BACKUP_KEY)
        rows = sum(rows for rows, _sum in manifest["tables"].values())
        return f"{options['check']} is whole: {count_of(rows, 'row')}, made {manifest['made_at']}."
    made, removed = make_backup(options["to"])
    return "\n".join(
        [
            f"Backup {made.path}: {count_of(made.rows, 'row')} in {count_of(made.tables, 'table')}, "
            f"{count_of(made.files, 'file')}, {made.size / 1e6:,.1f} MB. It was read again and is whole.",
            *(f"Removed {path}, which the rule does not keep." for path in removed),
        ]
    )
