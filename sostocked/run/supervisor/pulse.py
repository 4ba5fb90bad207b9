"""Signs of life of Celery's programs, from the loop that does their work: a file is touched as long as it turns.

A process that is there may do nothing: its loop hangs, or somebody stopped it. Whoever watches looks at the file
whose path the environment gives; without one nothing is touched.
"""

import os
from pathlib import Path
from typing import Any

from celery import bootsteps
from celery.beat import PersistentScheduler

PATH = "SOSTOCKED_PULSE"
EVERY = 2.0  # seconds


def follow(app: Any) -> None:
    """Let the workers and the beat of this app show life."""
    app.steps["worker"].add(PulsingWorker)
    app.conf.beat_scheduler = f"{__name__}:PulsingScheduler"
    app.conf.beat_max_loop_interval = EVERY  # even when nothing is due


def show_life() -> None:
    """Touch the file, where one is asked for."""
    if path := os.environ.get(PATH):
        Path(path).touch()


class PulsingWorker(bootsteps.StartStopStep):
    """By the timer of the worker's own loop: hands that are busy do not keep it, a loop that hangs does."""

    requires = {"celery.worker.components:Timer"}

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self._timer: Any = None

    def start(self, parent: Any) -> None:
        show_life()
        self._timer = parent.timer.call_repeatedly(EVERY, show_life)

    def stop(self, parent: Any) -> None:
        if self._timer:
            self._timer.cancel()


class PulsingScheduler(PersistentScheduler):
    """Beat's own, whose every turn is a sign."""

    def tick(self, *args: Any, **options: Any) -> Any:
        show_life()
        return super().tick(*args, **options)
