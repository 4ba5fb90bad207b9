"""The life of a purchase order: one table that guard, buttons and database trigger all read. Pure."""

from enum import StrEnum

from sostocked.foundation.pages.badges import Badge
from sostocked.foundation.records.errors import IllegalMove


class Status(StrEnum):
    DRAFT = "draft"
    PLACED = "placed"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    CANCELLED = "cancelled"


ONWARD: dict[Status, tuple[Status, ...]] = {
    Status.DRAFT: (Status.PLACED, Status.CANCELLED),
    Status.PLACED: (Status.CONFIRMED, Status.CLOSED, Status.CANCELLED),
    Status.CONFIRMED: (Status.CLOSED, Status.CANCELLED),
    Status.CLOSED: (),
    Status.CANCELLED: (),
}
REOPENING = {Status.CLOSED: (Status.PLACED, Status.CONFIRMED)}
"""A closed order is reopened only by hand, as what it was before: no other deed leads back."""
MOVES = {now: (*onward, *REOPENING.get(now, ())) for now, onward in ONWARD.items()}
"""All that the database lets pass."""

BADGES = {
    Status.DRAFT: Badge("Draft", "neutral", "pencil"),
    Status.PLACED: Badge("Placed", "info", "send"),
    Status.CONFIRMED: Badge("Confirmed", "success", "handshake"),
    Status.CLOSED: Badge("Closed", "neutral", "archive"),
    Status.CANCELLED: Badge("Cancelled", "danger", "ban"),
}
OPEN = (Status.PLACED, Status.CONFIRMED)
"""Placed with the supplier and not over: legs run, facilities know."""

OVER = (Status.CLOSED, Status.CANCELLED)
"""Nothing more happens to it, unless it was closed and is reopened."""

CHOICES = [(status.value, badge.label) for status, badge in BADGES.items()]


def require_move(number: str, now: str, to: Status) -> None:
    """Raise IllegalMove unless an order in status `now` may become `to`, and was not that before."""
    if to not in ONWARD[Status(now)]:
        raise IllegalMove(no_such_move(number, now, to))


def no_such_move(number: str, now: str, to: Status) -> str:
    """The sentence about an order in status `now` that is never `to` next."""
    return f"{number} is {BADGES[Status(now)].label.lower()} and cannot become {BADGES[to].label.lower()}."
