"""Changing the legs of an order under way: typed, then looked at with all that follows, then done.

Every button submits the whole form; what was typed travels along hidden while the effect is shown. Nothing is
saved before the last button.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from purchasing.access import crumbs, order_to_write
from purchasing.change_context import ReasonNeeded
from purchasing.leg_changes import services as leg_changes
from purchasing.leg_changes.draft import Route
from purchasing.leg_changes.impact import Effect
from purchasing.models import PurchaseOrder
from sostocked.foundation.pages import form_rows
from sostocked.foundation.pages.dialogs import go
from sostocked.foundation.records.errors import ChangedMeanwhile, Refused

PAGE = "purchasing/change_legs.html"


def change_legs(request, org, number):
    """Change the legs that are not past, after seeing what it does."""
    order = order_to_write(request, org, number)
    if not order.is_open:
        return _not_now(request, order)
    if request.method != "POST":
        route = Route.of(order, takes_lead_time=request.GET.get("take") == "lead-time")
        return _lay_out(request, route.be_lenient())
    action = request.POST.get("action", "preview")
    route = Route(order, form_rows.act(request.POST, action, {"leg": "legs"}))
    if action in ("preview", "save"):
        return _look(request, route) if action == "preview" else _save(request, route)
    if action == "draw" and request.htmx:
        return _redraw(request, route.be_lenient())
    if action == "rebase":
        route = route.rebased()
    route.go_on(action)
    return _lay_out(request, route.be_lenient(), top=action in ("back", "rebase"))


@require_POST
def keep_legs(request, org, number):
    """Keep the order's legs although the lead time has changed, and stop speaking of it."""
    order = order_to_write(request, org, number)
    try:
        leg_changes.keep_legs(order, seen=request.POST.get("seen", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{order.number} keeps its legs.")
    return go(request, order.get_absolute_url())


def _not_now(request: HttpRequest, order: PurchaseOrder) -> HttpResponse:
    """Drafts have their legs on the form; what is over keeps them."""
    if order.is_draft:
        messages.info(request, f"{order.number} is a draft: edit it to change its legs.")
    else:
        messages.error(request, f"{order.number} is {order.look.label.lower()}: its legs stay as they are.")
    return go(request, order.get_absolute_url())


# ── Looking, and doing ────────────────────────────────────────────────────────────────────────────────


def _look(request, route: Route, *, status: int = 200, news: str = "", insist: bool = False) -> HttpResponse:
    """The effect of what was typed; with `insist` a reason that is missing is said beside its field."""
    if not route.is_valid():
        return _lay_out(request, route, status=422, top=True)
    try:
        effect = leg_changes.preview(route.order, route.plan, by=request.user)
    except Refused as refusal:
        return _back(request, route, refusal)
    if effect.needs_reason:
        route.reason.require()
        if insist:
            route.reason.insist(str(effect.refusal))
    return _lay_out(request, route, effect=effect, status=status, news=news, top=not insist)


def _save(request, route: Route) -> HttpResponse:
    order = route.order
    if not (route.is_valid() and request.POST.get("agreed")):  # nothing is saved unseen
        return _look(request, route)
    try:
        effect = leg_changes.change_legs(
            order, route.plan, by=request.user, agreed=request.POST.get("agreed", "")
        )
    except ReasonNeeded:
        return _look(request, route, status=422, insist=True)
    except ChangedMeanwhile as refusal:
        return _overtaken(request, route, refusal)
    except Refused as refusal:
        return _look(request, route, status=refusal.http_status)
    messages.success(request, _outcome(order, effect))
    return go(request, order.get_absolute_url())


def _overtaken(request, route: Route, refusal: ChangedMeanwhile) -> HttpResponse:
    """Somebody was quicker: this very person with a double click, or another one."""
    organization = route.order.organization.slug
    route = Route(order_to_write(request, organization, route.order.number), route.data)
    if route.is_there_already:
        messages.info(request, f"{route.order.number} has these legs already.")
        return go(request, route.order.get_absolute_url())
    if route.is_stale:
        return _back(request, route, refusal)
    return _look(request, route, status=refusal.http_status, news=str(refusal))


def _back(request, route: Route, refusal: Refused) -> HttpResponse:
    """To the legs, with what keeps them from being changed."""
    if not isinstance(refusal, ChangedMeanwhile):
        route.complain(refusal)
    return _lay_out(request, route, status=refusal.http_status, top=True)


def _outcome(order: PurchaseOrder, effect: Effect) -> str:
    if not effect.writes:
        return f"{order.number} stays as it is."
    if not effect.days:
        return f"{order.number} has new legs. It is available on the same day as before."
    before, now = (date_format(day, "j M Y") for day in (effect.available_before, effect.available_on))
    return f"{order.number} has new legs: available {now} instead of {before}."


# ── The page ──────────────────────────────────────────────────────────────────────────────────────────


def _redraw(request, route: Route) -> HttpResponse:
    """While one types: the bar and what is wrong, never the field one is typing in."""
    response = render(request, "purchasing/route/touch_up.html", {"route": route, "bar": route.bar})
    response["HX-Reswap"] = "none"
    return response


def _lay_out(
    request,
    route: Route,
    *,
    effect: Effect | None = None,
    status: int = 200,
    news: str = "",
    top: bool = False,
) -> HttpResponse:
    """The legs, or what changing them does; to htmx its form and bar."""
    order = route.order
    context = {
        "route": route,
        "order": order,
        "effect": effect,
        "bar": route.bar_after(effect) if effect else route.bar,
        "news": news,
        "loud": status != 200,
        "path": request.path,
        "oob": bool(request.htmx),
        "crumbs": crumbs(order.organization, (order.number, order.get_absolute_url()), ("Change legs", "")),
    }
    response = render(request, f"{PAGE}#route-form" if request.htmx else PAGE, context, status=status)
    if request.htmx and top:
        response["HX-Reswap"] = "outerHTML show:window:top"
    return response
