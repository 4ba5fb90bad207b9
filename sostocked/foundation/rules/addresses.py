"""Addresses that mail can be written to. Some that a form calls valid break a mail while it is written."""

import unicodedata
from email.errors import MessageError
from email.message import Message

# Control and format characters, lone surrogates, line and paragraph ends.
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}

NOT_MAILABLE = "Mail cannot be sent to this address: it holds characters that nobody can see."


def is_mailable(address: str) -> bool:
    """Whether a mail to this address can be written: nothing unseen in it, and it stays one line of a header.

    `"\\x0ca:"@example.com` is a valid address by its grammar; no mail to it can be put together.
    """
    if any(unicodedata.category(sign) in _UNSEEN for sign in address):
        return False
    mail = Message()
    mail["To"] = address
    try:
        mail.as_bytes()
    except (MessageError, ValueError):
        return False
    return True
