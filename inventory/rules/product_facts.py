"""What a document says of a product: its names and codes, and how it is packed. Pure.

A document that was sent keeps these facts as they were said, so they are plain data on its rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Self

from sostocked.foundation.records.changes import Change
from sostocked.foundation.rules.measures import length_unit, shown, weight_unit
from sostocked.foundation.words import count_of

LABELS = {
    "sku": "SKU",
    "title": "Title",
    "fnsku": "FNSKU",
    "upc": "UPC",
    "units_per_carton": "Units per carton",
    "carton_length_cm": "Carton length (cm)",
    "carton_width_cm": "Carton width (cm)",
    "carton_height_cm": "Carton height (cm)",
    "carton_weight_kg": "Carton weight (kg)",
}
"""Every fact, as it is called on a page."""

MEASURES = ("carton_length_cm", "carton_width_cm", "carton_height_cm", "carton_weight_kg")


@dataclass(frozen=True, slots=True)
class Cartons:
    """So many full cartons, and how many units the last one holds that is not full (0: there is none)."""

    full: int
    rest: int

    @property
    def count(self) -> int:
        return self.full + bool(self.rest)

    @property
    def words(self) -> str:
        """As in “50 cartons” and “41 full cartons and one of 17”."""
        if not self.rest:
            return count_of(self.full, "carton")
        if not self.full:
            return f"1 carton of {self.rest:,}"
        return f"{count_of(self.full, 'full carton')} and one of {self.rest:,}"


def not_full(packed: Iterable[Cartons]) -> str:
    """What is to be said beside the number of cartons of several lines; empty where all are full."""
    rests = [each.rest for each in packed if each.rest]
    if not rests:
        return ""
    return f"one of {count_of(rests[0], 'unit')}" if len(rests) == 1 else f"{len(rests):,} of them not full"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFacts:
    """A product as one document says it is. Measures are exact; None where nobody took them."""

    sku: str
    title: str = ""
    fnsku: str = ""
    upc: str = ""
    units_per_carton: int = 1
    carton_length_cm: Decimal | None = None
    carton_width_cm: Decimal | None = None
    carton_height_cm: Decimal | None = None
    carton_weight_kg: Decimal | None = None

    def cartons(self, units: int) -> Cartons:
        """How `units` are packed."""
        return Cartons(*divmod(units, self.units_per_carton))

    def carton_size(self, system: str) -> str:
        """As in “60.5 × 40 × 30 cm”, or in inches; empty where a side is missing."""
        sides, unit = (
            (self.carton_length_cm, self.carton_width_cm, self.carton_height_cm),
            length_unit(system),
        )
        known = [shown(side, unit) for side in sides if side]
        return f"{' × '.join(known)} {unit.symbol}" if len(known) == len(sides) else ""

    def carton_weight(self, system: str) -> str:
        """As in “12.25 kg”, or in pounds; empty where nobody weighed it."""
        unit = weight_unit(system)
        return f"{shown(self.carton_weight_kg, unit)} {unit.symbol}" if self.carton_weight_kg else ""

    def as_json(self) -> dict[str, Any]:
        """Plain data; measures are text, because JSON numbers lose their decimals."""
        return {name: _plain(getattr(self, name)) for name in LABELS}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """What was said; facts that nobody kept yet are as good as not given."""
        known = {each.name for each in fields(cls)} & said.keys()
        facts: dict[str, Any] = {name: said[name] for name in known}
        facts |= {name: _measure(said[name]) for name in known & set(MEASURES)}
        return cls(**facts)


def differences(before: ProductFacts, after: ProductFacts) -> list[Change]:
    """The facts that read differently, each by its name."""
    pairs = [(label, getattr(before, name), getattr(after, name)) for name, label in LABELS.items()]
    return [Change(label, _shown(old), _shown(new)) for label, old, new in pairs if old != new]


def _plain(value: Any) -> Any:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _measure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(_plain(value))
