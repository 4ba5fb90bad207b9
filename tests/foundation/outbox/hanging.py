"""A mail backend that never finishes: what a worker is doing when it is killed."""

import os
import time
from pathlib import Path

from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages):
        Path(os.environ["HUNG"], "mailing").touch()
        time.sleep(120)
