"""Pictures as they come, and what is kept of them."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms

from sostocked.foundation.documents import images
from sostocked.foundation.documents.images import NoPhoto, read_photo
from tests.foundation.documents.pictures import HEIC, archive, jpeg, opened, two_halves, written


def colours(image):
    """Is the left red, and the right blue? As one reads: the corners' strongest colours."""
    picture = image.convert("RGB")
    corners = [
        (4, 4),
        (picture.width - 5, 4),
        (4, picture.height - 5),
        (picture.width - 5, picture.height - 5),
    ]
    return "".join("rgb"[max(range(3), key=picture.getpixel(at).__getitem__)] for at in corners)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_a_jpeg_of_ours(kind):
    photo = read_photo(written(two_halves(), kind), name=f"dock.{kind.lower()}")
    kept = opened(photo.content)
    assert (kept.format, kept.size, (photo.width, photo.height)) == ("JPEG", (400, 300), (400, 300))
    assert colours(kept) == "rbrb"


def test_a_picture_of_an_iphone_is_read():
    kept = opened(read_photo(HEIC, name="IMG_0001.HEIC").content)
    assert (kept.format, kept.size, colours(kept)) == ("JPEG", (64, 48), "rbrb")


def test_large_ones_become_smaller_and_small_ones_stay():
    photo = read_photo(jpeg(5120, 3840), name="large.jpg")
    assert (opened(photo.content).size, opened(photo.thumbnail).size) == ((2560, 1920), (400, 300))
    small = read_photo(jpeg(90, 60), name="small.jpg")
    assert (opened(small.content).size, opened(small.thumbnail).size) == ((90, 60), (90, 60))


@pytest.mark.parametrize(
    "content", [jpeg(), HEIC, written(two_halves(), "WEBP", exif=b"Exif\0\0secret remark")]
)
def test_place_camera_and_remarks_are_gone(content):
    photo = read_photo(content, name="dock.jpg")
    for kept in (photo.content, photo.thumbnail):
        assert not any(
            word in kept for word in (b"Exif", b"Spy camera", b"Dana", b"secret remark", b"ICC_PROFILE")
        )
        assert dict(opened(kept).getexif()) == {}


def test_the_place_was_there_before():
    assert opened(jpeg()).getexif().get_ifd(0x8825)[1] == "N"
    assert b"secret remark" in jpeg()


@pytest.mark.parametrize(
    ("orientation", "shown"),
    [(1, "rbrb"), (2, "brbr"), (3, "brbr"), (4, "rbrb"), (5, "rrbb"), (6, "rrbb"), (7, "bbrr"), (8, "bbrr")],
)
def test_a_picture_stands_upright_however_the_camera_was_held(orientation, shown):
    photo = read_photo(jpeg(orientation=orientation), name="dock.jpg")
    turned = orientation > 4
    assert (photo.width, photo.height) == ((300, 400) if turned else (400, 300))
    assert colours(opened(photo.content)) == shown
    assert colours(opened(photo.thumbnail)) == shown


def test_what_can_be_seen_through_is_on_white():
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert opened(read_photo(written(image, "PNG"), name="logo.png").content).getpixel((20, 20)) == (
        255,
        255,
        255,
    )


@pytest.mark.parametrize("mode", ["L", "P", "1", "LA", "CMYK", "I;16"])
def test_pictures_of_any_mode_are_read(mode):
    image = Image.new("I;16", (40, 30), 40_000) if mode == "I;16" else two_halves(40, 30).convert(mode)
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert opened(read_photo(written(image, kind), name="x").content).size == (40, 30)


def test_colours_stay_what_was_seen():
    """A profile is applied before it goes; one that is nonsense is left out."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, b"nonsense"):
        kept = opened(read_photo(jpeg(icc_profile=profile), name="x.jpg").content)
        assert colours(kept) == "rbrb"
        assert "icc_profile" not in kept.info


def test_of_several_pictures_in_one_jpeg_the_first_is_meant():
    """Phones put a second one behind it, for brightness or depth."""
    content = written(
        two_halves(), "MPO", save_all=True, append_images=[Image.new("RGB", (400, 300), "green")]
    )
    assert opened(content).n_frames == 2
    assert colours(opened(read_photo(content, name="x.jpg").content)) == "rbrb"


def png_that_claims(width, height):
    """A few bytes that say they are a picture of so many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    parts = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
PDF = b"%PDF-1.7\n1 0 obj << /Length 99999999999 >> stream"
FRAMES = [two_halves(40, 30), Image.new("RGB", (40, 30), "green")]

