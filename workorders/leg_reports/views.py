"""Saying what happened to a leg that a work order takes care of: goods came, work is over, the truck is late."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse

from leadtimes.models import DatedLeg
from leadtimes.rules.leg_reports import ReportKind
from sostocked.foundation.pages.dialogs import go, posted
from sostocked.foundation.records.errors import NotYours, Refused
from workorders.access import Access, open_work_order
from workorders.content import read_content
from workorders.leg_reports import services as leg_reports
from workorders.leg_reports.forms import WorkOrderReportForm
from workorders.page.responses import ask, refuse
from workorders.services import why_not_complete
from workorders.workflow import AT_WORK


def report_leg(request, org, number, leg):
    """Note that a leg started or finished, or that it is not over yet; everything after it follows."""
    access = open_work_order(request, org, number)
    if not access.may_report:
        return refuse(request, access, _why_not(access))
    row = next((each for each in read_content(access.work_order).own_legs if each.pk == leg), None)
    if row is None:
        raise Http404("No such leg.")
    speaker, is_last = access.speaker(request.user), _is_last_here(access, row)
    form = WorkOrderReportForm(
        posted(request),
        leg=row,
        today=speaker.today,
        what=request.GET.get("what", ""),
        completes=access.work_order.number if is_last and not why_not_complete(access.work_order) else "",
    )

    def report(leg_report):
        act = leg_reports.report_and_complete if form.completes else leg_reports.report
        return act(access.work_order, leg_id=leg, leg_report=leg_report, speaker=speaker)

    if form.is_bound and form.take(report):
        return _noted(request, access, form, is_last=is_last)
    return ask(request, access, status=422 if form.is_bound else 200, **form.question)


def _noted(request, access: Access, form: WorkOrderReportForm, *, is_last: bool) -> HttpResponse:
    """Say what came of it, and what completing still needs where the last leg is over and the work is not."""
    work_order = access.work_order
    messages.success(request, form.outcome)
    if form.completes:
        messages.success(request, f"{work_order.number} is completed. Thank you.")
        return go(request, reverse("workorders:worklist"))
    if is_last and form.leg_report.what is ReportKind.FINISHED and (missing := why_not_complete(work_order)):
        messages.info(request, f"{work_order.number} is not completed by that. {missing}")
    return go(request, work_order.get_absolute_url())


def _is_last_here(access: Access, leg: DatedLeg) -> bool:
    """Whether it is the last one at the facility, said by its people while the work is not over."""
    here = read_content(access.work_order).legs_here
    is_last = bool(here) and leg.pk == here[-1].pk
    return is_last and access.is_staff and access.work_order.status in AT_WORK


def _why_not(access: Access) -> Refused:
    work_order = access.work_order
    if not access.is_running:
        return Refused(f"{work_order.number} is not under way: its dates stay as they are.")
    return NotYours(f"Only staff of {work_order.facility}, or who writes its orders, can say this.")
