"""What a failure means, how long to wait, and when to give up."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sostocked.foundation.outbox.rules import (
    GIVE_UP_AFTER,
    AnswerLost,
    CannotBeWritten,
    Fate,
    next_try,
    read_failure,
    wait_after,
)

START = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "fate", "reason"),
    [
        (
            smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"5.1.1 No such user")}),
            Fate.REFUSED,
            "The mail server said: 550 5.1.1 No such user",
        ),
        (
            smtplib.SMTPRecipientsRefused({"a@b.example": (451, b"Greylisted,\r\ntry later")}),
            Fate.LATER,
            "The mail server said: 451 Greylisted, try later",
        ),
        (smtplib.SMTPDataError(554, b"Spam"), Fate.REFUSED, "The mail server said: 554 Spam"),
        (smtplib.SMTPDataError(452, b"Full"), Fate.LATER, "The mail server said: 452 Full"),
        (
            smtplib.SMTPSenderRefused(553, b"Not you", "x@y.example"),
            Fate.REFUSED,
            "The mail server said: 553 Not you",
        ),
        (
            smtplib.SMTPAuthenticationError(535, b"Wrong password"),
            Fate.AWAY,
            "The mail server said: 535 Wrong password",
        ),
        (
            smtplib.SMTPConnectError(554, b"No service"),
            Fate.AWAY,
            "The mail server said: 554 No service",
        ),
        (smtplib.SMTPDataError(421, b"Closing"), Fate.AWAY, "The mail server said: 421 Closing"),
        (
            ConnectionRefusedError(111, "Connection refused"),
            Fate.AWAY,
            "The mail could not be handed over (Connection refused).",
        ),
        (TimeoutError("timed out"), Fate.AWAY, "The mail could not be handed over (timed out)."),
        (
            AnswerLost("gone"),
            Fate.UNANSWERED,
            "The mail server took it and then said nothing more; it may have arrived.",
        ),
        (
            CannotBeWritten("embedded header"),
            Fate.REFUSED,
            "No mail can be written to this address (embedded header).",
        ),
        (KeyError("until"), Fate.LATER, "Something went wrong here (KeyError: 'until')."),
    ],
)
def test_what_a_failure_means(error, fate, reason):
    assert read_failure(error) == (fate, reason)


def test_what_a_server_says_is_one_line_of_bounded_length_without_control_characters():
    said = read_failure(smtplib.SMTPDataError(550, b"\x1b[31mred\n" + b"x" * 1000)).reason
    assert said.startswith("The mail server said: 550 �[31mred xxx")
    assert (len(said), said[-1]) == (300, "…")


def test_waits_double_up_to_an_hour():
    waits = [wait_after(tries, Fate.LATER, dice=0.5).total_seconds() for tries in range(1, 10)]
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_after_a_lost_answer_the_next_copy_is_far_off():
    waits = [wait_after(tries, Fate.UNANSWERED, dice=0.5) / timedelta(hours=1) for tries in range(1, 7)]
    assert waits == [0.25, 1, 4, 16, 24, 24]


@given(st.integers(1, 32_000), st.sampled_from([Fate.LATER, Fate.AWAY, Fate.UNANSWERED]), st.floats(0, 1))
def test_jitter_moves_a_wait_by_a_fifth_at_most(tries, fate, dice):
    middle = wait_after(tries, fate, dice=0.5)
    assert middle * 0.799 <= wait_after(tries, fate, dice=dice) <= middle * 1.201


def tries_of(fate):
    """When a mail is tried that always fails so, from its posting on."""
    now, times = START, []
    while now:
        times.append(now - START)
        now = next_try(now, since=START, tries=len(times), fate=fate, dice=0.5)
    return times


def test_a_server_that_stays_away_is_tried_for_three_days():
    times = tries_of(Fate.AWAY)
    assert times[-1] == GIVE_UP_AFTER
    assert len(times) == 79


def test_lost_answers_make_eight_copies_in_three_days_at_most():
    hours = [time / timedelta(hours=1) for time in tries_of(Fate.UNANSWERED)]
    assert hours == [0, 0.25, 1.25, 5.25, 21.25, 45.25, 69.25, 72]


def test_what_was_refused_for_good_is_never_tried_again():
    assert tries_of(Fate.REFUSED) == [timedelta()]