HOSTILE = {
    "an SVG": (SVG, "dock.jpg is a drawing (SVG), not a photo."),
    "an SVG with a head": (b'<?xml version="1.0"?>\n' + SVG, "dock.jpg is a drawing (SVG), not a photo."),
    "an SVG behind a remark": (b"  <!-- photo -->" + SVG, "dock.jpg is a drawing (SVG), not a photo."),
    "a page": (PAGE, "dock.jpg is a web page, not a photo."),
    "a script": (b"<script>alert(1)</script>", "dock.jpg is a web page, not a photo."),
    "a PDF": (PDF, "dock.jpg is a PDF, not a photo."),
    "an archive": (archive(), "dock.jpg is an archive, not a photo."),
    "a program": (b"MZ\x90\0" + b"\0" * 100, "dock.jpg is a program, not a photo."),
    "a GIF": (written(two_halves(), "GIF"), "dock.jpg is a GIF, not a photo."),
    "a TIFF": (written(two_halves(), "TIFF"), "dock.jpg is not a photo that can be read."),
    "a bitmap": (written(two_halves(), "BMP"), "dock.jpg is not a photo that can be read."),
    "words": (b"This is no picture at all.", "dock.jpg is not a photo that can be read."),
    "zeros": (b"\0" * 5000, "dock.jpg is not a photo that can be read."),
    "a PDF's picture language": (
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "dock.jpg is not a photo that can be read.",
    ),
    "a JPEG that is a page, too": (jpeg() + PAGE, "dock.jpg is a web page as well, not a photo."),
    "a JPEG with a page in it": (
        written(two_halves(), "JPEG", comment=b"<script>alert(1)</script>"),
        "dock.jpg is a web page as well, not a photo.",
    ),
    "a JPEG that is a PDF, too": (jpeg() + PDF, "dock.jpg is a PDF as well, not a photo."),
    "a JPEG that is an archive, too": (jpeg() + archive(), "dock.jpg is an archive as well, not a photo."),
    "a PNG that is a program, too": (
        written(two_halves(), "PNG") + b"<?php system($_GET[0]);",
        "dock.jpg is a program as well, not a photo.",
    ),
    "a PNG that is a drawing, too": (
        written(two_halves(), "PNG") + b'<svg onload="x()" xmlns="http://www.w3.org/2000/svg">',
        "dock.jpg is a drawing as well, not a photo.",
    ),
    "half a JPEG": (jpeg()[: len(jpeg()) // 2], "dock.jpg is damaged or was cut off on its way."),
    "half a PNG": (written(two_halves(), "PNG")[:300], "dock.jpg is damaged or was cut off on its way."),
    "half a WebP": (written(two_halves(), "WEBP")[:100], "dock.jpg is damaged or was cut off on its way."),
    "half a HEIC": (HEIC[:520], "dock.jpg is not a photo that can be read."),
    "the head of a JPEG": (jpeg()[:20], "dock.jpg is not a photo that can be read."),
    "a bomb": (
        png_that_claims(30_000, 30_000),
        "dock.jpg has too many pixels: at most 64 million are taken.",
    ),
    "a smaller bomb": (
        png_that_claims(9_000, 8_000),
        "dock.jpg has too many pixels: at most 64 million are taken.",
    ),
    "a picture of nothing": (png_that_claims(0, 10), "dock.jpg is not a photo that can be read."),
    "a film of PNG": (written(FRAMES[0], "PNG", save_all=True, append_images=FRAMES), "dock.jpg moves."),
    "a film of WebP": (written(FRAMES[0], "WEBP", save_all=True, append_images=FRAMES), "dock.jpg moves."),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_photo_gets_a_sentence(what):
    content, said = HOSTILE[what]
    with pytest.raises(NoPhoto) as refusal:
        read_photo(content, name="dock.jpg")
    assert str(refusal.value).startswith(said)
    assert str(refusal.value).endswith(".")


def test_there_are_thirty_hostile_ones():
    assert len(HOSTILE) == 30


def test_a_bomb_is_measured_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(images, "_drawn_anew", lambda image: pytest.fail("It was decoded."))
    for size in ((30_000, 30_000), (9_000, 8_000)):
        with pytest.raises(NoPhoto):
            read_photo(png_that_claims(*size), name="bomb.png")


def test_a_picture_of_all_pixels_that_are_taken_is_taken():
    image = Image.new("L", (8_000, 8_000), 90)
    assert opened(read_photo(written(image, "JPEG"), name="x.jpg").content).size == (2560, 2560)


@pytest.mark.parametrize("at", range(20))
def test_broken_bytes_never_break_more_than_the_picture(at):
    """One flipped region at a time: a photo comes out, or a sentence."""
    content = bytearray(jpeg(120, 90))
    start = at * len(content) // 20
    content[start : start + 8] = b"\xff\xc4\x00\x00\x13\x37\xff\xd9"
    try:
        kept = read_photo(bytes(content), name="x.jpg").content
    except NoPhoto as refusal:
        kept = str(refusal)
    assert kept.startswith("x.jpg " if isinstance(kept, str) else b"\xff\xd8")


def test_a_name_is_said_as_far_as_it_can_be():
    with pytest.raises(NoPhoto, match=r"^a b\.jpg is not a photo"):
        read_photo(b"nothing", name="a\n\0b.jpg")
    with pytest.raises(NoPhoto, match=r"^This file is not a photo"):
        read_photo(b"nothing", name="")
    with pytest.raises(NoPhoto) as refusal:
        read_photo(b"nothing", name="x" * 300)
    assert str(refusal.value).startswith("x" * 60 + " is")


def test_archives_that_only_seem_to_end_are_pictures():
    """Four bytes may stand anywhere in what a camera writes."""
    content = jpeg() + b"PK\x05\x06" + b"\0" * 500
    assert opened(read_photo(content, name="x.jpg").content).size == (400, 300)
    assert Image.open(io.BytesIO(content)).format == "JPEG"
