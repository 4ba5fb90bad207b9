"""A work order says what is to be done, in steps or in a note: without a word of that it is none. Pure."""

from collections.abc import Sized

from sostocked.foundation.records.errors import Refused

WRITE_SOMETHING = "Say what is to be done: add a step, or write a note, such as “Store only”."


def is_empty(steps: Sized, note: str) -> bool:
    """Whether nobody who reads it would know what to do."""
    return not steps and not note.strip()


def require_instructions(number: str, steps: Sized, note: str) -> None:
    """Raise Refused for a work order that says nothing of the work."""
    if is_empty(steps, note):
        raise Refused(
            f"{number} says nothing of what is to be done. It needs a step, or a note that says so."
        )
