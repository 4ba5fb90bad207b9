"""Addresses that mail can be written to."""

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from hypothesis import given
from hypothesis import strategies as st

from sostocked.foundation.rules.addresses import is_mailable


@pytest.mark.parametrize(
    "address",
    ["dana@example.com", "a@exämple.com", '"a\\"b"@example.com', "a@[127.0.0.1]", "o'neil+x@a.example"],
)
def test_addresses_of_people_are_mailable(address):
    assert is_mailable(address)


@pytest.mark.parametrize(
    "address",
    [
        '"\x0ca:"@example.com',
        '"\x0b"@example.com',
        '"\x7f"@example.com',
        '"\x01"@example.com',
        "a\u200b@example.com",
        "a\u202e@example.com",
        "a@example.com\n",
        "a\r\nBcc: b@example.com",
    ],
)
def test_what_nobody_can_see_is_in_no_address(address):
    assert not is_mailable(address)


@given(
    st.text(st.characters(max_codepoint=0x17F), max_size=8),
    st.sampled_from(['"{}"@example.com', "{}@example.com"]),
)
def test_what_a_form_takes_and_is_mailable_can_be_written(words, form):
    """Django's check and ours together: a mail to what passes both can be put together."""
    address = form.format(words)
    try:
        validate_email(address)
    except ValidationError:
        return
    if is_mailable(address):
        assert EmailMessage("Subject", "Words", "us@example.com", [address]).message().as_bytes()
