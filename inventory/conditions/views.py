"""Saying that units are on hold, damaged, repaired, released or go back, and calling a lot back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from inventory.conditions.forms import ConditionForm, WhyForm
from inventory.conditions.services import call_back, change_condition
from inventory.models import Lot, StockBalance
from inventory.rules.conditions import CHANGES
from inventory.rules.stock import CONDITION_CHANGES
from inventory.stock.access import open_units_of
from inventory.stock.queries import by_place, lot_in_words, stock_of
from sostocked.foundation.pages.dialogs import go, posted
from sostocked.foundation.pages.navigation import crumbs
from sostocked.foundation.people.access import enter
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import count_of


def change_units(request, org, pk, product):
    """Say what became of units of one product at one facility; for its staff what they see, for the seller all."""
    access, found = open_units_of(request, org, pk, product)
    balances = list(_balances(access.facility, found))
    form = ConditionForm(posted(request), balances=balances, seller=access.may_write)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            return _change(request, access, form)
        except Refused as refused:
            refusal = refused
    up = reverse("inventory:facility_stock", args=[org, pk])
    context = {
        "access": access,
        "facility": access.facility,
        "membership": access.membership,
        "product": found,
        "form": form,
        "refusal": refusal,
        "up": up,
        "crumbs": crumbs(("Stock", access.stock_url), (access.facility.name, up), found.sku),
    }
    return render(request, "inventory/conditions/change_units.html", context, status=_status(form, refusal))


def _change(request, access, form: ConditionForm):
    said, units = form.cleaned_data, form.units()
    change_condition(
        access.facility,
        what=said["what"],
        units=units,
        reason=said["reason"],
        by=request.user,
        key=said["key"],
    )
    together = count_of(sum(each.units for each in units), "unit")
    messages.success(request, f"{CONDITION_CHANGES[CHANGES[said['what']].cause]}: {together}.")
    where = [access.facility.organization.slug, access.facility.pk]
    return go(request, reverse("inventory:facility_stock", args=where))


def lot(request, org, pk):
    """Where the units of a lot are, and calling them back: all on hold, wherever they are."""
    membership = enter(request, org)
    found = get_object_or_404(
        Lot.objects.select_related("product__organization"),
        product__organization=membership.organization,
        pk=pk,
    )
    if request.method == "POST" and not membership.may_write:
        raise PermissionDenied
    form, refusal = WhyForm(posted(request)), None
    if form.is_bound and form.is_valid():
        try:
            return _call_back(request, found, form)
        except Refused as refused:
            refusal = refused
    on_hand = StockBalance.objects.on_hand().filter(lot=found)
    stock = stock_of([found.product], on_hand, by_place)[0]
    context = {
        "membership": membership,
        "product": found.product,
        "lot": found,
        "name": lot_in_words(found),
        "stock": stock,
        "free": stock.total - stock.on_hold,
        "form": form,
        "refusal": refusal,
        "crumbs": crumbs(("Stock", reverse("inventory:stock", args=[org])), found.product.sku),
    }
    return render(request, "inventory/conditions/lot.html", context, status=_status(form, refusal))


def _call_back(request, found: Lot, form: WhyForm):
    said = form.cleaned_data
    change = call_back(found, reason=said["reason"], by=request.user, key=said["key"])
    lines = list(change.lines.all())
    together, places = sum(each.units for each in lines), len({each.place_id for each in lines})
    messages.success(
        request, f"Called back: {count_of(together, 'unit')} at {count_of(places, 'facility')} are on hold."
    )
    return go(request, reverse("inventory:lot", args=[found.product.organization.slug, found.pk]))


def _balances(facility, product):
    rows = StockBalance.objects.on_hand().filter(place__facility=facility, product=product)
    return rows.select_related("product", "lot").order_by("lot__expires_on", "lot__code", "condition", "pk")


def _status(form, refusal) -> int:
    if refusal:
        return refusal.http_status
    return 422 if form.is_bound else 200
