"""Saying what happened to a leg that a work order takes care of: goods came, work is over, the truck is late."""

from django.contrib import messages
from django.http import Http404

from leadtimes.leg_reports.forms import ReportForm
from sostocked.foundation.pages.dialogs import go, posted
from sostocked.foundation.records.errors import NotYours, Refused
from workorders.access import Visit, visit
from workorders.leg_reports import services as leg_reports
from workorders.page.content import read
from workorders.page.responses import confirmation, refuse


def report_leg(request, org, number, leg):
    """Note that a leg started or finished, or that it is not over yet; everything after it follows."""
    visited = visit(request, org, number)
    if not visited.may_report:
        return refuse(request, visited, _why_not(visited))
    row = next((each for each in read(visited.work_order).own_legs if each.pk == leg), None)
    if row is None:
        raise Http404("No such leg.")
    form = ReportForm(posted(request), leg=row, today=visited.today, what=request.GET.get("what", ""))

    def report(statement):
        who = {"by": request.user, "said_by": visited.work_order.facility if visited.is_staff else None}
        return leg_reports.report(
            visited.work_order, leg_id=leg, statement=statement, today=visited.today, **who
        )

    url = visited.work_order.get_absolute_url()
    if form.is_bound and form.take(report):
        messages.success(request, form.outcome)
        return go(request, url)
    question = {"action": request.path, "cancel_url": url, **form.question}
    return confirmation(request, status=422 if form.is_bound else 200, **question)


def _why_not(visited: Visit) -> Refused:
    work_order = visited.work_order
    if not visited.is_running:
        return Refused(f"{work_order.number} is not under way: its dates stay as they are.")
    return NotYours(f"Only staff of {work_order.facility}, or who writes its orders, can say this.")
