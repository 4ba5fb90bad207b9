"""Kinds of news, and whether a message is still true. The outbox does not know what is told: others register."""

from collections.abc import Callable
from dataclasses import dataclass

from sostocked.foundation.outbox.models import Message

GOES_ELSEWHERE = "Such news no longer goes to this address."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsKind:
    """A kind of news that mails tell.

    `overtaken` says in a sentence why a message is no longer true, or nothing while it is; it is asked before
    every try. `recipients` are the addresses that hear such news today, where they may change.
    """

    key: str
    overtaken: Callable[[Message], str]
    recipients: Callable[[Message], list[str]] | None = None


_kinds: dict[str, NewsKind] = {}


def register(kind: NewsKind) -> None:
    """Let a kind of news be asked for; called once, when its app is ready."""
    _kinds[kind.key] = kind


def why_overtaken(message: Message) -> str:
    """Why this message should stay at home, in a sentence; empty while it is true and goes to the right one."""
    if why := why_untrue(message):
        return why
    return "" if message.address.lower() in _lowered(recipients_of(message)) else GOES_ELSEWHERE


def why_untrue(message: Message) -> str:
    """Why nobody needs to read this any more, whoever it goes to."""
    kind = _kinds.get(message.kind)
    return kind.overtaken(message) if kind else ""


def recipients_of(message: Message) -> list[str]:
    """Who hears this today: whom it was written to, unless its kind knows better."""
    kind = _kinds.get(message.kind)
    return kind.recipients(message) if kind and kind.recipients else message.to


def _lowered(addresses: list[str]) -> set[str]:
    return {address.lower() for address in addresses}
