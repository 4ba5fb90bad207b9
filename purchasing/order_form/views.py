"""Writing an order: one form, one mechanism, with scripts on or off.

Every button submits the whole form and says by `action` what it is for; the form comes back with that done.
With htmx the same POST goes out while one types, and only figures, bar and proposal come back.
"""

import re

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from purchasing.access import crumbs, order_crumbs, order_to_write
from purchasing.models import PurchaseOrder
from purchasing.order_form.conflicts import newer_order
from purchasing.order_form.draft import OrderDraft
from purchasing.order_form.initial_data import blank_data, data_of
from sostocked.foundation.pages import form_rows
from sostocked.foundation.pages.dialogs import go
from sostocked.foundation.pages.page_parts import page_or_part
from sostocked.foundation.people.access import Request, enter_to_write
from sostocked.foundation.people.models import Organization
from sostocked.foundation.records.errors import ChangedMeanwhile, Refused
from sostocked.foundation.records.versions import counted_version

PAGE = "purchasing/order_form/order_form.html"
_USE_PLAN = re.compile(r"use-plan-([0-9]{1,18})")
_SAVE = re.compile(r"save|place|save-mine-(?P<version>[0-9]{1,9})")


def new_order(request, org):
    """Write a new order."""
    organization = enter_to_write(request, org).organization
    return _write(request, organization, None)


def edit_order(request, org, number):
    """Change an order: everything of a draft, lines and notes of a placed one."""
    order = order_to_write(request, org, number)
    if not (order.is_draft or order.is_open):
        messages.error(
            request, f"{order.number} is {order.badge.label.lower()} and can no longer be changed."
        )
        return go(request, order.get_absolute_url())
    return _write(request, order.organization, order)


def _write(request: Request, organization: Organization, order: PurchaseOrder | None) -> HttpResponse:
    if request.method != "POST":
        return _page(request, _previewed(_opened(request, organization, order)))
    action = request.POST.get("action", "preview")
    if saving := _SAVE.fullmatch(action):
        draft = OrderDraft(organization, form_rows.closed_up(request.POST, "lines"), order=order)
        return _save(request, draft, to_place=action == "place", version=saving["version"])
    if request.htmx and not _USE_PLAN.fullmatch(action):
        return _touch_up(request, organization, order, action)
    data = OrderDraft.acted(form_rows.closed_up(request.POST, "lines"), action)
    return _page(request, _acted(OrderDraft(organization, _with_a_line(data), order=order), action))


def _opened(request, organization: Organization, order: PurchaseOrder | None) -> OrderDraft:
    """A new order; or one as it is, on demand with what became of its lead time since its legs were adjusted."""
    if order is None:
        return OrderDraft(organization, blank_data(organization))
    draft = OrderDraft(organization, data_of(order), order=order)
    if request.GET.get("take") == "lead-time":
        draft.take_over()
    return draft


def _acted(draft: OrderDraft, action: str) -> OrderDraft:
    """The draft after a button that is about legs, or about nothing in particular."""
    if action == "adjust-legs":
        draft.adjust()
    elif action == "reset-legs":
        draft.unadjust()
    elif action == "take-over-legs":
        draft.take_over()
    elif action == "keep-legs":
        draft.keep_legs()
    elif plan := _USE_PLAN.fullmatch(action):
        draft.use_plan(plan[1])
    else:
        draft.propose()
    draft.go_on(action)
    return _previewed(draft)


def _previewed(draft: OrderDraft) -> OrderDraft:
    draft.fill_in_costs()
    return draft.forgive_blanks()


def _with_a_line(data: QueryDict) -> QueryDict:
    return data if form_rows.total(data, "lines") else form_rows.added(data, "lines")


# ── With htmx ─────────────────────────────────────────────────────────────────────────────────────────


def _touch_up(request, organization, order, action) -> HttpResponse:
    """What a change makes different on the page: never the field one is typing in."""
    gone = re.fullmatch(r"remove-line-([0-9]{1,4})", action)
    if gone:
        data = form_rows.emptied(request.POST, "lines", int(gone[1]))
    else:
        data = OrderDraft.acted(request.POST, action)
    draft = _acted(OrderDraft(organization, data, order=order), action)
    draft.problems += filter(None, [draft.lines.complaint])
    context = _context(request, draft) | {
        "row": draft.line(request.POST.get("row", "")),
        "left_sku": request.POST.get("left") == "sku",
        "gone": gone[1] if gone else "",
        "new": draft.lines.forms[-1] if action == "add-line" and not draft.lines.complaint else None,
        "with_legs": "leg" in action,
    }
    response = render(request, "purchasing/order_form/touch_up.html", context)
    response["HX-Reswap"] = "none"
    return response


# ── Saving ────────────────────────────────────────────────────────────────────────────────────────────


def _save(request, draft: OrderDraft, *, to_place: bool, version: str | None) -> HttpResponse:
    draft.propose_where_none()
    if not draft.is_valid():
        return _page(request, draft, status=422)
    if twin := draft.twin():
        messages.info(request, f"{twin.number} was already saved from this form.")
        return go(request, twin.get_absolute_url())
    try:
        order = draft.save(by=request.user, version=int(version) if version else None)
    except ChangedMeanwhile as refusal:
        read = counted_version({"version": version or request.POST.get("version", "")})
        newer = newer_order(draft.order, read, reader=request.user) if draft.order else None
        return _page(request, draft, status=refusal.http_status, newer=newer)
    except Refused as refusal:
        draft.complain(refusal)
        return _page(request, draft, status=refusal.http_status)
    if draft.proposed.took_over:
        messages.info(
            request, f"No lead time was chosen. {order.lead_time} was taken up. {draft.proposed.why}"
        )
    if to_place and order.is_draft:
        return go(request, reverse("purchasing:place_order", args=[order.organization.slug, order.number]))
    messages.success(request, f"{order.number} is saved.")
    return go(request, order.get_absolute_url())


def _page(request, draft: OrderDraft, *, status=200, newer=None) -> HttpResponse:
    """The page, or to htmx its form and bar."""
    context = _context(request, draft) | {"newer": newer, "loud": status != 200}
    response = page_or_part(request, PAGE, context, part="order-form", status=status)
    if request.htmx:
        response["HX-Retarget"], response["HX-Reswap"] = "#order-form", "outerHTML show:#order-form:top"
    return response


def _context(request, draft: OrderDraft) -> dict:
    order, organization = draft.order, draft.organization
    back = order.get_absolute_url() if order else reverse("purchasing:orders", args=[organization.slug])
    return {
        "draft": draft,
        "bar": draft.bar,  # before anything is shown: dating it may find what is wrong
        "path": request.path,
        "options_url": reverse("inventory:product_options", args=[organization.slug]),
        "back_url": back,
        "crumbs": order_crumbs(order, "Edit") if order else crumbs(organization, "New"),
        "oob": bool(request.htmx),
    }
