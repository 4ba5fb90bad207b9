"""Files leave the house by this door alone: as pictures, to whoever may see what they belong to."""

import uuid

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from sostocked.foundation.documents.models import Attachment
from sostocked.foundation.people.access import Request

POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"
"""Nothing runs, whatever a browser takes it for; style is what browsers show a picture of its own with."""


@require_safe
def file(request: Request, key: uuid.UUID) -> HttpResponse:
    """The picture as it is kept."""
    return _answer(request, key, "file")


@require_safe
def thumbnail(request: Request, key: uuid.UUID) -> HttpResponse:
    """The same, small."""
    return _answer(request, key, "thumbnail")


def _answer(request: Request, key: uuid.UUID, which: str) -> HttpResponse:
    found = Attachment.objects.visible_to(request.user).filter(key=key).first()
    name = getattr(found, which, "")
    if not name:
        raise Http404("No such file.")
    tag = f'"{key.hex}-{which}"'
    if request.headers.get("If-None-Match") == tag:
        return _with_headers(HttpResponseNotModified(), tag)
    try:
        with default_storage.open(name) as opened:
            response = HttpResponse(opened.read(), content_type="image/jpeg")  # some hundred kilobytes
    except FileNotFoundError:
        raise Http404("No such file.") from None
    response["Content-Disposition"] = f'inline; filename="photo-{key.hex[:8]}.jpg"'
    return _with_headers(response, tag)


def _with_headers(response: HttpResponse, tag: str) -> HttpResponse:
    """A browser asks each time whether it may show what it keeps: after signing out it may not."""
    patch_cache_control(response, private=True, no_cache=True)
    response["ETag"] = tag
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
