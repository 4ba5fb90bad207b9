"""The log as one JSON object a line (LOG_FORMAT=json), for whatever gathers logs."""

from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

# Django puts the request itself on a record; its address may hold a secret (an invitation, a calendar).
LEFT_OUT = [*RESERVED_ATTRS, "request", "response", "server_time", "taskName", "data"]


class AsJson(JsonFormatter):
    """Time (UTC), level, logger, message, where it comes from, and what its writer has added."""

    def __init__(self) -> None:
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "traceback"},
            reserved_attrs=LEFT_OUT,
            timestamp="at",
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Without what is empty."""
        return {name: value for name, value in log_data.items() if value not in ("", None)}
