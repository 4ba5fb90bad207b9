"""The life of a purchase order: one table that guard, buttons and database trigger all read. Pure."""

from enum import StrEnum

from sostocked.foundation.pages.badges import Look
from sostocked.foundation.records.errors import IllegalMove


class Status(StrEnum):
    DRAFT = "draft"
    PLACED = "placed"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    CANCELLED = "cancelled"


MOVES = {
    Status.DRAFT: (Status.PLACED, Status.CANCELLED),
    Status.PLACED: (Status.CONFIRMED, Status.CLOSED, Status.CANCELLED),
    Status.CONFIRMED: (Status.CLOSED, Status.CANCELLED),
    Status.CLOSED: (),
    Status.CANCELLED: (),
}
LOOKS = {
    Status.DRAFT: Look("Draft", "neutral", "pencil"),
    Status.PLACED: Look("Placed", "info", "send"),
    Status.CONFIRMED: Look("Confirmed", "success", "handshake"),
    Status.CLOSED: Look("Closed", "neutral", "archive"),
    Status.CANCELLED: Look("Cancelled", "danger", "ban"),
}
OPEN = (Status.PLACED, Status.CONFIRMED)
"""Placed with the supplier and not over: legs run, facilities know."""

CHOICES = [(status.value, look.label) for status, look in LOOKS.items()]


def require_move(number: str, now: str, to: Status) -> None:
    """Raise IllegalMove unless an order in status `now` may become `to`."""
    if to not in MOVES[Status(now)]:
        raise IllegalMove(
            f"{number} is {LOOKS[Status(now)].label.lower()} and cannot become {LOOKS[to].label.lower()}."
        )
