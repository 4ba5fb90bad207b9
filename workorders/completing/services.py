"""Starting and completing in one go with what they witness: that the goods came, that the facility's work is over.

Rule W: each is a report of its own by that person for the facility, beside the work order's own move.
"""

from django.db import transaction

from leadtimes.rules.leg_reports import LegReport, ReportKind
from leadtimes.speaker import Speaker
from workorders import services
from workorders.content import read_content
from workorders.leg_reports.services import report
from workorders.locking import lock_with_order
from workorders.models import WorkOrder


@transaction.atomic
def start_and_confirm(work_order: WorkOrder, *, speaker: Speaker) -> WorkOrder:
    """Begin the work, and note that the goods came today; raises Refused, or InvalidReport if that cannot be."""
    # None, where the facility went from the way since the page was opened: then `start` says why not.
    for arrival in read_content(lock_with_order(work_order)).legs_here[:1]:
        _report(work_order, arrival.pk, LegReport(ReportKind.STARTED, speaker.today), speaker)
    return services.start(work_order, by=speaker.user)


@transaction.atomic
def complete_and_confirm(
    work_order: WorkOrder, *, speaker: Speaker, sure: bool = False, reason: str = "", note: str = ""
) -> WorkOrder:
    """Finish the work, and note that its facility's legs ended today, and began, if nobody said so.

    `sure`: whoever says so knows that the goods are expected much later. `reason` and `note` say what held
    up a leg that ends days later than expected. Raises as `start_and_confirm`.
    """
    here = read_content(lock_with_order(work_order)).legs_here
    ended = LegReport(ReportKind.FINISHED, speaker.today, reason=reason, note=note, sure=sure)
    # The last one first: whoever comes next on the way then reads of one new date, not of several.
    for leg in reversed(here):
        if not leg.actual_ends_on:
            _report(work_order, leg.pk, ended, speaker)
    if here and not here[0].actual_starts_on and not here[0].actual_ends_on:
        _report(work_order, here[0].pk, LegReport(ReportKind.STARTED, speaker.today, sure=sure), speaker)
    return services.complete(work_order, by=speaker.user, sure=sure)


def _report(work_order: WorkOrder, leg_id: int, said: LegReport, speaker: Speaker) -> None:
    report(work_order, leg_id=leg_id, leg_report=said, speaker=speaker)
