"""What "this product" means, the same for every line, list, search and scanner. Pure conditions, no queries."""

from collections.abc import Iterable

from django.db.models import Q

from sostocked.foundation.rules.gtins import same_gtins
from sostocked.foundation.rules.text import folded

_LEAST_DIGITS = 4
"""So many digits of a barcode that was typed in part; fewer are in too many of them."""


def code_of(text: str) -> str:
    """The text as Amazon's codes are kept: capitals, without what people put between."""
    return folded(text).upper().replace(" ", "").replace("-", "")


def same_barcode(upc: str, code: str) -> bool:
    """Whether a scanned code is this barcode, in whichever length either is written."""
    return bool(upc) and (upc == code or upc in same_gtins(code))


def named_exactly(texts: Iterable[str]) -> Q | None:
    """Products whose SKU, FNSKU, ASIN, barcode or title is one of `texts`; None where there is no text."""
    keys, codes, gtins = set(), set(), set()
    for text in texts:
        if key := folded(text):
            keys.add(key)
            codes.add(code_of(text))
            gtins |= {code_of(text), *same_gtins(code_of(text))}
    if not keys:
        return None
    keyed = Q(sku_key__in=keys) | Q(title_key__in=keys)
    return keyed | Q(fnsku__in=codes) | Q(asin__in=codes) | Q(upc__in=gtins)


def matching(text: str, path: str = "") -> Q:
    """Products, at `path` ("product__"), that a search for `text` finds.

    Their SKU or title holds it, their ASIN, FNSKU or barcode begins with it, or it is their barcode written
    in another length.
    """
    key, code = folded(text), code_of(text)
    found = Q(**{f"{path}sku_key__contains": key}) | Q(**{f"{path}title_key__contains": key})
    if not code:
        return found
    return found | Q(**{f"{path}asin__startswith": code}) | labelled(code, path)


def labelled(code: str, path: str = "") -> Q:
    """Whose FNSKU or barcode, at `path`, begins with `code`, or is this barcode written in another length."""
    found = Q(**{f"{path}fnsku__startswith": code})
    if code.isdecimal() and len(code) >= _LEAST_DIGITS:
        found |= Q(**{f"{path}upc__startswith": code}) | Q(**{f"{path}upc__in": same_gtins(code)})
    return found
