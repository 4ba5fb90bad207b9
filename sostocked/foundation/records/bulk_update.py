"""Writing a few columns of many rows in one statement. `bulk_update` builds a CASE of thousands of parts."""

from collections.abc import Sequence
from enum import Enum
from typing import Any, cast

from django.db import connection
from django.db.models import Field, Model
from psycopg import sql

_UPDATE = (
    "UPDATE {table} AS old SET {columns} FROM unnest({values}) AS new ({names}) WHERE old.{key} = new.{key}"
)


def write_columns(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Write these fields of saved `rows` of one model as they are in memory. Like `update()`, without a signal."""
    if not rows:
        return
    options = rows[0]._meta
    fields = cast("list[Field[Any, Any]]", [options.pk, *(options.get_field(name) for name in names)])
    columns = [sql.Identifier(field.column or "") for field in fields]
    query = sql.SQL(_UPDATE).format(
        table=sql.Identifier(options.db_table),
        columns=sql.SQL(", ").join(sql.SQL("{0} = new.{0}").format(column) for column in columns[1:]),
        values=sql.SQL(", ").join([_array(field) for field in fields]),
        names=sql.SQL(", ").join(columns),
        key=columns[0],
    )
    with connection.cursor() as cursor:
        values = [[_value(row, field) for row in rows] for field in fields]
        cursor.execute(query.as_string(cursor.cursor), values)


def _array(field: "Field[Any, Any]") -> sql.Composable:
    kind = field.rel_db_type(connection)  # type: ignore[attr-defined]  # the stubs leave it out
    return sql.SQL(f"%s::{kind}[]")


def _value(row: Model, field: "Field[Any, Any]") -> Any:
    value = field.get_db_prep_save(getattr(row, field.attname), connection)
    return value.value if isinstance(value, Enum) else value  # an array holds values of one type only
