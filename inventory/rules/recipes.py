"""What bundles are made of: no product is made of itself. Pure."""

from collections.abc import Collection, Iterable, Mapping

MOST_IN_ONE = 10_000_000
"""Units of one part in one bundle."""

MOST_PARTS = 100


def ring_through(
    product: int, parts: Iterable[int], made_of: Mapping[int, Collection[int]]
) -> list[int] | None:
    """The way from `product` back to itself if it were made of `parts`: both ends and what lies between.

    `made_of` says what other products are made of; what it says of `product` itself no longer counts. None where
    there is no such way.
    """
    came_from = dict.fromkeys(parts, product)
    waiting = list(came_from)
    while waiting:
        here = waiting.pop()
        if here == product:
            return _way_back(product, came_from)
        for part in made_of.get(here, ()):
            if part not in came_from:
                came_from[part] = here
                waiting.append(part)
    return None


def _way_back(product: int, came_from: Mapping[int, int]) -> list[int]:
    way, here = [product], came_from[product]
    while here != product:
        way.append(here)
        here = came_from[here]
    return [product, *reversed(way)]
