"""Beat's visits to the backups."""

import logging

from celery import shared_task

from sostocked.site.backup.errors import BackupError
from sostocked.site.backup.services import make_backup_if_due

logger = logging.getLogger(__name__)


@shared_task(name="sostocked.backup.clock.make_when_due")
def make_when_due() -> str:
    """Make today's backup once its time has come, and try again at the next visit when that fails; its path."""
    try:
        made = make_backup_if_due()
    except BackupError as error:
        logger.error("No backup was made: %s", error)
        return ""
    if made:
        logger.info("Backup %s: %d rows, %d files, %d bytes", made.path, made.rows, made.files, made.size)
    return str(made.path) if made else ""
