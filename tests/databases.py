"""The database of the tests, for programs of their own."""

from typing import Any
from urllib.parse import quote, urlencode


def url_of(where: dict[str, Any], **instead: str) -> str:
    """The address that libpq, psycopg and django-environ all read, from the parameters of a connection."""
    known = where | instead
    place = urlencode({name: known[name] for name in ("host", "port") if known.get(name)}, safe="/")
    return f"postgres://{known['user']}:{quote(known.get('password') or '')}@/{known['dbname']}?{place}"
