"""A mail server with moods: a few lines of SMTP in a thread, which do what a test wants of them."""

import socketserver
import threading
import time
from collections import Counter
from email import message_from_bytes

WELL, HANGING, DRIBBLING, DROPPING = "well", "hanging", "dribbling", "dropping after DATA"


class MailServer:
    """`received` are the mails it took, `refusals` what it says to an address instead of yes."""

    def __init__(self) -> None:
        self.mood = WELL
        self.refusals: dict[str, str] = {}
        self.received: list = []
        self.connected = threading.Event()
        self.released = threading.Event()
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk, bind_and_activate=True)
        self._server.daemon_threads, self._server.block_on_close = True, False
        self._server.mail = self
        self.port = self._server.server_address[1]
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def copies(self) -> Counter:
        """How often each address got a mail."""
        return Counter(mail.recipient for mail in self.received)

    def take(self, recipient: str, words: bytes) -> None:
        mail = message_from_bytes(words)
        mail.recipient = recipient
        self.received.append(mail)


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        mail = self.server.mail
        mail.connected.set()
        if mail.mood == HANGING:
            mail.released.wait(60)
            return
        if mail.mood == DRIBBLING:
            self._dribble(mail)
            return
        self._say("220 here")
        recipient = ""
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
                self._say(mail.refusals.get(recipient, "250 yes"))
            elif verb == b"DATA":
                self._say("354 go on")
                mail.take(recipient, self._words())
                if mail.mood == DROPPING:
                    return
                self._say("250 taken")
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 yes")

    def _words(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)

    def _dribble(self, mail) -> None:
        """Never silent for long, never done."""
        while not mail.released.is_set():
            try:
                self._say("220-one moment")
            except OSError:
                return
            time.sleep(0.1)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
