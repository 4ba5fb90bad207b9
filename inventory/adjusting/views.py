"""Entering opening stock, a count or scrap; and the sheet that people take along to count."""

from dataclasses import replace

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from inventory.adjusting.draft import AdjustmentDraft
from inventory.adjusting.lacking import Lack, missing_for_stock
from inventory.adjusting.queries import MOST_ON_A_SHEET, sheet_rows
from inventory.adjusting.review import Comparison
from inventory.adjusting.services import BooksChanged, adjust
from inventory.models import Adjustment
from inventory.rules.stock import ADJUSTMENTS
from inventory.stock.access import open_stock_of
from sostocked.foundation.pages.dialogs import go
from sostocked.foundation.pages.navigation import crumbs
from sostocked.foundation.pages.page_parts import form_page
from sostocked.foundation.people.access import enter_to_write
from sostocked.foundation.people.models import Organization
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import count_of


def adjust_stock(request, org):
    """Write a sheet: what lies at a facility already, was counted, or is thrown away.

    A count is shown beside the books before it is saved; `confirm` saves what was seen there.
    """
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
    if action not in ("save", "confirm"):
        draft.go_on(action)
        return _page(request, draft.forgive_blanks())
    if not draft.is_valid():
        return _page(request, draft, status=422)
    try:
        return (
            _count(request, draft, action) if draft.is_count else _save(request, draft, draft.lines.lines())
        )
    except Refused as refusal:
        return _page(request, draft, refusal=refusal, status=refusal.http_status)


def _count(request, draft: AdjustmentDraft, action: str):
    """Show how a count differs from the books; save it once that was seen, and the books say the same still."""
    compared = draft.compared()
    if action == "confirm" and compared.is_seen:
        try:
            return _save(request, draft, [replace(each.line, books=each.books) for each in compared.lines])
        except BooksChanged:
            compared = draft.compared()
    status = BooksChanged.http_status if compared.moved else 200
    return _page(request, draft, compared=compared, status=status)


_MORE_LINES = {"list": AdjustmentDraft.listing, "paste": AdjustmentDraft.pasting}
"""Buttons that write many lines at once."""


def _lacking(request, organization: Organization, lack: Lack):
    up = reverse("inventory:stock", args=[organization.slug])
    context = {"lack": lack, "crumbs": crumbs(("Stock", up), "Count or adjust")}
    return render(request, "inventory/adjusting/lacking.html", context)


def _save(request, draft: AdjustmentDraft, lines):
    said = draft.sheet.cleaned_data
    sheet = adjust(
        said["facility"],
        kind=said["kind"],
        lines=lines,
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


def _page(request, draft: AdjustmentDraft, *, refusal=None, compared: Comparison | None = None, status=200):
    organization = draft.organization
    up = reverse("inventory:stock", args=[organization.slug])
    context = {
        "draft": draft,
        "organization": organization,
        "refusal": refusal,
        "compared": compared,
        "crumbs": crumbs(("Stock", up), "Count or adjust"),
    }
    page = "inventory/adjusting/adjust_stock.html"
    return form_page(
        request, page, context, part="adjustment-form", status=status, to_top=status >= 400 or bool(compared)
    )


def count_sheet(request, org, pk):
    """A list to print and take along: what lies where by the books, and an empty box; blind without figures."""
    access = open_stock_of(request, org, pk)
    facility = access.facility
    rows = sheet_rows(facility.organization_id, facility.pk, most=MOST_ON_A_SHEET + 1)
    up = reverse("inventory:facility_stock", args=[org, facility.pk])
    context = {
        "access": access,
        "facility": facility,
        "membership": access.membership,
        "rows": rows[:MOST_ON_A_SHEET],
        "is_cut": len(rows) > MOST_ON_A_SHEET,
        "most": MOST_ON_A_SHEET,
        "is_blind": request.GET.get("blind") == "1",
        "now": timezone.localtime(),
        "crumbs": crumbs(("Stock", access.stock_url), (facility.name, up), "Count sheet"),
    }
    return render(request, "inventory/adjusting/count_sheet.html", context)
