"""Products and units as somebody pastes them from a spreadsheet. Pure."""

import re
from typing import NamedTuple

_SEPARATOR = re.compile(r"[\t;,]")
_LAST_SPACE = re.compile(r"\s+(?=\S+$)")


class PastedUnits(NamedTuple):
    """A product by its code, and its units as they were written."""

    sku: str
    units: str


def read_pasted(text: str) -> list[PastedUnits]:
    """The lines of `text` that say something: code, then units, apart by a tab, a semicolon, a comma or a space.

    Of more columns the first two count. A first line without any digit beside its code is taken for headings.
    """
    lines = [line.strip() for line in text.splitlines()]
    read = [_read(line) for line in lines if line]
    is_headed = len(read) > 1 and not re.search(r"\d", read[0].units)
    return read[1:] if is_headed else read


def _read(line: str) -> PastedUnits:
    """ "CH-BRUSH-SET, 1,200" is 1,200 of CH-BRUSH-SET: a comma after the first is part of the number."""
    mark = _SEPARATOR.search(line)
    if mark is None:
        sku, units = _by_space(line)
    elif mark.group() == ",":
        sku, units = line[: mark.start()], line[mark.end() :]
    else:
        sku, units, *_more = re.split(r"[\t;]", line)
    return PastedUnits(sku.strip(), units.strip())


def _by_space(line: str) -> tuple[str, str]:
    sku, *units = _LAST_SPACE.split(line, maxsplit=1)
    return sku, units[0] if units else ""
