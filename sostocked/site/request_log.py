"""What the log says of requests: a refusal is a line, only a fault of ours has a traceback."""

import logging

WORTH_A_TRACEBACK = 500


class RefusalsInOneLine(logging.Filter):
    """Lets every record pass. One of a request that was answered below 500 loses traceback and alarm."""

    def filter(self, record: logging.LogRecord) -> bool:
        """True, always; called by the handler before it writes."""
        status = getattr(record, "status_code", None)
        if isinstance(status, int) and status < WORTH_A_TRACEBACK:
            record.exc_info = record.exc_text = record.stack_info = None
            if record.levelno > logging.WARNING:
                record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
        return True
