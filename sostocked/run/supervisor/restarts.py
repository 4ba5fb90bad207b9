"""How long to wait before a program is started again that has died."""

LONG_LIFE = 60.0
"""Seconds; what lived that long had no fault that is there from the beginning."""

PAUSES = (0.0, 1.0, 2.0, 4.0, 8.0)
"""Seconds. A worker that ran out of memory deserves another go at once: the truth is in the database."""

GIVEN_UP = 300.0
"""Seconds. What dies again and again has a fault that starting it does not cure; but its cause may go away."""


def deaths_in_a_row(before: int, lived: float) -> int:
    """How many there were with this one, after `before` and a life of so many seconds."""
    return 1 if lived >= LONG_LIFE else before + 1


def pause_after(deaths: int) -> float:
    """Seconds until the next go, after so many deaths in a row."""
    return PAUSES[deaths - 1] if deaths <= len(PAUSES) else GIVEN_UP


def is_given_up(deaths: int) -> bool:
    """Whether it is left alone for a while."""
    return deaths > len(PAUSES)
