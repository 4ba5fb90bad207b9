"""The page of Amazon's count of a shipment, whichever document it left on."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from inventory.models import Shipment
from inventory.shipping.check_in_form import CheckInForm
from inventory.shipping.check_ins import CheckInInput, check_ins_of, counted_of
from leadtimes.rules.leg_reports import InvalidReport
from sostocked.foundation.pages.page_parts import HtmxRequest
from sostocked.foundation.records.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInPage:
    """Where Amazon's count is entered: of which departure, the page it leads back to, and how it is kept."""

    departure: str
    url: str
    crumbs: list[dict[str, Any]]
    today: date
    why_not: str
    check_in: Callable[[CheckInInput, uuid.UUID], Any]


def check_in_page(request: HtmxRequest, page: CheckInPage, shipment: Shipment) -> HttpResponse:
    """Enter what Amazon has by now; the totals say what is short and what is over."""
    counted = counted_of(shipment)
    if request.method != "POST":
        past = check_ins_of(shipment)
        was_closed = bool(past and past[0].is_closed)
        initial = {"key": uuid.uuid4(), "counted_on": page.today, "is_closed": was_closed}
        return _show(request, page, shipment, CheckInForm(counted=counted, initial=initial))
    form = CheckInForm(request.POST, counted=counted)
    if not form.is_valid():
        return _show(request, page, shipment, form, status=422)
    try:
        page.check_in(form.said, form.cleaned_data["key"])
    except InvalidReport as invalid:
        form.add_error("counted_on", str(invalid))
        return _show(request, page, shipment, form, status=422)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _show(request, page, shipment, form, status=refusal.http_status)
    messages.success(request, "Amazon's count is saved.")
    return redirect(page.url)


def _show(
    request: HtmxRequest, page: CheckInPage, shipment: Shipment, form: CheckInForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "page": page,
        "shipment": shipment,
        "form": form,
        "past": check_ins_of(shipment),
        "crumbs": page.crumbs,
    }
    return render(request, "inventory/shipping/check_in.html", context, status=status)
