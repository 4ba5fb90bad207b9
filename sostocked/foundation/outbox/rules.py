"""What becomes of a mail that did not go: how long to wait, when to give up, what to say. Knows no Django."""

import smtplib
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

GIVE_UP_AFTER = timedelta(days=3)
"""So long a mail is tried that was not refused for good, counted from its posting or from "Send again"."""

JITTER = 0.2
"""Waits are longer or shorter by up to this part, so that what failed together does not come back together."""

LONGEST_REASON = 300  # characters

SIGN_IN_CODES = {530, 534, 535}
"""5xx that say nothing of the mail: the server does not let us in. Somebody mends that, and then it goes."""


class Fate(StrEnum):
    """Why a try came to nothing."""

    REFUSED = "refused"
    """For good: the server said 5xx, or the mail cannot be written at all."""
    LATER = "later"
    """Not now: 4xx, or a fault in here."""
    AWAY = "away"
    """The server could not be talked to. Nothing else would go either."""
    UNANSWERED = "unanswered"
    """The mail was handed over and no answer came: it may have arrived."""


class Failure(NamedTuple):
    """A try that came to nothing, and the reason in words that a person can read."""

    fate: Fate
    reason: str


class CannotBeWritten(Exception):
    """The mail cannot be put together: no server will ever see it."""


class AnswerLost(smtplib.SMTPException):
    """The connection broke, or nothing more came, after the mail was handed over."""


WAITS: dict[Fate, tuple[timedelta, int, timedelta]] = {
    Fate.LATER: (timedelta(seconds=30), 2, timedelta(hours=1)),
    Fate.AWAY: (timedelta(seconds=30), 2, timedelta(hours=1)),
    Fate.UNANSWERED: (timedelta(minutes=15), 4, timedelta(hours=24)),
}
"""The first wait, by what each further one grows, and the longest. docs/running.md has them as a table."""


def wait_after(tries: int, fate: Fate, *, dice: float) -> timedelta:
    """How long to wait after so many `tries` (from 1) of that fate; `dice` in 0…1 spreads them."""
    first, growth, longest = WAITS[fate]
    # Beyond ten tries every wait is the longest; the power need not be computed.
    factor: int = growth ** min(tries - 1, 10)
    return min(first * factor, longest) * (1 - JITTER + 2 * JITTER * dice)


def next_try(now: datetime, *, since: datetime, tries: int, fate: Fate, dice: float) -> datetime | None:
    """When to try again, the last time right after three days; None: never."""
    end = since + GIVE_UP_AFTER
    if fate == Fate.REFUSED or now >= end:
        return None
    return min(now + wait_after(tries, fate, dice=dice), end)


def read_failure(error: Exception) -> Failure:
    """What an error while building or sending means for the mail."""
    if isinstance(error, CannotBeWritten):
        return Failure(Fate.REFUSED, _readable(f"No mail can be written to this address ({error})."))
    if isinstance(error, AnswerLost):
        return Failure(
            Fate.UNANSWERED, "The mail server took it and then said nothing more; it may have arrived."
        )
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _answer(*next(iter(error.recipients.values()), (450, b"")))
    if isinstance(error, smtplib.SMTPResponseException):
        return _response(error)
    if isinstance(error, OSError):  # smtplib's other errors are OSErrors, too: above all a lost connection
        return Failure(Fate.AWAY, _readable(f"The mail could not be handed over ({_words(error)})."))
    return Failure(Fate.LATER, _readable(f"Something went wrong here ({type(error).__name__}: {error})."))


def _response(error: smtplib.SMTPResponseException) -> Failure:
    code, text = error.smtp_code, error.smtp_error
    opening = isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPHeloError)
    if opening or code == 421 or code in SIGN_IN_CODES:
        return Failure(Fate.AWAY, _answer(code, text).reason)
    return _answer(code, text)


def _answer(code: int, text: bytes | str) -> Failure:
    """What the server said: 5xx is for good, everything else (odd codes, too) is not."""
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    fate = Fate.REFUSED if 500 <= code < 600 else Fate.LATER
    return Failure(fate, _readable(f"The mail server said: {code} {said}"))


def _words(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__


def _readable(text: str) -> str:
    """One line without control characters, not endless: it stands on pages."""
    line = " ".join(text.split())
    shown = "".join(sign if sign.isprintable() else "�" for sign in line)
    return shown if len(shown) <= LONGEST_REASON else f"{shown[: LONGEST_REASON - 1]}…"
