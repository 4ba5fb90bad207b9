"""What is no longer used is archived and can come back; nothing is deleted."""

from django.utils import timezone


def archive(row):
    """Take a facility, lead time or product out of use; documents that name it keep it. Twice is once."""
    if not row.archived_at:
        row.archived_at = timezone.now()
        row.save(update_fields=["archived_at"])
    return row


def restore(row):
    """Put an archived row back into use."""
    if row.archived_at:
        row.archived_at = None
        row.save(update_fields=["archived_at"])
    return row
