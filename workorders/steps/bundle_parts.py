"""What goes into a bundle, as one line of text: "2 × CUP-RED, 1 × LID". Pure."""

import re
from typing import NamedTuple

_BETWEEN = re.compile(r"[;\n]+|,(?=\s+[0-9]+\s*[x×*])|(?<![0-9]),(?=[0-9]+\s*[x×*])", re.IGNORECASE)
_PART = re.compile(r"([0-9]{1,20})\s*[x×*]\s*(\S.*)", re.IGNORECASE)


class TypedPart(NamedTuple):
    """So many units of whatever is called `sku`, for one bundle."""

    quantity: int
    sku: str


class UnreadablePart(ValueError):
    """A piece of the text is not `quantity × SKU`; `str()` is the piece."""


def read_parts(text: str) -> list[TypedPart]:
    """The parts in `text`, set apart by commas, semicolons or new lines; or UnreadablePart."""
    pieces = [piece.strip() for piece in _BETWEEN.split(text)]
    return [_part(piece) for piece in pieces if piece]


def _part(piece: str) -> TypedPart:
    match = _PART.fullmatch(piece)
    if not match:
        raise UnreadablePart(piece)
    return TypedPart(int(match[1]), match[2].strip())


def write_parts(parts) -> str:
    """The text of parts that have a `quantity` and a `sku`."""
    return ", ".join(f"{part.quantity} × {part.sku}" for part in parts)
