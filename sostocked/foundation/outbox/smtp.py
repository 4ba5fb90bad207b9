"""Talking to a mail server: Django's backend, but it tells a lost answer apart, and no talk goes on for ever."""

import smtplib
import socket
import threading
from contextlib import suppress

from django.core.mail.backends import smtp

from sostocked.foundation.outbox.rules import AnswerLost

LONGEST_TALK = 120.0
"""Seconds from connecting until we hang up, however slowly the server goes on talking."""

ANSWERS_WITHIN = 60.0
"""Seconds for the answer to a mail that was handed over: some servers read it through first."""


class Talk(smtplib.SMTP):
    """One connection. `EMAIL_TIMEOUT` limits each silence in it, the alarm all of it."""

    _alarm: threading.Timer | None = None

    def _get_socket(self, host, port, timeout):
        opened = super()._get_socket(host, port, timeout)  # type: ignore[misc]  # smtplib's own, not in the stubs
        self._alarm = threading.Timer(LONGEST_TALK, self.hang_up)
        self._alarm.daemon = True
        self._alarm.start()
        return opened

    def hang_up(self) -> None:
        """End the connection under whoever waits for an answer: that ends the waiting, with an error."""
        with suppress(OSError):
            if self.sock:
                self.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        if self._alarm:
            self._alarm.cancel()
        super().close()

    def data(self, msg):
        """Hand the mail over; AnswerLost if the server is gone before it has said yes or no."""
        if self.sock:
            self.sock.settimeout(max(ANSWERS_WITHIN, self.timeout or 0))
        try:
            return super().data(msg)
        except smtplib.SMTPServerDisconnected as gone:
            raise AnswerLost(str(gone)) from gone


class TalkOverTls(Talk, smtplib.SMTP_SSL):
    """The same where the connection is encrypted from the beginning."""


class EmailBackend(smtp.EmailBackend):
    """What `EMAIL_BACKEND=django.core.mail.backends.smtp.EmailBackend` means here (settings.py)."""

    @property
    def connection_class(self):
        return TalkOverTls if self.use_ssl else Talk
