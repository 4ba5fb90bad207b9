"""A mail server with moods, on a port of its own: it takes, refuses for now or for good, hangs, or hangs up."""

import re
import socketserver
import threading
import time
from collections import Counter
from email import message_from_bytes


class MailServer(socketserver.ThreadingTCPServer):
    """`mood` is one of `takes`, `refuses for now`, `hangs`, `drops`; `nobody` is refused for good in any mood."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mood = "takes"
        self.nobody: set[str] = set()
        self.lock = threading.Lock()
        self.taken: Counter[str] = Counter()
        self.dropped: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def __enter__(self) -> "MailServer":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever talks to us may be killed in the middle of a word: that is the drill."""


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say("220 drill")
        while line := self.rfile.readline(2000):
            word = line.decode("latin-1").strip()
            if not self._answer(word):
                return

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def _answer(self, line: str) -> bool:
        """False ends the talk."""
        word, mood = line.partition(" ")[0].upper(), self.server.mood
        if word == "QUIT":
            self.say("221 bye")
            return False
        if mood == "hangs" and word in ("MAIL", "DATA"):
            time.sleep(60)
            return False
        if word == "MAIL" and mood == "refuses for now":
            self.say("451 4.7.1 Try again later")
        elif word == "RCPT":
            self._recipient(line)
        elif word == "DATA":
            return self._take(mood)
        else:
            self.say("250 fine")
        return True

    def _recipient(self, line: str) -> None:
        found = re.search(r"<(.*?)>", line)
        self.address = found[1].lower() if found else ""
        if self.address in self.server.nobody:
            with self.server.lock:
                self.server.refused[self.address] += 1
            self.say("550 5.1.1 No such user here")
        else:
            self.say("250 fine")

    def _take(self, mood: str) -> bool:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        key = f"{message_from_bytes(b''.join(lines))['Message-ID']} {self.address}"
        with self.server.lock:
            (self.server.dropped if mood == "drops" else self.server.taken)[key] += 1
        if mood == "drops":
            return False  # it has the mail, and nobody ever hears so
        self.say("250 taken")
        return True
