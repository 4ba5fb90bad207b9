"""Sizes and weights: kept in centimeters and kilograms, exactly, and shown in what the reader measures in.

An inch is 2.54 cm and a pound 0.45359237 kg by definition, so three typed decimals need five and eleven kept
ones, and what was typed in inches reads the same for good.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

METRIC, IMPERIAL = "metric", "imperial"
SYSTEM_CHOICES = [(METRIC, "Centimeters and kilograms"), (IMPERIAL, "Inches and pounds")]
TYPED_DECIMALS = 3
CM_DECIMALS, KG_DECIMALS = 5, 11
_TYPED = Decimal(1).scaleb(-TYPED_DECIMALS)


class Unit(NamedTuple):
    """How it is written, and how much of what is kept it is."""

    symbol: str
    factor: Decimal


_LENGTHS = {METRIC: Unit("cm", Decimal(1)), IMPERIAL: Unit("in", Decimal("2.54"))}
_WEIGHTS = {METRIC: Unit("kg", Decimal(1)), IMPERIAL: Unit("lb", Decimal("0.45359237"))}


def length_unit(system: str) -> Unit:
    return _LENGTHS[system]


def weight_unit(system: str) -> Unit:
    return _WEIGHTS[system]


def kept(typed: Decimal, unit: Unit) -> Decimal:
    """In centimeters or kilograms, without any rounding."""
    return typed * unit.factor


def shown(value: Decimal, unit: Unit) -> str:
    """A kept value in `unit`, as it was typed; one typed in another unit with three decimals at most."""
    number = (value / unit.factor).quantize(_TYPED, ROUND_HALF_UP)
    return f"{number:f}".rstrip("0").rstrip(".")
