"""Pictures that strangers send, made into pictures of ours: told by their content, drawn anew, bare.

What comes out is a JPEG that this house has written. Place, camera and time, comments, colour profiles, further
pictures and whatever was hung onto the file are gone; how the camera was held is kept, by turning the picture.
"""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, cast

import pi_heif
from PIL import Image, ImageCms, UnidentifiedImageError

from sostocked.foundation.records.errors import Refused
from sostocked.foundation.rules.text import tidy

MOST_BYTES = 25 * 1024 * 1024
MOST_PIXELS = 64_000_000
"""A decoded pixel takes three or four bytes, and a web worker has 768 MB."""
LONGEST_SIDE = 2560
LONGEST_SIDE_SMALL = 400
TAKEN = ("JPEG", "PNG", "WEBP", "HEIF")
SEND = "Send a JPEG, PNG, WebP or HEIC picture."

pi_heif.register_heif_opener()


class NoPhoto(Refused):
    """What was sent is no picture that is taken. `str()` is the sentence to put beside the field."""

    http_status = 422


class Photo(NamedTuple):
    """A picture as it is kept, and small; both JPEG. `width` and `height` are those of the large one."""

    content: bytes
    width: int
    height: int
    thumbnail: bytes


def read_photo(content: bytes, *, name: str) -> Photo:
    """The picture that `content` holds; raises NoPhoto, which calls it by its `name`, with a sentence."""
    called = called_by(name)
    if what := _what_else(content):
        raise NoPhoto(f"{called} is {what}, not a photo. {SEND}")
    with _opened(content, called) as image:
        plain = _drawn_anew(image)
    small = plain.copy()
    small.thumbnail((LONGEST_SIDE_SMALL, LONGEST_SIDE_SMALL))
    return Photo(_jpeg(plain, quality=85), plain.width, plain.height, _jpeg(small, quality=80))


def called_by(name: str) -> str:
    """The name of a file as a sentence can say it."""
    return tidy(name.replace("\0", ""))[:60] or "This file"


@contextmanager
def _opened(content: bytes, called: str) -> Iterator[Image.Image]:
    """The picture, measured before a pixel of it is decoded.

    Decoders meet bytes that somebody made to break them, and fail in many ways; all of them mean the same.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            with Image.open(io.BytesIO(content), formats=TAKEN) as image:
                _require_still_and_small(image, called)
                yield image
    except NoPhoto:
        raise
    except UnidentifiedImageError as error:
        raise NoPhoto(f"{called} is not a photo that can be read. {SEND}") from error
    except Image.DecompressionBombError as error:
        raise NoPhoto(_too_large(called)) from error
    except Exception as error:
        raise NoPhoto(f"{called} is damaged or was cut off on its way. Take it or send it again.") from error


def _require_still_and_small(image: Image.Image, called: str) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise NoPhoto(_too_large(called))
    # Phones put further pictures into a JPEG or HEIC (depth, brightness, a burst); the first one is meant.
    if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
        raise NoPhoto(f"{called} moves. Send a still picture.")


def _too_large(called: str) -> str:
    return f"{called} has too many pixels: at most {MOST_PIXELS // 1_000_000} million are taken."


def _drawn_anew(image: Image.Image) -> Image.Image:
    """Upright, at most LONGEST_SIDE wide and high, in sRGB, on white where it can be seen through."""
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded no larger than it is needed
    turn, profile = _turn_of(image), image.info.get("icc_profile")
    picture = _without_holes(image)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    picture = _in_srgb(picture, profile)
    if turn is not None:
        picture = picture.transpose(turn)
    clean = Image.new("RGB", picture.size)  # which brings nothing along
    clean.paste(picture)
    return clean


def _turn_of(image: Image.Image) -> Image.Transpose | None:
    """How to turn it, by its EXIF; one that cannot be read turns nothing."""
    try:
        return _TURNS.get(image.getexif().get(ORIENTATION, 1))
    except Exception:
        return None


ORIENTATION = 0x0112
"""The EXIF tag that says how the camera was held. A HEIC comes out of its decoder upright already."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _without_holes(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    white = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(white, seen).convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """With the colours that were seen. A profile that nobody can read, or for other colours, is left out."""
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return cast(Image.Image, converted)


def _jpeg(image: Image.Image, *, quality: int) -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
    return written.getvalue()


_BEGINNINGS = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "an archive",
    b"Rar!": "an archive",
    b"\x1f\x8b": "an archive",
    b"MZ": "a program",
    b"\x7fELF": "a program",
    b"GIF8": "a GIF",
}
_PAGE = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|script|svg|\?xml)", re.I | re.S
)
_HIDDEN: tuple[tuple[Any, str], ...] = (
    (re.compile(rb"<(?:script|html|iframe|!doctype html)[\s>/]", re.I), "a web page"),
    (re.compile(rb"<svg[\s>][^\0]{0,400}http://www\.w3\.org/2000/svg", re.I), "a drawing"),
    (re.compile(rb"%PDF-\d\.\d"), "a PDF"),
    (re.compile(rb"<\?php\s", re.I), "a program"),
)
_END_OF_ARCHIVE = b"PK\x05\x06"


def _what_else(content: bytes) -> str:
    """What this is besides, or instead of, a picture, in words; "" where it is nothing else.

    One file that is two things (a polyglot) gets past whoever looks at the one and is opened as the other. Drawn
    anew it would be harmless; but nobody who takes a photo makes one, so it is said.
    """
    for beginning, what in _BEGINNINGS.items():
        if content.startswith(beginning):
            return what
    if _PAGE.match(content[:2048]):
        return "a drawing (SVG)" if b"<svg" in content[:4096].lower() else "a web page"
    found = next((what for pattern, what in _HIDDEN if pattern.search(content)), "")
    return f"{found} as well" if found else "an archive as well" if _ends_as_archive(content) else ""


def _ends_as_archive(content: bytes) -> bool:
    """Whether a ZIP ends where the file ends: its last record is there, and says how much comes after it."""
    at = content.rfind(_END_OF_ARCHIVE, max(0, len(content) - 65_557))
    return at >= 0 and at + 22 + int.from_bytes(content[at + 20 : at + 22], "little") == len(content)
