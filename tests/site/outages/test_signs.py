"""Which errors say that the database is away, and which that we asked something wrong."""

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError

from sostocked.site.outages.signs import in_short, is_away


def came_of(error, cause):
    error.__cause__ = cause
    return error


REFUSED = came_of(OperationalError("connection refused\nIs it running?"), psycopg.OperationalError("refused"))
CLOSED = came_of(InterfaceError("the connection is closed"), psycopg.InterfaceError("closed"))
AWAY = {
    "refused": REFUSED,
    "closed": CLOSED,
    "shut down": came_of(OperationalError("terminating"), psycopg.errors.AdminShutdown("terminating")),
    "starting": came_of(OperationalError("starting"), psycopg.errors.CannotConnectNow("starting up")),
    "full": came_of(OperationalError("too many"), psycopg.errors.TooManyConnections("too many clients")),
    "no room": came_of(OperationalError("disk"), psycopg.errors.DiskFull("could not extend file")),
    "behind another": came_of(ValueError("what now"), REFUSED),
}
THERE = {
    "deadlock": came_of(OperationalError("deadlock"), psycopg.errors.DeadlockDetected("deadlock detected")),
    "cancelled": came_of(OperationalError("timeout"), psycopg.errors.QueryCanceled("statement timeout")),
    "wrong": came_of(ProgrammingError("no such table"), psycopg.errors.UndefinedTable("no such table")),
    "ours": ValueError("a fault"),
    "none": None,
}


@pytest.mark.parametrize("name", AWAY)
def test_the_database_is_away(name):
    assert is_away(AWAY[name])


@pytest.mark.parametrize("name", THERE)
def test_the_database_is_there(name):
    assert not is_away(THERE[name])


def test_it_is_told_in_one_line():
    assert in_short(AWAY["behind another"]) == "connection refused"
    assert in_short(ValueError("")) == ""


def test_errors_that_came_of_each_other_come_to_an_end():
    one, two = ValueError("one"), ValueError("two")
    one.__cause__, two.__cause__ = two, one
    assert not is_away(one)
