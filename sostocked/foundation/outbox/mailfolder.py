"""A mail backend for the machine on the desk: each mail becomes one readable `.eml` file."""

import re
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes `<folder>/<message id>.eml`, whole or not at all; the same mail sent twice is one file."""

    def send_messages(self, email_messages):
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            parsed = mail.message()
            name = re.sub(r"[^\w.-]", "_", parsed["Message-ID"].strip("<>"))
            part = folder / f".{name}.part"
            part.write_bytes(parsed.as_bytes())
            part.rename(folder / f"{name}.eml")
        return len(email_messages)
