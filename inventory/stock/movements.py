"""Moves as people read them: how many of what went from where to where, why and by whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from inventory.models import Place, StockMove
from inventory.rules.stock import CAUSES, CONDITIONS, FACILITY, PLACE_KINDS
from inventory.stock.documents import Explanation, explain
from inventory.stock.queries import lot_in_words
from inventory.stock.scope import Scope
from sostocked.foundation.pages.paging import Key, read_id


def read_moment(text: str) -> datetime:
    """An instant in an address; ValueError for anything else."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


LATEST_FIRST = (
    Key("moved_at", read_moment, descending=True),
    Key("pk", read_id, descending=True),
)


ANYWHERE = Scope()


@dataclass(frozen=True, slots=True)
class Movement:
    """One move in words. `change` is what it is to the stock that the page is about, None where that is any."""

    move: StockMove
    cause: str
    origin: str
    target: str
    explanation: Explanation
    change: int | None = None

    @property
    def units(self) -> str:
        """ "1,200"; with a sign where there are more or less by it of what the page is about."""
        if not self.change:
            return f"{self.move.quantity:,}"
        return f"+{self.change:,}" if self.change > 0 else f"−{-self.change:,}"

    @property
    def reason(self) -> str:
        """What somebody wrote, where it says more than the cause."""
        return self.explanation.text if self.explanation.text != self.cause else ""

    @property
    def condition(self) -> str:
        before, after = CONDITIONS[self.move.from_condition], CONDITIONS[self.move.to_condition]
        return after if before == after else f"{before} → {after}"

    @property
    def lot(self) -> str:
        lot = self.move.to_lot or self.move.from_lot
        return lot_in_words(lot) if lot else ""


def movements(
    moves: Iterable[StockMove], *, for_staff: bool = False, scope: Scope = ANYWHERE
) -> list[Movement]:
    """`moves`, read with all they name, in words; for a facility's staff without the names of other places."""
    moves = list(moves)
    why = explain((move.pk, move.cause) for move in moves)
    return [
        Movement(
            move=move,
            cause=CAUSES[move.cause],
            origin=_place(move.from_place, for_staff),
            target=_place(move.to_place, for_staff),
            explanation=why.get(move.pk, Explanation("")),
            change=scope.change(move) if scope.is_somewhere else None,
        )
        for move in moves
    ]


def _place(place: Place, for_staff: bool) -> str:
    if place.kind != FACILITY:
        return PLACE_KINDS[place.kind]
    return "Here" if for_staff else str(place)
