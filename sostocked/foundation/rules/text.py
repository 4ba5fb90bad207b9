"""Text as it is kept, and the key by which it is compared.

Two texts that look alike must not be two things: a code pasted with a zero-width space, "É" as one sign or as
two, capitals or not. `tidy`, `tidy_lines` and `tidy_code` are applied once, where text comes in; `folded` gives
the key that a row stores, because databases fold by their locale ("İ", "ß") and each differently.
"""

import re
import unicodedata

_BLANK_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
_VARIATIONS = "\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_INVISIBLE = re.compile(f"[{_BLANK_LETTERS}{_VARIATIONS}]")
_SPACES = re.compile(r"[\s\u2028\u2029]+")
_LINE_ENDS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_JOINERS = "\u200c\u200d"
_PICTURE_STYLE = "\ufe0f"
_DOT_OF_I = "i\u0307"
_ALIKE = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d", "-")
    | dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032\uff07`\u00b4", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\uff02", '"')
)
"""Dashes and quotation marks that word processors put where "-", "'" and '"' were typed."""


def tidy(text: str) -> str:
    """A title or name as it is kept: composed (NFC), on one line, single spaces, nothing that cannot be seen.

    Joiners stay where scripts and emoji are spelled with them (Persian, Devanagari, 👩‍🍳). A NUL stays, too, so
    that whoever checks the text can refuse it.
    """
    composed = unicodedata.normalize("NFC", text)
    kept = (sign for at, sign in enumerate(composed) if _is_kept(composed, at))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", "".join(kept))).strip()


def tidy_lines(text: str) -> str:
    """A note or address as it is kept: like `tidy`, on as many lines as it was written, each ended by a line feed.

    Spaces within a line are its writer's; those at its end go, and so do empty lines around the whole.
    """
    lines = _LINE_ENDS.split(unicodedata.normalize("NFC", text))
    kept = ("".join(sign for at, sign in enumerate(line) if _is_kept(line, at)) for line in lines)
    composed = (unicodedata.normalize("NFC", line).replace("\t", " ").rstrip() for line in kept)
    return "\n".join(composed).strip()


def control_sign(text: str) -> str:
    """The first sign in `text` that is no writing but a command to a machine, "" where there is none."""
    signs = (sign for sign in text if unicodedata.category(sign) == "Cc" and not sign.isspace())
    return next(signs, "")


def tidy_code(text: str) -> str:
    """A code as it is kept: like `tidy`, without any joiners."""
    return tidy(_visible(text))


def folded(text: str) -> str:
    """The key of a text: equal for whatever a reader takes for the same, in capitals or not."""
    key = unicodedata.normalize("NFKC", _visible(text).translate(_ALIKE)).casefold()
    key = unicodedata.normalize("NFKC", key).translate(_ALIKE).replace(_DOT_OF_I, "i")
    return _SPACES.sub(" ", key).strip()


def _visible(text: str) -> str:
    shown = "".join(sign for sign in text if not _is_hidden(sign))
    return _INVISIBLE.sub("", shown)


def _is_hidden(sign: str) -> bool:
    """Control, format and direction signs; spaces and line ends are none, and a NUL is left to be refused."""
    return sign != "\0" and not sign.isspace() and unicodedata.category(sign) in ("Cc", "Cf", "Cs")


def _is_kept(text: str, at: int) -> bool:
    sign = text[at]
    if sign in _JOINERS:
        return _is_spelled(text, at)
    if sign == _PICTURE_STYLE:
        return at > 0 and (unicodedata.category(text[at - 1]) == "So" or text[at - 1] in "0123456789#*‼⁉〰")
    return not _is_hidden(sign) and not _INVISIBLE.match(sign)


def _is_spelled(text: str, at: int) -> bool:
    """Whether a joiner stands between signs that are written with it: not Latin, Greek, Cyrillic or blank."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return all(each >= "\u0600" and unicodedata.category(each)[0] in "LMS" for each in (before, after))
