"""One name for all that a request sets off: in its answer, in the log, and in the jobs that it has queued."""

import contextvars
import logging
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from celery import signals
from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._=-]{7,63}")


@dataclass(frozen=True)
class Origin:
    """What is being done: for which request, and by which job of the queue."""

    request_id: str = ""
    task: str = ""
    task_id: str = ""


_current: contextvars.ContextVar[Origin] = contextvars.ContextVar("origin", default=Origin())  # noqa: B039
_before: dict[str, "contextvars.Token[Origin]"] = {}


def current() -> Origin:
    """Of this thread, just now."""
    return _current.get()


def name_requests(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: keep the name that a proxy gave, if it is well formed, else make one; and answer with it."""

    def named(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        name = given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        _current.set(Origin(name))
        response = get_response(request)
        response[HEADER] = name
        return response

    return named


def forget(**_: Any) -> None:
    """The request is over. Not before: Django logs refusals behind the last middleware."""
    _current.set(Origin())


class TellOrigin(logging.Filter):
    """Lets every record pass, and writes on it what was being done."""

    def filter(self, record: logging.LogRecord) -> bool:
        """True, always; called by the handler before it writes."""
        origin = current()
        record.request_id, record.task, record.task_id = origin.request_id, origin.task, origin.task_id
        return True


def follow() -> None:
    """Connect to the signals: a request ends, and a job carries the name of the request that has queued it."""
    request_finished.connect(forget, dispatch_uid="a request is over")
    signals.before_task_publish.connect(_send_along, dispatch_uid="send the request's name along")
    signals.task_prerun.connect(_begin, dispatch_uid="a job has a name")
    signals.task_postrun.connect(_end, dispatch_uid="a job is over")


def _send_along(headers: dict[str, Any], **_: Any) -> None:
    if name := current().request_id:
        headers["request_id"] = name


def _begin(task_id: str, task: Any, **_: Any) -> None:
    given = getattr(task.request, "request_id", None) or current().request_id
    _before[task_id] = _current.set(Origin(str(given or ""), task.name, task_id))


def _end(task_id: str, **_: Any) -> None:
    if before := _before.pop(task_id, None):
        _current.reset(before)
