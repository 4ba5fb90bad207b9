"""Whether something answers, asked again and again, aside: what hangs keeps whoever asks waiting."""

import threading
import time
from collections.abc import Callable

EVERY = 2.0  # seconds between two questions


class Asked:
    """Asks from a thread of its own. Counts by a clock that stands still while the machine sleeps."""

    def __init__(self, answers: Callable[[], bool]) -> None:
        self._answers = answers
        self._last = time.monotonic()
        threading.Thread(target=self._ask_on, daemon=True).start()

    def begin(self) -> None:
        """It has just been started: count from now on."""
        self._last = time.monotonic()

    def silent_for(self) -> float:
        """Seconds since the last answer."""
        return time.monotonic() - self._last

    def _ask_on(self) -> None:
        while True:
            if self._answers():
                self._last = time.monotonic()
            time.sleep(EVERY)
