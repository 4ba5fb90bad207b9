"""What an order asks of its work orders, product by product, and what closing short changes about that. Pure."""

from collections.abc import Mapping
from typing import NamedTuple


class Asked(NamedTuple):
    """Units of a product that are expected, and how many more were until the order was closed short."""

    units: int
    short: int = 0

    @property
    def ordered(self) -> int:
        return self.units + self.short


def is_closed_short(said: Asked, asked: Asked) -> bool:
    """Whether `asked` is less than what a line `said` only because the order was closed short since."""
    return said.ordered == asked.ordered and said.short <= asked.short


def wanted_of(asked: Mapping[int, Asked], said: Mapping[int, Asked]) -> dict[int, Asked]:
    """What a work order should say that says `said`: of what is not expected at all only what it named before."""
    return {pk: each for pk, each in asked.items() if each.units or pk in said}


def says_enough(said: Mapping[int, Asked], asked: Mapping[int, Asked]) -> bool:
    """Whether a work order that is over may go on saying what it does: only closing short came after it."""
    return said.keys() == wanted_of(asked, said).keys() and all(
        is_closed_short(each, asked[pk]) for pk, each in said.items()
    )
