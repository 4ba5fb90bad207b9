"""Entering opening stock, a count or scrap."""

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse

from inventory.adjusting.draft import AdjustmentDraft
from inventory.adjusting.lacking import Lack, missing_for_stock
from inventory.adjusting.services import adjust
from inventory.models import Adjustment
from inventory.rules.stock import ADJUSTMENTS
from sostocked.foundation.pages.dialogs import go
from sostocked.foundation.pages.navigation import crumbs
from sostocked.foundation.pages.page_parts import form_page
from sostocked.foundation.people.access import enter_to_write
from sostocked.foundation.people.models import Organization
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import count_of


def adjust_stock(request, org):
    """Write a sheet: what lies at a facility already, was counted, or is thrown away."""
    membership = enter_to_write(request, org)
    organization = membership.organization
    if request.method != "POST" and (lack := missing_for_stock(membership)):
        return _lacking(request, organization, lack)
    if request.method != "POST":
        return _page(request, AdjustmentDraft.new(organization, request.GET).forgive_blanks())
    action = request.POST.get("action", "save")
    draft = AdjustmentDraft(organization, AdjustmentDraft.acted(request.POST, action))
    if more := _MORE_LINES.get(action):
        return _page(request, more(organization, request.POST).forgive_blanks())
    if action != "save":
        draft.go_on(action)
        return _page(request, draft.forgive_blanks())
    if not draft.is_valid():
        return _page(request, draft, status=422)
    try:
        return _save(request, draft)
    except Refused as refusal:
        return _page(request, draft, refusal=refusal, status=refusal.http_status)


_MORE_LINES = {"list": AdjustmentDraft.listing, "paste": AdjustmentDraft.pasting}
"""Buttons that write many lines at once."""


def _lacking(request, organization: Organization, lack: Lack):
    up = reverse("inventory:stock", args=[organization.slug])
    context = {"lack": lack, "crumbs": crumbs(("Stock", up), "Count or adjust")}
    return render(request, "inventory/adjusting/lacking.html", context)


def _save(request, draft: AdjustmentDraft):
    said = draft.sheet.cleaned_data
    sheet = adjust(
        said["facility"],
        kind=said["kind"],
        lines=draft.lines.lines(),
        reason=said["reason"],
        by=request.user,
        key=said["key"],
    )
    messages.success(request, _outcome(sheet))
    return go(
        request, reverse("inventory:facility_stock", args=[draft.organization.slug, said["facility"].pk])
    )


def _outcome(sheet: Adjustment) -> str:
    """ "Count: 3 lines, 2 of them differ (−5 units together)."."""
    lines = list(sheet.lines.all())
    differences = [line.units_after - line.units_before for line in lines]
    changed = sum(map(bool, differences))
    if not changed:
        return f"{ADJUSTMENTS[sheet.kind]}: {count_of(len(lines), 'line')}, all as the books had it."
    total = sum(differences)
    together = f"{'+' if total > 0 else '−' if total < 0 else ''}{count_of(abs(total), 'unit')}"
    return f"{ADJUSTMENTS[sheet.kind]}: {count_of(changed, 'line')} changed, {together} together."


def _page(request, draft: AdjustmentDraft, *, refusal=None, status=200):
    organization = draft.organization
    up = reverse("inventory:stock", args=[organization.slug])
    context = {
        "draft": draft,
        "organization": organization,
        "refusal": refusal,
        "crumbs": crumbs(("Stock", up), "Count or adjust"),
    }
    page = "inventory/adjusting/adjust_stock.html"
    return form_page(request, page, context, part="adjustment-form", status=status, to_top=status >= 400)
