"""A task that finds the database away is a line in the log; any other fault of a task tells where it happened."""

import io
import logging
import sys

import pytest
from celery.signals import after_setup_logger
from django.db import OperationalError


@pytest.fixture
def worker_log():
    """A logger as Celery sets one up, with a handler of its own."""
    logger, written = logging.Logger("celery.test"), io.StringIO()
    logger.addHandler(logging.StreamHandler(written))
    after_setup_logger.send(sender=None, logger=logger, loglevel=logging.INFO)
    return logger, written


def say(logger, error):
    try:
        raise error
    except type(error):
        logger.error("Task failed", exc_info=sys.exc_info())


def test_an_outage_is_one_line(worker_log):
    logger, written = worker_log
    say(logger, OperationalError("connection refused"))
    assert written.getvalue() == "Task failed\n"


def test_a_fault_keeps_its_traceback(worker_log):
    logger, written = worker_log
    say(logger, ZeroDivisionError("division by zero"))
    assert written.getvalue().startswith("Task failed\nTraceback")
