"""The role that the site signs in to the database as: it is not the owner, and cannot change history.

pgtrigger lets any session say which triggers it ignores, so triggers alone hold nobody who writes SQL. What
holds is the database's own: the owner makes the tables, and the site's role may do to each what it must.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connections, transaction
from psycopg import sql

from sostocked.foundation.records.errors import Refused
from sostocked.foundation.records.history import append_only_tables, tables_kept_by_triggers

_ONLY_THE_OWNER_IGNORES = """
    CREATE OR REPLACE FUNCTION "public"._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN AS $$
        DECLARE
            ignored TEXT := NULLIF(CURRENT_SETTING('pgtrigger.ignore', TRUE), '');
        BEGIN
            IF ignored IS NULL THEN
                RETURN FALSE;
            END IF;
            RETURN trigger_name = ANY(ignored::TEXT[]) AND PG_HAS_ROLE(CURRENT_USER, (
                SELECT proowner FROM pg_catalog.pg_proc
                WHERE oid = 'public._pgtrigger_should_ignore(name)'::pg_catalog.regprocedure
            ), 'MEMBER');
        END;
    $$ LANGUAGE plpgsql;
"""

_NEW_ROLE = "CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD {password}"

_GRANTS = """
    REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC;
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};
    GRANT CONNECT ON DATABASE {database} TO {role};
    GRANT USAGE ON SCHEMA public TO {role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
    REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
    REVOKE UPDATE, DELETE ON {history} FROM {role};
    REVOKE INSERT, UPDATE, DELETE ON {kept} FROM {role};
"""
"""Without temporary tables nobody can put one in front of a table that a trigger reads or writes."""

_STANDING = """
    SELECT rolsuper OR rolcreaterole OR rolbypassrls OR PG_HAS_ROLE(rolname, CURRENT_USER, 'MEMBER'),
           EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid AND relnamespace = 'public'::regnamespace)
    FROM pg_roles WHERE rolname = %s
"""


def only_the_owner_ignores(using: str = "default", **kwargs: Any) -> None:
    """Make pgtrigger's question whether a trigger is ignored answer no to all but the owner of the tables.

    Connected to `post_migrate`: every migration with a trigger brings the library's own answer back.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(_ONLY_THE_OWNER_IGNORES)


@transaction.atomic
def grant(role: str, password: str, *, using: str = "default") -> None:
    """Let `role` do what the site must, and nothing else; made with `password` when it is not there.

    To be called as the owner, as often as one likes. Refused when the role is too mighty for its purpose.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if not cursor.fetchone():
            names = {"role": sql.Identifier(role), "password": sql.Literal(password)}
            cursor.execute(_text(cursor, _NEW_ROLE, names))
        _require_modest(cursor, role)
        cursor.execute(_text(cursor, _GRANTS, _names(role, connection.settings_dict["NAME"])))


def _require_modest(cursor: Any, role: str) -> None:
    cursor.execute(_STANDING, [role])
    is_mighty, owns_tables = cursor.fetchone()
    if is_mighty or owns_tables:
        why = "owns tables" if owns_tables else "is a superuser, makes roles, or is a member of the owner"
        raise Refused(f"The role {role} {why}. Let the site sign in as another one (DATABASE_URL).")


def _names(role: str, database: str) -> dict[str, sql.Composable]:
    return {
        "role": sql.Identifier(role),
        "database": sql.Identifier(database),
        "history": _list_of(append_only_tables()),
        "kept": _list_of(tables_kept_by_triggers()),
    }


def _list_of(names: Sequence[str]) -> sql.Composable:
    return sql.SQL(", ").join(sql.Identifier(name) for name in names)


def _text(cursor: Any, statement: str, names: dict[str, sql.Composable]) -> str:
    return sql.SQL(statement).format(**names).as_string(cursor.cursor)
