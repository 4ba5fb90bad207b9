"""A count beside the books, before it is saved: what differs, and what moved since one looked.

Every line carries what its writer saw the books say (`books`, a hidden value that names what it is about). Where
they say otherwise by now, the count may be of another hour: both numbers are shown, and it is looked at once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from inventory.adjusting.queries import BooksKey, books_of
from inventory.adjusting.services import AdjustmentInput
from inventory.models import Lot
from inventory.rules.stock import CONDITIONS
from inventory.stock.queries import lot_in_words
from leadtimes.models import Facility
from sostocked.foundation.words import count_of

BOOKS = "books"
_NOT_SENT_ON = ("csrfmiddlewaretoken", "action")


def books_token(key: BooksKey, units: int) -> str:
    """What the books said of one thing, as a line of a form carries it."""
    return f"{':'.join(map(str, key))}:{units}"


def read_token(token: str, key: BooksKey) -> int | None:
    """The units of a token about `key`; None for any other."""
    about, _sep, units = token.rpartition(":")
    own = books_token(key, 0).rpartition(":")[0]
    return int(units) if about == own and units.isascii() and units.isdecimal() and len(units) < 19 else None


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A counted line, and what the books say: now, and when its writer looked (None: not yet)."""

    line: AdjustmentInput
    prefix: str
    books: int
    seen: int | None

    @property
    def condition(self) -> str:
        return CONDITIONS[self.line.condition]

    @property
    def lot(self) -> str:
        said = self.line.lot
        return lot_in_words(Lot(code=said.code, expires_on=said.expires_on)) if said.is_said else ""

    @property
    def difference(self) -> int:
        return self.line.units - self.books

    @property
    def signed(self) -> str:
        """ "+5", "−5", "±0"."""
        units = self.difference
        return f"+{units:,}" if units > 0 else f"−{-units:,}" if units else "±0"

    @property
    def moved(self) -> bool:
        """Whether the books changed since its writer looked."""
        return self.seen is not None and self.seen != self.books

    @property
    def token(self) -> str:
        return books_token(self.line.books_key, self.books)


@dataclass(frozen=True)
class Comparison:
    """All lines of a count beside the books."""

    lines: Sequence[ComparedLine]
    data: QueryDict

    @property
    def is_seen(self) -> bool:
        """Whether the writer has seen for every line what the books say now."""
        return all(each.seen == each.books for each in self.lines)

    @property
    def moved(self) -> list[ComparedLine]:
        return [each for each in self.lines if each.moved]

    @property
    def differing(self) -> int:
        return sum(1 for each in self.lines if each.difference)

    @property
    def outcome(self) -> str:
        """ "3 lines, 2 of them differ from the books."."""
        lines = count_of(len(self.lines), "line")
        if not self.differing:
            return f"{lines}, all as the books have it."
        differ = "differs" if self.differing == 1 else "differ"
        return f"{lines}, {self.differing:,} of them {differ} from the books."

    @property
    def why_moved(self) -> str:
        """What changed since one looked, with the numbers; empty where nothing did."""
        said = [
            f"{each.line.product.sku} from {each.seen:,} to {each.books:,}"
            for each in self.moved
            if each.seen is not None
        ]
        return f"The books changed since you looked: {'; '.join(said)}." if said else ""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """All that was typed, and what the books say now, to be sent along."""
        kept = [
            (name, value)
            for name, values in self.data.lists()
            for value in values[-1:]
            if name not in _NOT_SENT_ON and not name.endswith(f"-{BOOKS}")
        ]
        return [*kept, *((f"{each.prefix}-{BOOKS}", each.token) for each in self.lines)]


def compare(
    facility: Facility, lines: Sequence[tuple[str, str, AdjustmentInput]], data: QueryDict
) -> Comparison:
    """Counted lines (prefix of the form, token, line) beside the books of a facility; one query."""
    books = books_of(facility, [line.product.pk for _prefix, _token, line in lines])
    compared = [
        ComparedLine(
            line, prefix, books.get(line.books_key, 0), read_token(token, line.books_key) if token else None
        )
        for prefix, token, line in lines
    ]
    return Comparison(compared, data)
