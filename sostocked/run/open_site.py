"""What must be true before strangers may reach the site. The supervisor asks, and every process by itself."""

import sys
from collections.abc import Sequence

SHORTEST_KEY = 32
FEWEST_SIGNS = 5
_KNOWN = ("only-for-the-demo", "only-while-building", "django-insecure-")

CANNOT_START = 3
"""The exit status by which gunicorn knows that trying again is useless."""

HOW_TO_MAKE_A_KEY = "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'"


def why_not_open(*, secret_key: str, allowed_hosts: Sequence[str], demo: bool) -> list[str]:
    """Sentences that say what is to be done first; none for a demo, which serves this machine only."""
    if demo:
        return []
    found = []
    if any(each in secret_key for each in _KNOWN):
        found.append(f"SECRET_KEY is one that everybody knows. {HOW_TO_MAKE_A_KEY}")
    elif len(secret_key) < SHORTEST_KEY or len(set(secret_key)) < FEWEST_SIGNS:
        found.append(
            f"SECRET_KEY can be guessed: it needs {SHORTEST_KEY} characters by chance. {HOW_TO_MAKE_A_KEY}"
        )
    if "*" in allowed_hosts:
        found.append(
            "ALLOWED_HOSTS=* lets anybody send people to this site under a name of their own. "
            "Name your hosts: ALLOWED_HOSTS=shop.example,localhost"
        )
    return found


def refuse_to_open(*, secret_key: str, allowed_hosts: Sequence[str], demo: bool) -> None:
    """End this process in words if the site must not be opened. Called where web, worker and beat begin."""
    if found := why_not_open(secret_key=secret_key, allowed_hosts=allowed_hosts, demo=demo):
        sys.stderr.write("\n".join(["So Stocked does not start:", *(f"  {each}" for each in found), ""]))
        sys.stderr.flush()
        raise SystemExit(CANNOT_START)
