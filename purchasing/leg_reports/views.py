"""Saying what really happened to a leg of an order."""

from django.contrib import messages
from django.shortcuts import get_object_or_404

from leadtimes.leg_reports.forms import ReportForm
from leadtimes.speaker import Speaker
from purchasing.access import order_to_write
from purchasing.leg_reports import services as leg_reports
from purchasing.order_page.confirm import ask
from sostocked.foundation.pages.dialogs import go, posted


def report_leg(request, org, number, leg):
    """Note that a leg started or finished, or that it is not over yet; everything after it follows."""
    order = order_to_write(request, org, number)
    if not order.is_open:
        messages.error(request, f"{order.number} is {order.badge.label.lower()}: its dates stay as they are.")
        return go(request, order.get_absolute_url())
    row = get_object_or_404(order.legs.select_related("facility"), pk=leg)
    today = order.organization.today()
    form = ReportForm(posted(request), leg=row, today=today, what=request.GET.get("what", ""))

    def report(leg_report):
        speaker = Speaker(request.user, today)
        return leg_reports.report(order, leg_id=leg, leg_report=leg_report, speaker=speaker)

    if form.is_bound and form.take(report):
        messages.success(request, form.outcome)
        return go(request, order.get_absolute_url())
    return ask(request, order, status=422 if form.is_bound else 200, **form.question)
