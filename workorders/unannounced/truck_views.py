"""One truck that nobody announced: what stood on it, what a line is, and what becomes of it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from inventory.conditions.forms import WhyForm
from inventory.products.scanning import find_scanned
from sostocked.foundation.pages.dialogs import ask, go, posted
from sostocked.foundation.pages.navigation import crumbs
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import count_of
from workorders.receiving.services import OverReceipt
from workorders.unannounced.access import open_truck, require
from workorders.unannounced.candidates import candidates_for
from workorders.unannounced.forms import AssignForm, NameForm
from workorders.unannounced.queries import contents_of, left_unknown
from workorders.unannounced.services import assign, keep, name_line, take_back


@require_safe
def unannounced(request, org, truck):
    """What stood on the truck, and what became of it."""
    access, found = open_truck(request, org, truck)
    return render(request, "workorders/unannounced/truck.html", _context(access, found))


def assign_truck(request, org, truck):
    """Choose the work order that it is for, and receive it there."""
    access, found = open_truck(request, org, truck)
    require(access.may_assign)
    candidates = candidates_for(found)
    form, refusal, asks_reason = AssignForm(posted(request), candidates=candidates), None, False
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            assign(
                found,
                form.chosen,
                speaker=access.speaker(request.user),
                key=said["key"],
                reason=said["reason"],
            )
            messages.success(request, f"{found} was received on {form.chosen.number}.")
            return go(request, found.get_absolute_url())
        except Refused as refused:
            refusal, asks_reason = refused, isinstance(refused, OverReceipt)
    context = {
        **_context(access, found),
        "form": form,
        "candidates": candidates,
        "refusal": refusal,
        "asks_reason": asks_reason or bool(form.is_bound and form.data.get("reason", "").strip()),
        "crumbs": _crumbs(access, found, "Assign"),
    }
    status = refusal.http_status if refusal else 422 if form.is_bound else 200
    return render(request, "workorders/unannounced/assign.html", context, status=status)


def name_unknown(request, org, truck, line):
    """Say what units are that nobody knew when the truck came, or why they are set aside."""
    access, found = open_truck(request, org, truck)
    require(access.may_assign)
    unknown = left_unknown(found).get(line)
    if unknown is None:
        raise Http404("Nothing of this line is unknown.")
    data = posted(request)
    codes = find_scanned(found.organization, [data.get("code", "").strip()] if data else [])
    form = NameForm(data, found=codes, initial={"units": unknown.left, "came_as": "good"})
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            name_line(found, line, form.goods(), by=request.user, key=form.cleaned_data["key"])
            messages.success(request, f"{count_of(form.cleaned_data['units'], 'unit')} named.")
            return go(request, found.get_absolute_url())
        except Refused as refused:
            refusal = refused
    context = {
        **_context(access, found),
        "form": form,
        "line": unknown,
        "refusal": refusal,
        "crumbs": _crumbs(access, found, "What is it?"),
    }
    status = refusal.http_status if refusal else 422 if form.is_bound else 200
    return render(request, "workorders/unannounced/name.html", context, status=status)


def keep_truck(request, org, truck):
    """Put it into stock, on no order: the seller's to say."""
    access, found = open_truck(request, org, truck)
    require(access.may_keep)
    question = {
        "title": f"Put {str(found).lower()} into stock?",
        "text": "Its good units are free to use from now on and count towards no order. Damaged ones stay so.",
        "submit": "Put into stock",
    }
    return _end(request, found, keep, f"{found} is in stock.", question)


def take_truck_back(request, org, truck):
    """Say that it did not come so after all, or left again."""
    access, found = open_truck(request, org, truck)
    require(access.may_assign)
    question = {
        "title": f"Take {str(found).lower()} back?",
        "text": "All of it leaves the stock again. Do this where it was a mistake, or the goods left.",
        "submit": "Take it back",
        "danger": True,
    }
    return _end(request, found, take_back, f"{found} was taken back.", question)


def _end(request, truck, act, outcome: str, question: dict):
    """Ask why, and do `act`; a refusal is said where it was asked."""
    form = WhyForm(posted(request))
    question |= {"form": form, "cancel_url": truck.get_absolute_url()}
    if not form.is_bound or not form.is_valid():
        return ask(request, status=422 if form.is_bound else 200, **question)
    said = form.cleaned_data
    try:
        act(truck, reason=said["reason"], by=request.user, key=said["key"])
    except Refused as refusal:
        return ask(request, status=refusal.http_status, **question | {"text": str(refusal)})
    messages.success(request, outcome)
    return go(request, truck.get_absolute_url())


def _context(access, truck) -> dict:
    contents = contents_of(truck)
    return {
        "access": access,
        "truck": truck,
        "ending": getattr(truck, "ending", None),
        "known": contents.known,
        "described": contents.described,
        "unknown": contents.unknown,
        "crumbs": _crumbs(access, truck),
    }


def _crumbs(access, truck, *here: str) -> list[dict]:
    name = "my_unannounced" if access.discreet else "sellers_unannounced"
    where = [] if access.discreet else [truck.organization.slug]
    up = ("Unannounced", reverse(f"workorders:{name}", args=where))
    if not here:
        return crumbs(up, f"Truck {truck.number}")
    return crumbs(up, (f"Truck {truck.number}", truck.get_absolute_url()), *here)
