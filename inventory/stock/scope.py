"""What a figure of the stock is about: a place or kind of places, a condition, a lot; and what moves change."""

from dataclasses import dataclass

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When

from inventory.models import StockMove


@dataclass(frozen=True, slots=True)
class Scope:
    """Units at `place` (an id), or at all places of a `kind`, in a condition and lot, as far as these are said."""

    place: int | None = None
    kind: str = ""
    condition: str = ""
    lot: int | None = None

    @property
    def is_somewhere(self) -> bool:
        """Whether moves go into or out of it: anywhere at all they do neither."""
        return self.place is not None or bool(self.kind)

    def narrow(self, moves: QuerySet[StockMove]) -> QuerySet[StockMove]:
        """Those of `moves` that go into or out of it."""
        sides = self._side("from"), self._side("to")
        return moves.filter(sides[0] | sides[1]) if any(sides) else moves

    def ways(self, moves: QuerySet[StockMove]) -> list[QuerySet[StockMove]]:
        """The same as lists to be merged, into it and out of it: an index has each of them in order."""
        sides = self._side("to"), self._side("from")
        return [moves.filter(side) for side in sides] if any(sides) else [moves]

    def change(self, move: StockMove) -> int:
        """What there is more of it by a move, read with its places; below zero where there is less."""
        came = self._holds(move.to_place, move.to_condition, move.to_lot_id)
        went = self._holds(move.from_place, move.from_condition, move.from_lot_id)
        return move.quantity * (came - went)

    def together(self, moves: QuerySet[StockMove]) -> int:
        """What all of `moves` changed: of one product, what there is now. One query."""
        came, went = (
            Case(When(self._side(at), then=F("quantity")), default=Value(0)) for at in ("to", "from")
        )
        return moves.order_by().aggregate(units=Sum(came - went))["units"] or 0

    def _side(self, side: str) -> Q:
        asked = {
            "place": self.place,
            "place__kind": self.kind or None,
            "condition": self.condition or None,
            "lot": self.lot,
        }
        return Q(**{f"{side}_{name}": value for name, value in asked.items() if value is not None})

    def _holds(self, place, condition: str, lot: int | None) -> bool:
        return (
            (self.place is None or place.pk == self.place)
            and (not self.kind or place.kind == self.kind)
            and (not self.condition or condition == self.condition)
            and (self.lot is None or lot == self.lot)
        )
