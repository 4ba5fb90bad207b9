"""Saying what happened to a leg that a work order takes care of: goods came, work is over, the truck is late."""

from django.contrib import messages
from django.http import Http404
from django.urls import reverse

from leadtimes.leg_reports.forms import ReportForm
from leadtimes.rules.leg_reports import ReportKind
from sostocked.foundation.pages.dialogs import go, posted
from sostocked.foundation.records.errors import NotYours, Refused
from workorders.access import Access, open_work_order
from workorders.content import read_content
from workorders.leg_reports import services as leg_reports
from workorders.page.responses import ask, refuse
from workorders.services import require_completable
from workorders.workflow import AT_WORK


def report_leg(request, org, number, leg):
    """Note that a leg started or finished, or that it is not over yet; everything after it follows."""
    access = open_work_order(request, org, number)
    if not access.may_report:
        return refuse(request, access, _why_not(access))
    row = next((each for each in read_content(access.work_order).own_legs if each.pk == leg), None)
    if row is None:
        raise Http404("No such leg.")
    speaker = access.speaker(request.user)
    form = ReportForm(posted(request), leg=row, today=speaker.today, what=request.GET.get("what", ""))

    def report(leg_report):
        return leg_reports.report(access.work_order, leg_id=leg, leg_report=leg_report, speaker=speaker)

    url = access.work_order.get_absolute_url()
    if form.is_bound and form.take(report):
        messages.success(request, form.outcome)
        return go(request, _next(request, access, row, form.leg_report.what) or url)
    return ask(request, access, status=422 if form.is_bound else 200, **form.question)


def _next(request, access: Access, leg, what: ReportKind) -> str:
    """Who says that the facility's last leg is over goes on to completing it, or hears what is missing."""
    work_order, here = access.work_order, read_content(access.work_order).legs_here
    is_last = bool(here) and leg.pk == here[-1].pk
    if not (access.is_staff and is_last and what is ReportKind.FINISHED) or work_order.status not in AT_WORK:
        return ""
    try:
        require_completable(work_order)
    except Refused as refusal:
        messages.info(request, f"{work_order.number} is not completed by that. {refusal}")
        return ""
    return reverse("workorders:complete", args=[work_order.organization.slug, work_order.number])


def _why_not(access: Access) -> Refused:
    work_order = access.work_order
    if not access.is_running:
        return Refused(f"{work_order.number} is not under way: its dates stay as they are.")
    return NotYours(f"Only staff of {work_order.facility}, or who writes its orders, can say this.")
