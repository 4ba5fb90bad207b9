"""Secrets in addresses, and how long they hold."""

import secrets
from datetime import datetime, timedelta

from django.utils import timezone


def new_token() -> str:
    """A secret nobody guesses: 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def in_two_weeks() -> datetime:
    return timezone.now() + timedelta(days=14)
