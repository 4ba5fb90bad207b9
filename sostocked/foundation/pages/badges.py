"""How a status shows itself: its word, its tone and its icon live together, so no page can disagree. Pure."""

from typing import NamedTuple


class Badge(NamedTuple):
    """`tone` is neutral, info, success, warning or danger; `icon` a lucide name."""

    label: str
    tone: str
    icon: str
