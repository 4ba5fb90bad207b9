"""By what one tells that the database is away from a fault of ours. Pure: no Django in it but its exceptions."""

from collections.abc import Iterator

from django.db import InterfaceError, OperationalError

AWAY = {"08", "53", "57", "58"}
"""Classes of SQLSTATE: no connection, no room, an operator stepped in, the system failed."""
OURS = {"57014"}
"""A statement that was cancelled since it took too long: there the database is, and the statement is ours."""


def is_away(error: BaseException | None) -> bool:
    """Whether `error`, or one that it came of, says that the database does not answer."""
    return any(_says_away(each) for each in causes(error))


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """`error` and what it came of, the nearest first; each once."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _says_away(error: BaseException) -> bool:
    """Without a SQLSTATE the server never answered, or the connection is closed."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or (state[:2] in AWAY and state not in OURS)


def in_short(error: BaseException | None) -> str:
    """The first line of the error that says so."""
    said = next((str(each) for each in causes(error) if _says_away(each)), str(error))
    return (said.strip().splitlines() or [""])[0]
