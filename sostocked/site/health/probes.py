"""`/healthz`, `/readyz` and `/metrics`: answered at the very front, so by any host name and without https.

The world hears "ok" or that it is not; details are for whoever sits at the machine or brings METRICS_TOKEN.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from sostocked.site.health.checks import OF_THE_WEB, look
from sostocked.site.health.figures import CONTENT_TYPE, exposition
from sostocked.site.health.rules import Check
from sostocked.site.health.visitors import may_see_details

CLOSED = "Only from this machine, or with METRICS_TOKEN (docs/running.md).\n"


def answer_probes(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the first of all."""

    def answered(request: HttpRequest) -> HttpResponse:
        answer = PROBES.get(request.path_info)
        if answer is None:
            return get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = answer(request)
        response["Cache-Control"] = "no-store"
        response["X-Content-Type-Options"] = "nosniff"
        # Whoever asks every few seconds hears it; a line and a report of a fault each time would drown the cause.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response

    return answered


def _alive(request: HttpRequest) -> HttpResponse:
    """This process takes requests. Touches nothing: what else is away is no reason to start it again."""
    return _plain("ok\n")


def _ready(request: HttpRequest) -> HttpResponse:
    """Everything works: for a monitor."""
    return _told(request, look())


def _web_ready(request: HttpRequest) -> HttpResponse:
    """This web can serve people: for a load balancer."""
    return _told(request, tuple(check for check in look() if check.name in OF_THE_WEB))


def _metrics(request: HttpRequest) -> HttpResponse:
    if not may_see_details(request):
        return _plain(CLOSED, status=403)
    return HttpResponse(exposition(), content_type=CONTENT_TYPE)


PROBES = {"/healthz": _alive, "/readyz": _ready, "/readyz/web": _web_ready, "/metrics": _metrics}


def _told(request: HttpRequest, checks: tuple[Check, ...]) -> HttpResponse:
    is_well = all(check.is_well for check in checks)
    status = 200 if is_well else 503
    if not may_see_details(request):
        return _plain("ok\n" if is_well else "not ready\n", status=status)
    told = {check.name: {"ok": check.is_well, "says": check.says} for check in checks}
    return JsonResponse({"ok": is_well, "checks": told}, status=status, json_dumps_params={"indent": 1})


def _plain(text: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
