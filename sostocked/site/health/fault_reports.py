"""Faults of ours, reported to the address in SENTRY_DSN: where in the code, and nothing about people."""

import re
from typing import Any

import sentry_sdk

from sostocked.site.health.request_ids import current

ADDRESS = re.compile(r"[^\s@<>\"'()=]+@[^\s@<>\"'()]+")
VALUES = re.compile(r"(Key \([^)]*\)=)\(.*?\)", re.DOTALL)  # how PostgreSQL says which row it refuses


def start(dsn: str, *, environment: str) -> None:
    """Report whatever is logged as an error from now on."""
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        before_send=without_people,
    )


def without_people(event: Any, hint: Any = None) -> Any:
    """The report without what was asked for by whom: no address, cookie, form, account or mail address."""
    request = event.pop("request", None) or {}
    event.pop("user", None)
    event.pop("extra", None)
    if event.get("transaction_info", {}).get("source") == "url":  # no pattern, but what was asked for
        event.pop("transaction", None)
    origin = current()
    named = {"request_id": origin.request_id, "task": origin.task, "method": request.get("method", "")}
    event["tags"] = {**event.get("tags", {}), **{name: value for name, value in named.items() if value}}
    for fault in event.get("exception", {}).get("values", ()):
        fault["value"] = _nameless(fault.get("value") or "")
    if entry := event.get("logentry"):
        entry.pop("params", None)
        for name in ("message", "formatted"):
            if entry.get(name):
                entry[name] = _nameless(entry[name])
    return event


def _nameless(text: str) -> str:
    return ADDRESS.sub("…@…", VALUES.sub(r"\1(…)", text))
