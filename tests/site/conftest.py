"""What the log says."""

import io
import logging

import pytest


@pytest.fixture
def log():
    """What the console handler of the settings writes from here on."""
    (handler,) = [each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler]
    written, stream = io.StringIO(), handler.stream
    handler.setStream(written)
    yield written
    handler.setStream(stream)
