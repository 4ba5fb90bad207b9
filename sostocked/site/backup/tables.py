"""What is in each table, in two numbers: how many rows, and a sum that changes with any of them."""

from typing import Any

from psycopg import Connection, sql

_NAMES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname
"""
# The same text for the same row, whatever client or server says by default.
_ONE_WAY = """
    SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres';
    SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1
"""
# Rows come in any order, so their hashes are added up.
_CONTENT = """
    SELECT count(*), coalesce(sum(('x' || left(md5(row::text), 16))::bit(64)::bigint::numeric), 0)::text
    FROM {} AS row
"""


def contents(connection: "Connection[Any]") -> dict[str, list[Any]]:
    """Rows and their sum, by table, in the transaction that `connection` is in."""
    connection.execute(_ONE_WAY)
    names = [name for (name,) in connection.execute(_NAMES).fetchall()]
    return {name: _content(connection, name) for name in names}


def differences(wanted: dict[str, list[Any]], found: dict[str, list[Any]]) -> list[str]:
    """The tables that do not hold what they should, a phrase each: "orders (120 rows, not 125)"."""
    return [
        _difference(name, wanted.get(name), found.get(name))
        for name in sorted(wanted | found)
        if wanted.get(name) != found.get(name)
    ]


def _content(connection: "Connection[Any]", name: str) -> list[Any]:
    found = connection.execute(sql.SQL(_CONTENT).format(sql.Identifier(name))).fetchone()
    return list(found or ())


def _difference(name: str, wanted: list[Any] | None, found: list[Any] | None) -> str:
    if wanted is None or found is None:
        return f"{name} ({'is missing' if found is None else 'should not be there'})"
    if wanted[0] != found[0]:
        return f"{name} ({found[0]} rows, not {wanted[0]})"
    return f"{name} (rows differ)"
