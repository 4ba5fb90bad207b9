"""The life of a work order: one table that guard, buttons and database trigger all read. Pure."""

from enum import StrEnum

from sostocked.foundation.pages.badges import Badge
from sostocked.foundation.records.errors import IllegalMove


class Status(StrEnum):
    PLANNED = "planned"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


ONWARD: dict[Status, tuple[Status, ...]] = {
    Status.PLANNED: (Status.SENT, Status.CANCELLED),
    Status.SENT: (Status.ACKNOWLEDGED, Status.CANCELLED),
    Status.ACKNOWLEDGED: (Status.IN_PROGRESS, Status.CANCELLED),
    Status.IN_PROGRESS: (Status.COMPLETED,),
    Status.COMPLETED: (),
    Status.CANCELLED: (),
}
REOPENING = {Status.COMPLETED: (Status.IN_PROGRESS,)}
"""What was completed by mistake is reopened by the seller, and the work goes on: no other deed leads back."""
MOVES = {now: (*onward, *REOPENING.get(now, ())) for now, onward in ONWARD.items()}
"""All that the database lets pass."""

BADGES = {
    Status.PLANNED: Badge("Planned", "neutral", "circle-dashed"),
    Status.SENT: Badge("Sent", "warning", "send"),
    Status.ACKNOWLEDGED: Badge("Acknowledged", "info", "check"),
    Status.IN_PROGRESS: Badge("In progress", "info", "loader"),
    Status.COMPLETED: Badge("Completed", "success", "circle-check-big"),
    Status.CANCELLED: Badge("Cancelled", "danger", "ban"),
}
CHANGED = Badge("Changed: acknowledge again", "warning", "refresh-cw")
"""Shown instead of the status while a revision waits to be acknowledged once more."""

CHANGEABLE = (Status.PLANNED, Status.SENT, Status.ACKNOWLEDGED)
"""Nothing has been done yet: lines, steps and dates may change freely (with a new revision)."""

AT_WORK = (Status.SENT, Status.ACKNOWLEDGED, Status.IN_PROGRESS)
"""On the facility's desk."""

OVER = (Status.COMPLETED, Status.CANCELLED)
"""Nothing more is to be done."""

STANDING_STILL = (Status.PLANNED, Status.CANCELLED)
"""Nobody was sent to work, or no longer is: nothing is reported of its legs."""

CHOICES = [(status.value, badge.label) for status, badge in BADGES.items()]


def require_move(number: str, now: str, to: Status) -> None:
    """Raise IllegalMove unless a work order in status `now` may become `to`, and was not that before."""
    if to not in ONWARD[Status(now)]:
        raise IllegalMove(
            f"{number} is {BADGES[Status(now)].label.lower()} and cannot become {BADGES[to].label.lower()}."
        )
