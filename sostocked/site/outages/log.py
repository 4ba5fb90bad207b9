"""What the log says of an outage: a line. The traceback of a task tells nothing that the line does not."""

import logging

from sostocked.site.outages.signs import is_away


class OutagesInOneLine(logging.Filter):
    """Lets every record pass. One whose exception says that the database is away loses its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """True, always; called by the handler before it writes."""
        if isinstance(record.exc_info, tuple) and is_away(record.exc_info[1]):
            record.exc_info = record.exc_text = record.stack_info = None
        return True


def tell_in_one_line(logger: logging.Logger, **_: object) -> None:
    """For Celery, which brings handlers of its own (`after_setup_logger`)."""
    for handler in logger.handlers:
        handler.addFilter(OutagesInOneLine())
