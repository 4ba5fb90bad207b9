"""Closing, cancelling, closing short, expecting again, reopening: first asked, with what it does, then done."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from purchasing import services
from purchasing.access import order_to_manage, order_to_write
from purchasing.ending import services as ending
from purchasing.ending.services import Missing, missing_of
from purchasing.models import OrderLine, PurchaseOrder
from purchasing.order_page.answers import confirm_and_move, do, not_again, refuse
from purchasing.order_page.confirm import ask
from purchasing.rules.closing_short import Cut, effect_of_units, offer_of, waits_for
from purchasing.rules.work_order_summary import WorkOrderSummary
from purchasing.workflow import BADGES, Status
from sostocked.foundation.pages.dialogs import go, posted
from sostocked.foundation.pages.reason_form import ReasonForm
from sostocked.foundation.people.access import Request
from sostocked.foundation.words import count_of

WHY: dict[str, Any] = {
    "label": "Why?",
    "help_text": "Everybody who was told about this order will read it.",
    "missing": services.SAY_WHY,
}
WHY_REOPEN: dict[str, Any] = {
    "label": "Why?",
    "help_text": "It stays in the history of this order.",
    "missing": ending.SAY_WHY_AGAIN,
}


# ── Closing and cancelling ────────────────────────────────────────────────────────────────────────────


def close_order(request, org, number):
    """Put a finished order away; asks what becomes of work orders that are open."""
    order = order_to_write(request, org, number)
    missing = missing_of(order)
    if order.may_become(Status.CLOSED) and any(each.is_open for each in missing.documents):
        return _ask_what_becomes(request, order, missing)
    return confirm_and_move(
        request,
        order,
        Status.CLOSED,
        services.close,
        title=f"Close {order.number}?",
        text=f"{_what_never_came(missing)}The order and its work orders stay readable. It can no longer be "
        "changed, unless an owner or admin reopens it.",
        submit="Close order",
    )


def _what_never_came(missing: Missing) -> str:
    if not missing.cuts:
        return ""
    units = count_of(sum(cut.missing for cut in missing.cuts), "unit")
    return f"{units} that were ordered did not come, and nobody waits for them then.\n\n"


def _ask_what_becomes(request: Request, order: PurchaseOrder, missing: Missing) -> HttpResponse:
    """Somebody is still to work for it: it stays open, or is closed short, or cancelled, whatever may be."""
    why = services.why_not_cancel(order)
    if not why:
        return _offer_to_cancel(request, order, missing)
    if missing.cuts:
        return _offer_to_close_short(request, order, missing)
    reasons = [f"{each.number} for {each.place}: {hint}." for each, hint in _waiting(missing)]
    words = "It is closed once these are completed."
    return refuse(request, order, _not_yet(order), [*reasons, words, f"It cannot be cancelled either. {why}"])


def _not_yet(order: PurchaseOrder) -> str:
    return f"{order.number} cannot be closed yet"


def _offer_to_cancel(request: Request, order: PurchaseOrder, missing: Missing) -> HttpResponse:
    return ask(
        request,
        order,
        status=409 if request.method == "POST" else 200,
        documents=list(missing.documents),
        title=_not_yet(order),
        text="Somebody is still to work for it. Keep it open until these work orders are completed, or cancel the "
        "order: these work orders are cancelled with it, and whoever was told reads why.",
        items=[
            {"label": f"{each.number}", "hint": f"{each.place} · {hint}"} for each, hint in _waiting(missing)
        ],
        action=_address(order, "cancel_order"),
        form=ReasonForm(**WHY),
        submit="Cancel the order instead",
        cancel="Keep it open",
        danger=True,
    )


def _offer_to_close_short(request: Request, order: PurchaseOrder, missing: Missing) -> HttpResponse:
    waiting = _waiting(missing)
    numbers = ", ".join(each.number for each, _hint in waiting)
    return ask(
        request,
        order,
        status=409 if request.method == "POST" else 200,
        documents=list(missing.documents),
        title=_not_yet(order),
        text="Somebody is still to work for it. Keep it open and wait for the rest, or close it short: then only "
        f"what came is expected, and the order can be closed when {numbers} "
        f"{'is' if len(waiting) == 1 else 'are'} completed, that is when the goods have left or are put away.",
        items=[
            *({"label": each.number, "hint": _both(each, hint, missing)} for each, hint in waiting),
            *map(_effect_on_line, missing.cuts),
        ],
        action=_address(order, "close_short"),
        hidden={"seen": missing.digest},
        form=ReasonForm(**WHY),
        submit=offer_of(missing.cuts),
        cancel="Keep it open",
    )


def _both(document: WorkOrderSummary, hint: str, missing: Missing) -> str:
    """What a work order waits for, and what becomes of it."""
    effect = effect_of_units(document, missing.units, missing.units_after)
    return f"{document.place} · {hint}. Closed short: {effect}."


def _waiting(missing: Missing) -> list[tuple[WorkOrderSummary, str]]:
    """The open work orders, each with its state and what it waits for."""
    units: dict[int, int] = {}
    for line in missing.lines:
        units[line.product_id] = units.get(line.product_id, 0) + line.quantity
    return [
        (each, " · ".join(filter(None, [each.badge.label.lower(), waits_for(each, units)])))
        for each in missing.documents
        if each.is_open
    ]


def cancel_order(request, org, number):
    """Cancel the order and its work orders, with a reason; offers to close it short where that is too late."""
    order = order_to_write(request, org, number)
    if not order.may_become(Status.CANCELLED):
        return not_again(request, order, Status.CANCELLED)
    if why := services.why_not_cancel(order):
        return _refuse_to_cancel(request, order, why)
    form = ReasonForm(posted(request), **WHY)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        return do(request, order, lambda: services.cancel(order, reason=reason), "is cancelled")
    missing = missing_of(order)
    return ask(
        request,
        order,
        status=422 if form.is_bound else 200,
        documents=list(missing.documents),
        title=f"Cancel {order.number}?",
        text=_what_cancelling_does(order, missing.documents),
        items=[
            {"label": each.number, "hint": f"{each.place} · {each.badge.label.lower()}"}
            for each in missing.documents
        ],
        form=form,
        submit="Cancel order",
        cancel="Keep it",
        danger=True,
    )


def _refuse_to_cancel(request: Request, order: PurchaseOrder, why: str) -> HttpResponse:
    cuts = missing_of(order).cuts
    offer = {"url": _address(order, "close_short"), "label": offer_of(cuts)} if cuts else None
    rest = ["Close it short instead: then only what came is expected."] if cuts else []
    return refuse(request, order, f"{order.number} cannot be cancelled", [why, *rest], offer=offer)


def _what_cancelling_does(order: PurchaseOrder, documents: Any) -> str:
    if order.is_draft:
        return "Nobody outside was told about this draft. It stays readable."
    if not documents:
        return "The order stays readable."
    return "These work orders are cancelled too and stay readable. Facilities that were told hear of it."


# ── Closing short, and expecting after all ────────────────────────────────────────────────────────────


def close_short(request, org, number):
    """Expect no more of the whole order than what came."""
    return _close_short(request, order_to_write(request, org, number))


def close_line_short(request, org, number, line):
    """Expect no more of one line than what came."""
    order = order_to_write(request, org, number)
    return _close_short(request, order, get_object_or_404(order.lines, pk=line))


def _close_short(request, order: PurchaseOrder, line: OrderLine | None = None) -> HttpResponse:
    only = None if line is None else [line.pk]
    missing = missing_of(order, only)
    if not missing.cuts:
        why = ending.why_not_close_short(order, missing.documents)
        return refuse(request, order, f"{order.number} cannot be closed short", [why])
    form = ReasonForm(posted(request), **WHY)
    if form.is_valid():
        reason, seen = form.cleaned_data["reason"], request.POST.get("seen", "")

        def act():
            ending.close_short(order, by=request.user, reason=reason, seen=seen, line_ids=only)

        if seen == missing.digest:
            return do(request, order, act, f"is closed short: {_in_words(missing.cuts)}")
        form.add_error(None, ending.HAS_CHANGED % order.number)
    return ask(
        request,
        order,
        status=422 if form.is_bound else 200,
        documents=list(missing.documents),
        title=f"Close {order.number} short?",
        text="What has not come is no longer expected. What was ordered stays in the history, and it can be "
        "expected after all as long as the order is open.",
        items=_effects(missing),
        hidden={"seen": missing.digest},
        form=form,
        submit=offer_of(missing.cuts),
    )


def _in_words(cuts) -> str:
    few = [cut.words for cut in cuts[:3]]
    more = [count_of(len(cuts) - 3, "other line")] if len(cuts) > 3 else []
    return ", ".join([*few, *more])


def _effects(missing: Missing) -> list[dict[str, str]]:
    """What closing short makes of each line and each work order."""
    return [*map(_effect_on_line, missing.cuts), *_effects_on_work_orders(missing, missing.units_after)]


def _effect_on_line(cut: Cut) -> dict[str, str]:
    return {"label": cut.sku, "hint": f"{cut.after:,} instead of {cut.before:,}: {cut.missing:,} do not come"}


def _effects_on_work_orders(missing: Missing, after: int) -> list[dict[str, str]]:
    return [
        {"label": each.number, "hint": f"{each.place} · {effect_of_units(each, missing.units, after)}"}
        for each in missing.documents
    ]


def expect_again(request, org, number, line):
    """Expect all of a line after all that was closed short."""
    order = order_to_write(request, org, number)
    row = get_object_or_404(order.lines.select_related("product"), pk=line)
    title = f"Expect all of {row.facts.sku} again?"
    if not (order.is_open and row.short):
        return refuse(
            request, order, title, [f"Nothing of it is closed short, or {order.number} is not open."]
        )
    form = ReasonForm(posted(request), **WHY)
    if form.is_valid():
        reason = form.cleaned_data["reason"]

        def act():
            ending.expect_again(order, line_id=row.pk, by=request.user, reason=reason)

        return do(request, order, act, f"expects {row.ordered:,} of {row.facts.sku} again")
    missing = missing_of(order)
    return ask(
        request,
        order,
        status=422 if form.is_bound else 200,
        documents=list(missing.documents),
        title=title,
        text=f"{row.ordered:,} were ordered and closed short at {row.quantity:,}. The other {row.short:,} are "
        "expected again.",
        items=_effects_on_work_orders(missing, missing.units + row.short),
        form=form,
        submit=f"Expect {row.ordered:,}",
    )


# ── Reopening ─────────────────────────────────────────────────────────────────────────────────────────


def reopen_order(request, org, number):
    """Make a closed order what it was before, for owners and admins, with a reason."""
    order = order_to_manage(request, org, number)
    if order.status != Status.CLOSED:
        messages.info(request, f"{order.number} is {order.badge.label.lower()}: there is nothing to reopen.")
        return go(request, order.get_absolute_url())
    form = ReasonForm(posted(request), **WHY_REOPEN)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        return do(request, order, lambda: ending.reopen(order, reason=reason), "is open again")
    before = BADGES[ending.status_before_closing(order)].label.lower()
    return ask(
        request,
        order,
        status=422 if form.is_bound else 200,
        title=f"Reopen {order.number}?",
        text=f"It becomes {before} again, as it was before it was closed. Work orders that are completed stay "
        "so; each can be reopened on its own page.",
        form=form,
        submit="Reopen order",
    )


def _address(order: PurchaseOrder, name: str) -> str:
    return reverse(f"purchasing:{name}", args=[order.organization.slug, order.number])
