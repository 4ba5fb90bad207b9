"""What a work order says, read once for everything that is told of it."""

from datetime import date

from leadtimes.rules.leg_reports import LegReport, ReportKind
from leadtimes.speaker import Speaker
from purchasing.leg_reports import services as leg_reports
from workorders.content import read_content
from workorders.models import WorkOrder

GROUND, PREP = 2, 3


def test_a_date_change_is_told_of_its_own_legs_or_of_the_others(cast, sent):
    speaker = Speaker(cast.alice, date(2026, 12, 30))
    for at, day in ((GROUND, 15), (PREP, 24)):
        leg = sent.order.legs.all()[at]
        said = LegReport(ReportKind.FINISHED, date(2026, 12, day), reason="customs")
        leg_reports.report(sent.order, leg_id=leg.pk, leg_report=said, speaker=speaker)
    content = read_content(WorkOrder.objects.get(pk=sent.pk))
    assert [each.leg_name for each in content.date_changes] == ["Prep center"]
    assert [each.leg_name for each in content.date_changes_elsewhere] == ["Ground freight"]
