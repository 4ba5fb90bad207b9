"""A second database beside that of the tests, empty, to restore into."""

import contextlib
from dataclasses import replace

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from sostocked.site.backup.programs import Database


@pytest.fixture
def source(transactional_db):
    """The database of the tests, for programs of their own."""
    return Database.of(connection)


@pytest.fixture
def empty(source):
    """A new database without tables; dropped afterwards."""
    name = f"{source.where['dbname']}_restored"
    with psycopg.connect(**source.where | {"dbname": "postgres"}, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield replace(source, where=source.where | {"dbname": name})
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def keep_site_role(source):
    """The name of a role for the site; what a test has given it is taken back."""
    role = f"site_back_{source.where['dbname']}"[:63]
    yield role
    for name in (f"{source.where['dbname']}_restored", source.where["dbname"]):
        with contextlib.suppress(psycopg.Error), psycopg.connect(**source.where | {"dbname": name}) as opened:
            opened.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
    with psycopg.connect(**source.where) as opened:
        opened.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
