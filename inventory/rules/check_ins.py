"""Amazon's counts: what is short and what is over, and rows that somebody pastes. Pure."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from inventory.rules.stock import MOST_UNITS
from sostocked.foundation.rules.number_reading import NotOneNumber, NotWhole, read_whole
from sostocked.foundation.rules.text import folded

ENTERED, PASTED = "entered", "pasted"
SOURCES = {ENTERED: "Entered", PASTED: "Pasted"}
MOST_ROWS = 2_000


class Counted(NamedTuple):
    """Of a product of a shipment: what left, what Amazon has of it, and whether Amazon is done counting."""

    shipped: int
    received: int
    is_done: bool = False

    @property
    def missing(self) -> int:
        """What left and is not there: short once Amazon is done, to come before."""
        return max(self.shipped - self.received, 0)

    @property
    def missing_words(self) -> str:
        return "short" if self.is_done else "to come"

    @property
    def over(self) -> int:
        return max(self.received - self.shipped, 0)


class UnreadableRow(ValueError):
    """A pasted row that means nothing, in a sentence that names it."""


def read_rows(text: str, codes: Mapping[str, int]) -> dict[int, int]:
    """Units by product of rows like “SKU<tab>units” or “MSKU,units”; `codes` are folded, each of one product.

    A first row without a number is a heading. Raises UnreadableRow.
    """
    rows = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(rows) > MOST_ROWS:
        raise UnreadableRow(f"At most {MOST_ROWS:,} rows, please.")
    found: dict[int, int] = {}
    for at, (number, line) in enumerate(rows):
        code, units = _cells(line)
        if at == 0 and not any(sign.isdigit() for sign in units):
            continue
        product = codes.get(folded(code))
        if product is None:
            raise UnreadableRow(f"Row {number}: “{code[:60]}” is not in this shipment.")
        if product in found:
            raise UnreadableRow(f"Row {number}: “{code[:60]}” is named twice.")
        found[product] = _units(number, units)
    return found


def codes_of(products: Iterable[tuple[int, Iterable[str]]]) -> dict[str, int]:
    """The products that codes name, by folded code; a code that names two names none."""
    found: dict[str, int] = {}
    several: set[str] = set()
    for product, codes in products:
        for code in {folded(each) for each in codes if each}:
            if found.setdefault(code, product) != product:
                several.add(code)
    return {code: product for code, product in found.items() if code not in several}


def _cells(line: str) -> tuple[str, str]:
    for sign in "\t,;":
        if sign in line:
            code, units = line.split(sign, 1) if sign == "\t" else line.rsplit(sign, 1)
            return code.strip().strip('"'), units.strip().strip('"')
    code, _, units = line.strip().rpartition(" ")
    return code.strip(), units.strip()


def _units(number: int, text: str) -> int:
    try:
        units = read_whole(text)
    except (NotWhole, NotOneNumber) as wrong:
        raise UnreadableRow(f"Row {number}: “{text[:40]}” is not a whole number of units.") from wrong
    if not 0 <= units <= MOST_UNITS:
        raise UnreadableRow(f"Row {number}: enter between 0 and {MOST_UNITS:,} units.")
    return units
