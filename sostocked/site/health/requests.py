"""Counting and timing requests, by route: an address itself may hold a secret, and there are endless ones."""

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram

logger = logging.getLogger(__name__)

METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)  # seconds

# With this name set, several web workers count as one, through files in that folder.
if shared := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    Path(shared).mkdir(parents=True, exist_ok=True)

REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "sostocked_requests", "Requests answered.", ["route", "method", "status"], registry=REGISTRY
)
SECONDS = Histogram(
    "sostocked_request_seconds",
    "From the first middleware to the answer.",
    ["route", "method"],
    registry=REGISTRY,
    buckets=BUCKETS,
)


def count_requests(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: one more of this route, and a line in the log that says so (at INFO)."""

    def counted(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        _note(request, response, time.perf_counter() - began)
        return response

    return counted


def _note(request: HttpRequest, response: HttpResponse, took: float) -> None:
    route = route_of(request)
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(route, method, str(response.status_code)).inc()
    SECONDS.labels(route, method).observe(took)
    logger.info(
        "%s %s %d",
        method,
        route,
        response.status_code,
        extra={
            "route": route,
            "method": method,
            "status": response.status_code,
            "milliseconds": round(took * 1000, 1),
            # Only when somebody asked who it is: finding out would be a query.
            "user": getattr(getattr(request, "_cached_user", None), "pk", None),
        },
    )


def route_of(request: HttpRequest) -> str:
    """The pattern of the address: "o/<slug:org>/products/"; "static" and "none" where there is no pattern."""
    match = request.resolver_match
    if match is not None:
        return match.route or "/"
    return "static" if request.path_info.startswith(str(settings.STATIC_URL)) else "none"
