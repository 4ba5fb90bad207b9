"""What is answered where no page could be: the database is away, a body stopped coming, a fault of ours."""

import logging
import sys

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.views.defaults import server_error

from sostocked.site.outages.signs import causes, in_short, is_away

logger = logging.getLogger(__name__)
RETRY_AFTER = 15
"""Seconds after which browsers and load balancers may ask again."""


def fault(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: 503 while the database is away, 400 for half a body, else our 500.

    The pages are drawn without looking at the request, which may need the database to say who asks.
    """
    error = sys.exception()
    if is_away(error):
        return _unavailable(request, in_short(error))
    if any(isinstance(each, UnreadablePostError) for each in causes(error)):
        return HttpResponse(render_to_string("400.html"), status=400)
    return server_error(request)


def _unavailable(request: HttpRequest, why: str) -> HttpResponse:
    """The page to come back to, and one line in the log."""
    logger.error("503, the database is away (%s): %s %s", why, request.method, request.path)
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"], response["Cache-Control"] = str(RETRY_AFTER), "no-store"
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django asks this before it logs again
    return response
