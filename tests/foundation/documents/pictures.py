"""Real pictures for tests, as cameras, programs and people with bad intentions make them."""

import base64
import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ADRpbG9jAAAAAERAAAIAAQAAAAAB4gABAAAAAAAAACUAAgAAAAACBwABAAAAAAAAAH4AAAA4aWluZgAAAAAAAgAAABVpbmZlAgAA"
    "AAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAA"
    "kAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq"
    "5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xh"
    "cAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAA"
    "ABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAAq21kYXQAAAAhKAGvGYDvSaW//+KGH/mta/6/shf/8vEnfiR6f9bkQ21vAAAABkV4"
    "aWYAAE1NACoAAAAIAAMBDwACAAAACwAAADIBEgADAAAAAQABAACIJQAEAAAAAQAAAD4AAAAAU3B5IGNhbWVyYQAAAAIAAQACAAAA"
    "Ak4AAAAAAgAFAAAAAwAAAFwAAAAAAAAAIAAAAAEAAAAuAAAAAQAAAAAAAAAB"
)
"""64 by 48, the left half red, the right half blue, with a place and a camera in its EXIF."""


def two_halves(width=400, height=300):
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), (220, 20, 20))
    image.paste((20, 20, 220), (width // 2, 0, width, height))
    return image


def exif(orientation=1):
    """What a phone writes: where it was, and how it was held."""
    found = Image.Exif()
    found[0x010F], found[0x0112], found[0x9286] = "Spy camera", orientation, "Taken by Dana"
    found.get_ifd(0x8825).update({1: "N", 2: (32.0, 46.0, 48.0), 3: "W", 4: (96.0, 48.0, 0.0)})
    return found


def jpeg(width=400, height=300, *, orientation=1, **more):
    return written(
        two_halves(width, height), "JPEG", exif=exif(orientation), comment=b"secret remark", **more
    )


def written(image, kind, **more):
    file = io.BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def opened(content):
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def archive():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("index.html", "<p>Hello</p>")
    return file.getvalue()


def sent(content=None, name="dock.jpg"):
    """As it arrives in a form."""
    return SimpleUploadedFile(name, jpeg() if content is None else content, "image/jpeg")
