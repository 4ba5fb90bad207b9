"""The question where in the hall a product lies."""

from django import forms
from django.contrib import messages
from django.urls import reverse

from inventory.bins.services import set_bin
from inventory.models import Bin
from inventory.models.bins import MOST_SIGNS
from inventory.stock.access import open_units_of
from sostocked.foundation.pages.dialogs import ask, go, posted
from sostocked.foundation.pages.fields.typed_fields import OneLineField
from sostocked.foundation.pages.navigation import crumbs


class BinForm(forms.Form):
    """One line of text, or none."""

    text = OneLineField(
        label="Place in the hall",
        required=False,
        max_length=MOST_SIGNS,
        help_text="Aisle, shelf or bin, as people there call it: “Aisle 4, bin 12”. Empty: nowhere in particular.",
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", "autofocus": True}),
    )


def say_bin(request, org, pk, product):
    """Say where in the hall of a facility the units of one product lie; for the seller and for its staff."""
    access, found = open_units_of(request, org, pk, product)
    facility = access.facility
    now = Bin.objects.filter(facility=facility, product=found).first()
    form = BinForm(posted(request), initial={"text": now.text if now else ""})
    up = reverse("inventory:facility_stock", args=[org, pk])
    if form.is_bound and form.is_valid():
        made = set_bin(facility, found, form.cleaned_data["text"])
        where = f"lies at {made.text}" if made else "has no place in the hall"
        messages.success(request, f"{found.sku} {where}.")
        return go(request, up)
    return ask(
        request,
        title=f"Where does {found.sku} lie?",
        text=f"At {facility.place}. It is shown beside the product on stock pages, work orders and count sheets.",
        form=form,
        submit="Save",
        cancel_url=up,
        crumbs=crumbs(("Stock", access.stock_url), (facility.name, up), found.sku),
        status=422 if form.is_bound else 200,
    )
