"""Who may see more than "ok"."""

import ipaddress
import secrets

from django.conf import settings
from django.http import HttpRequest

# Any of these says that somebody else stands behind the one who knocks.
FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via")


def may_see_details(request: HttpRequest) -> bool:
    """Whoever sits at this machine, or brings METRICS_TOKEN (`Authorization: Bearer …`)."""
    return _brings_token(request) or _is_here(request)


def _brings_token(request: HttpRequest) -> bool:
    wanted, given = settings.METRICS_TOKEN, request.headers.get("Authorization", "")
    return bool(wanted) and secrets.compare_digest(given.encode(), f"Bearer {wanted}".encode())


def _is_here(request: HttpRequest) -> bool:
    """From this machine and for this machine: a page elsewhere may lead a browser here under a name of its own."""
    if any(name in request.headers for name in FORWARDED):
        return False
    host = request.META.get("HTTP_HOST", "").rsplit(":", 1)[0].strip("[]")
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and (host == "localhost" or _is_loopback(host))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
