"""The pages of departures, whichever document they belong to: writing one down, and what one was."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from inventory.models import AbstractDeparture, Shipment
from inventory.rules.shipping import AMAZON
from inventory.shipping.check_ins import check_ins_of, counted_of
from inventory.shipping.draft import CARRIERS, DepartureDraft, PapersForm, papers_of
from inventory.shipping.page import rows_of
from inventory.shipping.queries import with_cartons
from inventory.shipping.services import Papers
from sostocked.foundation.pages.page_parts import HtmxRequest, form_page
from sostocked.foundation.pages.reason_form import ReasonForm
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import count_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipPage:
    """Where goods that leave are written down: the address it is sent to, and the page it leads back to.

    `origin` is where they leave from; `nothing` and `why_nothing` are said where nothing can leave from there.
    """

    heading: str
    origin: str
    url: str
    back_url: str
    crumbs: list[dict[str, Any]]
    nothing: str
    why_nothing: str


def ship_page(
    request: HtmxRequest,
    page: ShipPage,
    draft: DepartureDraft,
    *,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form of a departure, or to htmx the part of it that is swapped."""
    context = {
        "page": page,
        "draft": draft,
        "refusal": refusal,
        "carriers": CARRIERS,
        "crumbs": page.crumbs,
    }
    template = "inventory/shipping/ship.html"
    return form_page(request, template, context, part="shipping-form", status=status, to_top=status >= 400)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeparturePage:
    """A departure where it belongs: the document it leads back to, and what this person may do.

    `returned` says in a sentence where its units are once it is taken back. What Amazon counted is shown where
    `shows_amazon`, and entered at `check_in_url` by those who have one.
    """

    document: str
    url: str
    system: str
    crumbs: list[dict[str, Any]]
    returned: str
    may_write: bool
    may_take_back: bool
    shows_amazon: bool
    check_in_url: str
    write_papers: Callable[[Papers], Any]
    take_back: Callable[[str], Any]


def find_departure(departures: Any, number: int) -> Any:
    """The departure of a document by its number, read with its cartons; Http404 where there is none."""
    found = departures.select_related("taken_back_by").filter(number=number).first()
    if found is None:
        raise Http404("No such departure.")
    shipments = Shipment.objects.select_related("organization", "by", "to_facility")
    found.shipment = with_cartons(shipments).get(pk=found.shipment_id)
    return found


def departure_page(request: HtmxRequest, page: DeparturePage, found: AbstractDeparture) -> HttpResponse:
    """What left in one go. Its papers are written here, and it is taken back here."""
    if request.method != "POST":
        return _show(request, page, found)
    taking_back = request.POST.get("action") == "take-back"
    form = _reason_form(page, request.POST) if taking_back else PapersForm(request.POST)
    if not form.is_valid():
        return _show(request, page, found, form=form, status=422)
    try:
        messages.success(request, _act(page, found, form))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _show(request, page, found, form=form, status=refusal.http_status)
    return redirect(found.get_absolute_url())


def _act(page: DeparturePage, found: AbstractDeparture, form: forms.Form) -> str:
    """Do what the form asks for; the sentence to say then."""
    if isinstance(form, PapersForm):
        page.write_papers(form.papers())
        return "The papers are saved."
    page.take_back(form.cleaned_data["reason"])
    return f"Departure {found.number} is taken back. {page.returned}"


def _reason_form(page: DeparturePage, data: Any = None) -> ReasonForm:
    why = "Say why it is taken back."
    return ReasonForm(data, label="Why is it taken back?", help_text=page.returned, missing=why, most=300)


def _show(
    request: HtmxRequest,
    page: DeparturePage,
    found: AbstractDeparture,
    *,
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    row = rows_of([(found.shipment, found)], page.system)[0]
    asks_amazon = page.shows_amazon and found.shipment.to_kind in AMAZON
    context = {
        "page": page,
        "departure": found,
        "row": row,
        "papers": form if isinstance(form, PapersForm) else PapersForm(initial=papers_of(found.shipment)),
        "back": form if isinstance(form, ReasonForm) else _reason_form(page),
        "carriers": CARRIERS,
        "amazon": list(counted_of(found.shipment).items()) if asks_amazon else [],
        "check_ins": check_ins_of(found.shipment) if asks_amazon else [],
        "on_the_way": count_of(row.on_the_way, "unit"),
        "crumbs": page.crumbs,
    }
    return render(request, "inventory/shipping/departure.html", context, status=status)
