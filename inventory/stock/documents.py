"""What moves belong to. A move knows its cause and its person; documents that point down to moves register here.

They say of moves why they were made (`explain`), and by which SQL both are proved to agree (`faults`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import connection


class Explanation(NamedTuple):
    """Why a move was made, in words, and the page of the document, if it has one."""

    text: str
    url: str = ""


class Fault(NamedTuple):
    """Something that does not add up, in a sentence, and whose it is."""

    organization_id: int
    text: str


class MoveDocument(NamedTuple):
    """A kind of document that moves belong to, by their causes.

    `faults` selects the organization and the sentence of each fault; its one parameter is the list of causes.
    """

    causes: frozenset[str]
    explain: Callable[[Sequence[int]], Mapping[int, Explanation]]
    faults: str


_documents: list[MoveDocument] = []
_proofs: list[Callable[[], str]] = []


def register(document: MoveDocument) -> None:
    """Let a kind of document explain and prove its moves; called once, when its app is ready."""
    if document not in _documents:
        _documents.append(document)


def register_proof(faults: Callable[[], str]) -> None:
    """The same for what is proved of documents beside their moves: the SQL, once every app is ready."""
    if faults not in _proofs:
        _proofs.append(faults)


def explain(moves: Iterable[tuple[int, str]]) -> dict[int, Explanation]:
    """Why these moves (id, cause) were made, as far as their documents say; one query for each kind of those."""
    moves = list(moves)
    found: dict[int, Explanation] = {}
    for document in _documents:
        if ids := [pk for pk, cause in moves if cause in document.causes]:
            found |= document.explain(ids)
    return found


def find_faults() -> list[Fault]:
    """Where documents and moves do not agree."""
    found: list[Fault] = []
    with connection.cursor() as cursor:
        for document in _documents:
            cursor.execute(document.faults, [sorted(document.causes)])
            found += [Fault(*row) for row in cursor.fetchall()]
        for proof in _proofs:
            cursor.execute(proof())
            found += [Fault(*row) for row in cursor.fetchall()]
    return found
