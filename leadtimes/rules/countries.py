"""Countries and their regions by name, however people write them. Babel and `holidays` know them; we only ask."""

import unicodedata
from functools import cache

import holidays
from babel import Locale
from holidays.registry import COUNTRIES

from leadtimes.rules.public_holidays import countries

_NO_COUNTRY = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
"""Codes of two letters that are reserved, a group of countries, or a jest."""
_ALSO = {
    "UK": "GB",
    "U.K.": "GB",
    "U.S.": "US",
    "U.S.A.": "US",
    "PRC": "CN",
    "P.R. China": "CN",
    "People's Republic of China": "CN",
    "Republic of Korea": "KR",
    "Great Britain": "GB",
    "America": "US",
    "Holland": "NL",
    "Korea": "KR",
    "UAE": "AE",
    "Hong Kong": "HK",
    "Macau": "MO",
    "Macao": "MO",
}
"""What people write and no list has."""
_OWN_LANGUAGE = {
    **dict.fromkeys(["DE", "AT", "CH"], "de"),
    **dict.fromkeys(["ES", "MX"], "es"),
    **dict.fromkeys(["PT", "BR"], "pt"),
    **{"FR": "fr", "BE": "nl", "NL": "nl", "IT": "it", "PL": "pl", "CZ": "cs", "TR": "tr", "SE": "sv"},
    **{"DK": "da", "NO": "nb", "FI": "fi", "HU": "hu", "CN": "zh", "JP": "ja", "KR": "ko", "VN": "vi"},
}
"""Whose people write their own country as they call it."""


@cache
def country_names() -> dict[str, str]:
    """The English names of all countries by code, in the order of their names."""
    known = Locale("en").territories
    named = {code: name for code, name in known.items() if len(code) == 2 and code.isalpha()}
    kept = {code: name for code, name in named.items() if code not in _NO_COUNTRY}
    return dict(sorted(kept.items(), key=lambda each: _folded(each[1])))


@cache
def region_names(country: str) -> dict[str, str]:
    """The names of the regions of a country that have holidays of their own, by code, in the order of names."""
    codes = countries().get(country, [])
    names = dict.fromkeys(codes, "")
    for alias, code in _aliases(country).items():
        names[code] = names.get(code) or alias
    return dict(sorted(((code, names[code] or code) for code in codes), key=lambda each: _folded(each[1])))


def country_name(code: str) -> str:
    """What a country is called; a code that nobody knows is its own name."""
    return country_names().get(code, code)


def region_name(country: str, code: str) -> str:
    """What a region is called; a code that nobody knows is its own name."""
    return region_names(country).get(code, code)


def read_country(text: str) -> str | None:
    """The code of the country that somebody wrote as code, name, or by the name of one of its regions."""
    found = _countries_by_word().get(_folded(text))
    if found:
        return found
    place = read_region(text)
    return place[0] if place else None


def read_region(text: str, country: str = "") -> tuple[str, str] | None:
    """The codes of the country and region that somebody wrote: "CA" of a country, "US-CA", "California".

    None where nobody knows it, where several countries have a region of that name, or a bare code has no country.
    """
    word = _folded(text)
    if country:
        found = _regions_by_word(country).get(word) or _regions_by_word(country).get(_bare(word, country))
        return (country, found) if found else None
    places = _places_by_word().get(word, [])
    return places[0] if len(places) == 1 else None


@cache
def _countries_by_word() -> dict[str, str]:
    words = {_folded(alias): code for alias, code in _ALSO.items()}
    words |= {_folded(Locale(language).territories[code]): code for code, language in _OWN_LANGUAGE.items()}
    for entity, (_, code, *others) in COUNTRIES.items():
        words |= {_folded(each): code for each in (entity.replace("_", " "), *others)}
    for code, name in country_names().items():
        words |= {_folded(name): code, _folded(code): code}
    return words


@cache
def _regions_by_word(country: str) -> dict[str, str]:
    aliases = _aliases(country)
    return {_folded(alias): code for alias, code in aliases.items()} | {
        _folded(code): code for code in countries().get(country, [])
    }


@cache
def _places_by_word() -> dict[str, list[tuple[str, str]]]:
    """Every region by its names, and by the codes of its country and its own together."""
    places: dict[str, list[tuple[str, str]]] = {}
    for country, codes in countries().items():
        names = {_folded(alias): code for alias, code in _aliases(country).items()}
        names |= {_folded(code): code for code in codes if len(code) > 3}
        names |= {_folded(f"{country} {code}"): code for code in codes}
        for word, code in names.items():
            places.setdefault(word, []).append((country, code))
    return places


@cache
def _aliases(country: str) -> dict[str, str]:
    return holidays.country_holidays(country).subdivisions_aliases if country in countries() else {}


def _bare(word: str, country: str) -> str:
    """`word` without the code of its country in front: "us ca" in the United States is "ca"."""
    return word.removeprefix(f"{country.casefold()} ")


def _folded(text: str) -> str:
    """Letters and digits without case, accents and signs; one blank between words."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain.casefold()).split())
