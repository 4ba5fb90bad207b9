"""One thing that reads differently than before. Pure; `history` tells who did it and when."""

from typing import NamedTuple


class Change(NamedTuple):
    """One thing that reads differently since; either side may be empty."""

    name: str
    before: str
    after: str
