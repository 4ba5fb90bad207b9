"""How much of what is sent is taken in, before anybody looks at it: whoever sends a film fills no disk."""

import io
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from sostocked.foundation.documents.images import MOST_BYTES

MOST_AT_ONCE = 100 * 1024 * 1024
"""Bytes of all files of one request."""


class LeftOut(UploadedFile):
    """A file of which nothing was kept: it, or all that came with it, was more than is taken."""

    def __init__(self, name: str, content_type: str, size: int):
        super().__init__(io.BytesIO(), name, content_type, size)


class StopsAtTheLimit(FileUploadHandler):
    """Stands in front of Django's own: passes files on to them up to MOST_BYTES each, and MOST_AT_ONCE together.

    A form learns of the others as LeftOut, so that it can say so beside the field.
    """

    total = 0
    is_left_out = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.is_left_out = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.total += len(raw_data)
        self.is_left_out |= start + len(raw_data) > MOST_BYTES or self.total > MOST_AT_ONCE
        return None if self.is_left_out else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self.is_left_out:
            return None
        for handler in getattr(self.request, "upload_handlers", ()):
            if half := getattr(handler, "file", None):
                half.close()
        return LeftOut(self.file_name or "", self.content_type or "", file_size)
