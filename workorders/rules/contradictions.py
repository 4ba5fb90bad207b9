"""What a person wrote into a step stays as it was written; where that no longer is so, it is said beside it.

Codes and cartons have columns of their own, which follow what a document says. A text that repeats them does not,
so its reader is told. Only what is surely meant is compared: a code by its shape, a number of units by the words
around it. Pure.
"""

import re
from collections.abc import Iterable, Sequence

from inventory.rules.product_facts import ProductFacts
from sostocked.foundation.words import listed

_FNSKU = re.compile(r"(?<![A-Z0-9])X[0-9A-Z]{9}(?![A-Z0-9])", re.IGNORECASE)
_UNITS = r"(\d{1,3}(?:,\d{3})+|\d{1,6})(?![.,]?\d)"
_CARTON = r"(?:cartons?|cases?|box(?:es)?)\b"
_PER_CARTON = re.compile(
    rf"(?<![\d.,]){_UNITS}\s+(?:[^\W\d]+\s+)?(?:per|in each|to a|a)\s+{_CARTON}|{_CARTON} of {_UNITS}",
    re.IGNORECASE,
)


def contradictions(text: str, about: Iterable[ProductFacts]) -> list[str]:
    """Sentences for what `text` says and the products it is about do not; empty where nothing is contradicted."""
    facts = list(about)
    return [*_codes(text, facts), *_cartons(text, facts)] if text and facts else []


def _codes(text: str, facts: Sequence[ProductFacts]) -> list[str]:
    known = list(dict.fromkeys(each.fnsku for each in facts if each.fnsku))
    named = dict.fromkeys(code.upper() for code in _FNSKU.findall(text) if _is_code(code))
    others = [code for code in named if code not in known]
    if not others or not known:
        return []
    return [f"The text names {listed(others)}. The FNSKU is {listed(known)}."]


def _is_code(word: str) -> bool:
    """Ten signs that begin with X, one of them a digit: no word of a language."""
    return any(sign.isdigit() for sign in word)


def _cartons(text: str, facts: Sequence[ProductFacts]) -> list[str]:
    known = list(dict.fromkeys(each.units_per_carton for each in facts))
    named = dict.fromkeys(int((one or other).replace(",", "")) for one, other in _PER_CARTON.findall(text))
    others = [f"{units:,}" for units in named if units not in known]
    if not others:
        return []
    now = listed([f"{units:,}" for units in known])
    return [f"The text names {listed(others)} per carton. The carton holds {now}."]
