"""Changing the legs of an order under way: typed, then shown with all that follows, then done.

Every button submits the whole form; what was typed travels along hidden while the effect is shown. Nothing is
saved before the last button.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from purchasing.access import order_crumbs, order_to_write
from purchasing.change_context import ReasonNeeded
from purchasing.leg_changes import services as leg_changes
from purchasing.leg_changes.draft import REASON_IS_READ, LegChangesDraft
from purchasing.leg_changes.impact import Impact
from purchasing.models import PurchaseOrder
from sostocked.foundation.pages.dialogs import go
from sostocked.foundation.pages.page_parts import form_page
from sostocked.foundation.people.access import Request
from sostocked.foundation.records.errors import ChangedMeanwhile, Refused

PAGE = "purchasing/leg_changes/change_legs.html"


def change_legs(request, org, number):
    """Change the legs that are not past, after seeing what it does."""
    order = order_to_write(request, org, number)
    if not order.is_open:
        return _not_now(request, order)
    if request.method != "POST":
        draft = LegChangesDraft.of(order, takes_lead_time=request.GET.get("take") == "lead-time")
        return _page(request, draft.forgive_blanks())
    action = request.POST.get("action", "preview")
    draft = LegChangesDraft(order, LegChangesDraft.acted(request.POST, action))
    if action in ("preview", "save"):
        return _preview(request, draft) if action == "preview" else _save(request, draft)
    if action == "draw" and request.htmx:
        return _redraw(request, draft.forgive_blanks())
    if action == "rebase":
        draft = draft.rebased()
    draft.go_on(action)
    return _page(request, draft.forgive_blanks(), top=action in ("back", "rebase"))


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


def _not_now(request: Request, order: PurchaseOrder) -> HttpResponse:
    """Drafts have their legs on the form; what is over keeps them."""
    if order.is_draft:
        messages.info(request, f"{order.number} is a draft: edit it to change its legs.")
    else:
        messages.error(request, f"{order.number} is {order.badge.label.lower()}: its legs stay as they are.")
    return go(request, order.get_absolute_url())


# ── The effect, and doing it ───────────────────────────────────────────────────────────────────────────


def _preview(
    request, draft: LegChangesDraft, *, status: int = 200, news: str = "", insist: bool = False
) -> HttpResponse:
    """The effect of what was typed; with `insist` a reason that is missing is said beside its field."""
    if not draft.is_valid():
        return _page(request, draft, status=422, top=True)
    try:
        impact = leg_changes.preview(draft.order, draft.plan, by=request.user)
    except Refused as refusal:
        return _back(request, draft, refusal)
    if impact.needs_reason:
        draft.reason.require(REASON_IS_READ)
        if insist:
            draft.reason.insist(str(impact.refusal))
    return _page(request, draft, impact=impact, status=status, news=news, top=not insist)


def _save(request, draft: LegChangesDraft) -> HttpResponse:
    order = draft.order
    if not (draft.is_valid() and request.POST.get("agreed")):  # nothing is saved unseen
        return _preview(request, draft)
    try:
        impact = leg_changes.change_legs(
            order, draft.plan, by=request.user, agreed=request.POST.get("agreed", "")
        )
    except ReasonNeeded:
        return _preview(request, draft, status=422, insist=True)
    except ChangedMeanwhile as refusal:
        return _overtaken(request, draft, refusal)
    except Refused as refusal:
        return _preview(request, draft, status=refusal.http_status)
    messages.success(request, _outcome(order, impact))
    return go(request, order.get_absolute_url())


def _overtaken(request, draft: LegChangesDraft, refusal: ChangedMeanwhile) -> HttpResponse:
    """Somebody was quicker: this very person with a double click, or another one."""
    organization = draft.order.organization.slug
    draft = LegChangesDraft(order_to_write(request, organization, draft.order.number), draft.data)
    if draft.is_there_already:
        messages.info(request, f"{draft.order.number} has these legs already.")
        return go(request, draft.order.get_absolute_url())
    if draft.is_stale:
        return _back(request, draft, refusal)
    return _preview(request, draft, status=refusal.http_status, news=str(refusal))


def _back(request, draft: LegChangesDraft, refusal: Refused) -> HttpResponse:
    """To the legs, with what keeps them from being changed."""
    if not isinstance(refusal, ChangedMeanwhile):
        draft.complain(refusal)
    return _page(request, draft, status=refusal.http_status, top=True)


def _outcome(order: PurchaseOrder, impact: Impact) -> str:
    if not impact.writes:
        return f"{order.number} stays as it is."
    if not impact.days:
        return f"{order.number} has new legs. It is available on the same day as before."
    before, now = impact.before.available_in_words, impact.after.available_in_words
    return f"{order.number} has new legs: available {now} instead of {before}."


# ── The page ──────────────────────────────────────────────────────────────────────────────────────────


def _redraw(request, draft: LegChangesDraft) -> HttpResponse:
    """While one types: the bar and what is wrong, never the field one is typing in."""
    response = render(request, "purchasing/leg_changes/touch_up.html", {"draft": draft, "bar": draft.bar})
    response["HX-Reswap"] = "none"
    return response


def _page(
    request,
    draft: LegChangesDraft,
    *,
    impact: Impact | None = None,
    status: int = 200,
    news: str = "",
    top: bool = False,
) -> HttpResponse:
    """The legs, or what changing them does; to htmx its form and bar."""
    order = draft.order
    context = {
        "draft": draft,
        "order": order,
        "impact": impact,
        "bar": draft.bar_after(impact) if impact else draft.bar,
        "news": news,
        "loud": status != 200,
        "path": request.path,
        "oob": bool(request.htmx),
        "crumbs": order_crumbs(order, "Change legs"),
    }
    return form_page(request, PAGE, context, part="leg-changes", status=status, to_top=top)
