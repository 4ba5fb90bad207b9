"""A calendar has changed: what that moves, and moving it."""

from datetime import date

from django.shortcuts import get_object_or_404, redirect

from leadtimes.facilities.access import facilities_of, facility_crumbs
from leadtimes.rescheduling.registry import reschedulables
from leadtimes.rescheduling.services import ask, resume, start
from sostocked.foundation.pages.page_parts import page_or_part
from sostocked.foundation.people.access import enter_to_manage
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.rules.number_reading import read_id


def rescheduling(request, org, pk):
    """How far dating the open orders of a facility again is; POST counts what moves, moves it, or goes on."""
    membership = enter_to_manage(request, org)
    facility = get_object_or_404(facilities_of(request, membership).select_related("organization"), pk=pk)
    if request.method == "POST":
        return _act(request, facility)
    return _page(request, facility)


def _act(request, facility):
    acts = {"move": start, "resume": resume}
    act = acts.get(request.POST.get("action"))
    if act is None:
        ask(facility, by=request.user)
        return redirect(request.path)
    shown = facility.reschedulings.filter(pk=read_id(request.POST.get("rescheduling", ""))).first()
    try:
        if shown is None:
            raise Refused("Count first what moves.")
        act(shown, by=request.user)
    except Refused as refusal:
        return _page(request, facility, problem=str(refusal), status=refusal.http_status)
    return redirect(request.path)


def _page(request, facility, *, problem="", status=200):
    organization = facility.organization
    latest = facility.reschedulings.select_related("asked_by", "moved_by").first()
    context = {
        "facility": facility,
        "rescheduling": latest,
        "problem": problem,
        "biggest": _dated(latest),
        "lists": _lists(latest, organization),
        "crumbs": facility_crumbs(facility, "Date open orders again"),
    }
    return page_or_part(
        request, "leadtimes/rescheduling/rescheduling.html", context, part="rescheduling", status=status
    )


def _dated(latest):
    """The documents that move farthest, with real dates."""
    return [
        each
        | {"old": each["old"] and date.fromisoformat(each["old"]), "new": date.fromisoformat(each["new"])}
        for each in (latest.biggest if latest else [])
    ]


def _lists(latest, organization):
    """Where the documents are that were moved."""
    moved = latest.by_kind if latest and latest.is_real else {}
    return [
        {"label": reschedulable.label, "url": reschedulable.list_url(organization)}
        for reschedulable in reschedulables()
        if moved.get(reschedulable.key)
    ]
