"""What is no longer used is archived and can come back; nothing is deleted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar

from django.utils import timezone


class Archivable(Protocol):
    archived_at: datetime | None

    def save(self, *, update_fields: Iterable[str] | None = None) -> None: ...


Row = TypeVar("Row", bound=Archivable)


def archive(row: Row) -> Row:
    """Take a facility, lead time or product out of use; documents that name it keep it. Twice is once."""
    if not row.archived_at:
        row.archived_at = timezone.now()
        row.save(update_fields=["archived_at"])
    return row


def restore(row: Row) -> Row:
    """Put an archived row back into use."""
    if row.archived_at:
        row.archived_at = None
        row.save(update_fields=["archived_at"])
    return row
