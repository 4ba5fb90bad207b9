"""The life of a work order: one table that guard, buttons and database trigger all read. Pure."""

from enum import StrEnum

from sostocked.foundation.pages.badges import Look
from sostocked.foundation.records.errors import IllegalMove


class Status(StrEnum):
    PLANNED = "planned"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


MOVES = {
    Status.PLANNED: (Status.SENT, Status.CANCELLED),
    Status.SENT: (Status.ACKNOWLEDGED, Status.CANCELLED),
    Status.ACKNOWLEDGED: (Status.IN_PROGRESS, Status.CANCELLED),
    Status.IN_PROGRESS: (Status.COMPLETED,),
    Status.COMPLETED: (),
    Status.CANCELLED: (),
}
LOOKS = {
    Status.PLANNED: Look("Planned", "neutral", "circle-dashed"),
    Status.SENT: Look("Sent", "warning", "send"),
    Status.ACKNOWLEDGED: Look("Acknowledged", "info", "check"),
    Status.IN_PROGRESS: Look("In progress", "info", "loader"),
    Status.COMPLETED: Look("Completed", "success", "circle-check-big"),
    Status.CANCELLED: Look("Cancelled", "danger", "ban"),
}
CHANGED = Look("Changed: acknowledge again", "warning", "refresh-cw")
"""Shown instead of the status while a revision waits to be acknowledged once more."""

CHANGEABLE = (Status.PLANNED, Status.SENT, Status.ACKNOWLEDGED)
"""Nothing has been done yet: lines, steps and dates may change freely (with a new revision)."""

AT_WORK = (Status.SENT, Status.ACKNOWLEDGED, Status.IN_PROGRESS)
"""On the facility's desk."""

CHOICES = [(status.value, look.label) for status, look in LOOKS.items()]


def require_move(number: str, now: str, to: Status) -> None:
    """Raise IllegalMove unless a work order in status `now` may become `to`."""
    if to not in MOVES[Status(now)]:
        raise IllegalMove(
            f"{number} is {LOOKS[Status(now)].label.lower()} and cannot become {LOOKS[to].label.lower()}."
        )
