"""Documents that still say what was so when they were sent, though it has changed since.

The page where it was changed names them and offers to tell them. It does not know them: they come and register.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from django.db import transaction

from sostocked.foundation.records.changes import Change
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.rules.number_reading import read_id
from sostocked.foundation.words import listed

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdatedDocument:
    """A document, what it says and what is so now.

    `effect` says what telling it does; one that can no longer be told says why (`why_fixed`).
    """

    pk: int
    kind: str
    number: str
    url: str
    who: str
    changes: Sequence[Change]
    effect: str = ""
    why_fixed: str = ""

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.kind}-{self.pk}"


class Speakers(NamedTuple, Generic[Subject]):
    """A kind of document that speaks of a subject: which of them are outdated, and how they are told by id.

    `tell` locks, changes and returns the numbers, or raises Refused.
    """

    kind: str
    outdated: Callable[[Subject], list[OutdatedDocument]]
    tell: Callable[[Subject, Sequence[int]], list[str]]


class Registry(Generic[Subject]):
    """The kinds of document that speak of one kind of subject, lower storeys first: so rows are locked, too."""

    def __init__(self) -> None:
        self._speakers: dict[str, Speakers[Subject]] = {}

    def register(self, speakers: Speakers[Subject]) -> None:
        """Let a kind of document be told; called once, when its app is ready."""
        self._speakers[speakers.kind] = speakers

    def outdated(self, subject: Subject) -> list[OutdatedDocument]:
        """Every open document that says something else than `subject`."""
        return [each for speakers in self._speakers.values() for each in speakers.outdated(subject)]

    @transaction.atomic
    def tell(self, subject: Subject, keys: Iterable[str]) -> str:
        """Let the chosen documents say what is so now, all or none; in a sentence what was done, or Refused."""
        chosen = [key.rpartition("-") for key in keys]
        numbers = []
        for kind, speakers in self._speakers.items():
            sent = {read_id(pk) for name, _, pk in chosen if name == kind}
            ids = sorted(pk for pk in sent if pk is not None)
            numbers += speakers.tell(subject, ids) if ids else []
        if not numbers:
            raise Refused("Choose at least one document that still says the old thing.")
        return f"{listed(numbers)} {'say' if len(numbers) > 1 else 'says'} what is so now."
