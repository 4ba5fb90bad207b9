"""One message for each address: each is told, refused and tried for itself."""

from collections.abc import Iterable, Iterator

from sostocked.foundation.outbox.models import Message

CARRIED = ("kind", "organization_id", "about", "part_of", "facts", "whom", "subject", "text", "html")


def copies_of(message: Message, addresses: Iterable[str]) -> Iterator[Message]:
    """The same news to each of these addresses, however an address is spelled, once."""
    carried = {name: getattr(message, name) for name in CARRIED}
    for address in {each.lower(): each for each in addresses}.values():
        yield Message(key=f"{news_of(message)}:to:{address}", to=[address], **carried)


def news_of(message: Message) -> str:
    """The key without whom it is told to."""
    return message.key.removesuffix(f":to:{message.address}")
