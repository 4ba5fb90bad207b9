"""Products that a work order will label although nobody gave them an FNSKU. Pure."""

from collections.abc import Collection, Iterable
from typing import Protocol

from sostocked.foundation.words import listed


class Labelled(Protocol):
    """A product as labels ask for it."""

    @property
    def pk(self) -> int: ...
    @property
    def sku(self) -> str: ...
    @property
    def fnsku(self) -> str: ...


def missing_fnskus(products: Iterable[Labelled], labels: Collection[int | None]) -> list[str]:
    """The SKUs of those without FNSKU that get a label; `labels` are products' keys, None for every product."""
    found = (each.sku for each in products if not each.fnsku and (None in labels or each.pk in labels))
    return list(dict.fromkeys(found))


def missing_in_words(skus: Collection[str]) -> str:
    """What the seller is told of them before anybody prints labels; nothing where none is missing."""
    if not skus:
        return ""
    product = "the product" if len(skus) == 1 else "each product"
    return (
        f"No FNSKU is given for {listed(list(skus))}, and a step says to label with it. "
        f"Write the FNSKU on {product}, or say in the step what to put on."
    )
