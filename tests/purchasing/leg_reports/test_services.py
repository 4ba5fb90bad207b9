"""What really happened moves everything unfinished after it, and nothing else; S12 to the day."""

from datetime import date, timedelta
from random import Random

import pytest

from leadtimes.rules.lateness import unconfirmed
from leadtimes.rules.leg_reports import InvalidReport, LegReport, ReportKind
from leadtimes.speaker import Speaker
from purchasing import services
from purchasing.leg_reports import services as leg_reports
from purchasing.models import DateChange, OrderLeg, PurchaseOrder
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.records.errors import Refused
from tests.factories import ClosureFactory, make_closed, make_placed
from workorders import services as workorders
from workorders.leg_reports import services as facility

PRODUCTION, OCEAN, DRAYAGE, PREP, GROUND, FBA = range(6)


def day(text):
    """12-27 of the winter of 2026, or a whole date."""
    if len(text) == 10:
        return date.fromisoformat(text)
    return date.fromisoformat(f"{2027 if text < '07' else 2026}-{text}")


def say(order, at, what, on, *, today, by, reason="", note="", said_by=None, sure=False):
    leg = list(order.legs.all())[at]
    leg_report = LegReport(ReportKind(what), on and day(on), reason, note, sure)
    return leg_reports.report(
        order, leg_id=leg.pk, leg_report=leg_report, speaker=Speaker(by, day(today), said_by)
    )


def ends(order):
    return [leg.expected_ends_on for leg in order.legs.all()]


@pytest.fixture
def order(cast):
    order = make_placed(cast)
    work_order = order.work_orders.get()
    workorders.acknowledge(work_order, by=cast.dana, revision=work_order.revision)
    return order


def test_a_late_factory_moves_all_that_follows(cast, order):
    date_change = say(order, PRODUCTION, "finished", "11-20", today="11-20", by=cast.alice, reason="factory")
    assert ends(order) == [day(d) for d in ("11-20", "12-18", "12-22", "12-27", "01-02", "01-09")]
    assert (date_change.days, date_change.leg_name, date_change.by) == (9, "Production", cast.alice)
    assert (date_change.old_ends_on, date_change.new_ends_on) == (day("11-11"), day("11-20"))
    assert (date_change.old_available_on, date_change.new_available_on) == (day("12-31"), day("01-09"))


def test_a_leg_without_a_facility_is_dated_on_the_days_of_its_supplier(cast, order):
    ClosureFactory(facility=cast.ningbo, starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 6))
    assert order.legs.first().facility is None
    say(order, PRODUCTION, "started", "10-14", today="10-14", by=cast.alice)
    assert ends(order)[0] == day("11-18")


def test_customs_add_five_days_on_top_and_the_baseline_stays(cast, order):
    say(order, PRODUCTION, "finished", "11-20", today="11-20", by=cast.alice, reason="factory")
    say(order, DRAYAGE, "not_yet", "12-27", today="12-20", by=cast.alice, reason="customs")
    assert ends(order)[DRAYAGE:] == [day(d) for d in ("12-27", "01-01", "01-07", "01-14")]
    assert list(order.date_changes.values_list("leg_name", "days", "reason")) == [
        ("Production", 9, "factory"),
        ("Ground freight", 5, "customs"),
    ]
    order.refresh_from_db()
    assert order.baseline_available_on == day("12-31")
    assert order.legs.last().baseline_ends_on == day("12-31")


def test_the_facility_is_told_once_per_change(cast, order):
    posted = Message.objects.count()
    say(order, PRODUCTION, "finished", "11-20", today="11-20", by=cast.alice, reason="factory")
    work_order = order.work_orders.get()
    assert (work_order.expected_on, work_order.leave_on) == (day("12-22"), day("12-27"))
    assert work_order.awaits_acknowledgement
    assert Message.objects.count() == posted + 1
    text = Message.objects.latest("pk").text
    assert "Goods expected: Tue 22 Dec 2026 (was Sun 13 Dec 2026)" in text
    assert "Must leave:     by Fri 25 Dec (Sun 27 Dec, closed) (was Fri 18 Dec 2026)" in text
    for _again in range(3):
        PurchaseOrder.objects.get(pk=order.pk).save()
        say(order, PRODUCTION, "finished", "11-20", today="11-21", by=cast.alice, reason="factory")
    assert Message.objects.count() == posted + 1
    assert order.work_orders.get().revision == work_order.revision


def test_a_move_below_the_facilitys_threshold_is_no_news_until_it_adds_up(cast, order):
    revision, posted = order.work_orders.get().revision, Message.objects.count()
    say(order, PRODUCTION, "finished", "11-12", today="11-12", by=cast.alice)
    work_order = order.work_orders.get()
    assert (work_order.expected_on, work_order.revision) == (day("12-14"), revision)
    assert not work_order.awaits_acknowledgement
    assert Message.objects.count() == posted
    say(order, OCEAN, "finished", "12-11", today="12-11", by=cast.alice)
    work_order = order.work_orders.get()
    assert (work_order.expected_on, work_order.revision) == (day("12-15"), revision + 1)
    assert Message.objects.count() == posted + 1


def test_a_facility_with_another_threshold_is_told_by_it(cast, order):
    cast.lone_star.notice_days = 10
    cast.lone_star.save()
    revision = order.work_orders.get().revision
    say(order, PRODUCTION, "finished", "11-20", today="11-20", by=cast.alice, reason="factory")
    assert order.work_orders.get().revision == revision


def test_what_a_facility_says_itself_it_need_not_acknowledge(cast, order):
    work_order, posted = order.work_orders.get(), Message.objects.count()
    prep = list(order.legs.all())[PREP]
    leg_report = LegReport(ReportKind.NOT_YET, day("12-24"), "facility")
    facility.report(
        work_order,
        leg_id=prep.pk,
        leg_report=leg_report,
        speaker=Speaker(cast.dana, day("12-16"), cast.lone_star),
    )
    work_order.refresh_from_db()
    assert (work_order.leave_on, work_order.awaits_acknowledgement) == (day("12-24"), False)
    assert Message.objects.count() == posted
    assert ends(order)[FBA] == day("01-06")


def test_a_facility_speaks_only_of_its_own_legs(cast, order):
    ocean = list(order.legs.all())[OCEAN]
    with pytest.raises(Refused, match="does not take care of this leg"):
        facility.report(
            order.work_orders.get(),
            leg_id=ocean.pk,
            leg_report=LegReport(ReportKind.FINISHED, day("12-09")),
            speaker=Speaker(cast.dana, day("12-10"), cast.lone_star),
        )
    assert not DateChange.objects.exists()


def test_goods_that_came_early_end_what_was_only_assumed(cast, order):
    say(order, PREP, "started", "12-10", today="12-10", by=cast.alice)
    assert ends(order) == [day(d) for d in ("11-11", "12-09", "12-10", "12-15", "12-21", "12-28")]
    assert order.work_orders.get().expected_on == day("12-10")


def test_confirming_exactly_as_expected_changes_no_date(cast, order):
    before, told = ends(order), Message.objects.count()
    for at, end in enumerate(before):
        date_change = say(order, at, "finished", str(end), today="02-01", by=cast.alice)
        assert date_change.days == 0
    assert ends(order) == before
    assert Message.objects.count() == told
    assert {leg.actual_ends_on for leg in order.legs.all()} == set(before)


def test_only_changed_legs_are_written(cast, order):
    events = OrderLeg.pgh_event_model.objects.count()
    say(order, GROUND, "not_yet", "12-30", today="12-20", by=cast.alice, reason="carrier")
    assert OrderLeg.pgh_event_model.objects.count() == events + 2  # ground freight and check-in


def test_saying_the_same_again_is_nothing_new(cast, order):
    say(order, PRODUCTION, "finished", "11-20", today="11-20", by=cast.alice, reason="factory")
    assert say(order, PRODUCTION, "finished", "11-20", today="11-25", by=cast.bob) is None
    assert order.date_changes.count() == 1


def test_a_correction_gives_its_reason_and_moves_the_rest_back(cast, order):
    say(order, PRODUCTION, "finished", "11-20", today="11-20", by=cast.alice, reason="factory")
    with pytest.raises(InvalidReport, match="Choose why") as refused:
        say(order, PRODUCTION, "finished", "11-11", today="11-21", by=cast.alice)
    assert refused.value.field == "reason"
    date_change = say(order, PRODUCTION, "finished", "11-11", today="11-21", by=cast.alice, reason="mistake")
    assert (date_change.days, ends(order)[FBA]) == (-9, day("12-31"))


def test_finished_after_all_not_yet(cast, order):
    say(order, PRODUCTION, "finished", "11-20", today="11-20", by=cast.alice, reason="factory")
    say(order, PRODUCTION, "not_yet", "11-30", today="11-21", by=cast.alice, reason="factory")
    production = order.legs.first()
    assert (production.actual_ends_on, production.reported_ends_on) == (None, day("11-30"))
    assert ends(order)[OCEAN] == day("12-28")


@pytest.mark.parametrize(
    ("at", "what", "on", "field", "sentence"),
    [
        (PRODUCTION, "finished", "11-21", "on", "in the future"),
        (PRODUCTION, "started", "10-11", "on", "before what came before"),
        (OCEAN, "started", "11-09", "on", "choose 10 Nov 2026 or later"),
        (PRODUCTION, "not_yet", "11-20", "on", "after today"),
        (OCEAN, "not_yet", "12-20", "reason", "what holds it up"),
        (OCEAN, "finished", None, "on", "Choose the day"),
        (PRODUCTION, "not_begun", None, "reason", "Choose why"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(cast, order, at, what, on, field, sentence):
    say(order, PRODUCTION, "finished", "11-10", today="11-10", by=cast.alice)
    before = ends(order)
    with pytest.raises(InvalidReport, match=sentence) as refused:
        say(order, at, what, on, today="11-20", by=cast.alice)
    assert refused.value.field == field
    assert ends(order) == before


def test_a_leg_is_over_once_the_next_has_begun(cast, order):
    say(order, OCEAN, "started", "11-10", today="11-10", by=cast.alice)
    with pytest.raises(InvalidReport, match="Ocean freight has begun, so Production is over"):
        say(order, PRODUCTION, "not_yet", "11-30", today="11-16", by=cast.alice, reason="factory")
    with pytest.raises(InvalidReport, match="Ocean freight was confirmed for 10 Nov 2026"):
        say(order, PRODUCTION, "finished", "11-16", today="11-16", by=cast.alice, reason="factory")
    say(order, OCEAN, "not_begun", None, today="11-16", by=cast.alice, reason="mistake")
    assert ends(order)[OCEAN] == day("12-09")


def test_another_reason_says_which(cast, order):
    with pytest.raises(InvalidReport, match="in a few words") as refused:
        say(order, PRODUCTION, "not_yet", "11-30", today="11-10", by=cast.alice, reason="other")
    assert refused.value.field == "note"


@pytest.mark.parametrize("end", [make_closed, lambda order: services.cancel(order, reason="No demand")])
def test_an_order_that_is_over_keeps_its_dates(cast, order, end):
    end(order)
    with pytest.raises(Refused, match="its dates stay as they are"):
        say(order, PRODUCTION, "finished", "11-20", today="11-20", by=cast.alice, reason="factory")


def test_a_date_change_stays_as_it_was_written(cast, order, django_db_blocker):
    date_change = say(order, PRODUCTION, "finished", "11-20", today="11-20", by=cast.alice, reason="factory")
    date_change.days = 1
    with pytest.raises(Exception, match="append_only"):
        date_change.save()


def test_dates_follow_only_what_was_said_not_the_calendar(cast, order):
    """Nobody says anything: months later every leg is still where it was, and assumed."""
    order.save()
    assert ends(order)[FBA] == day("12-31")
    assert unconfirmed(list(order.legs.all()), today=day("2027-06-01")) == [0, 1, 2, 3, 4, 5]


def test_late_and_at_risk_are_the_same_in_sql_as_on_pages(cast, order):
    """Random facts on the six legs; both tellings of one definition agree each time."""
    chance = Random(12)
    legs = list(order.legs.all())
    for _round in range(120):
        for leg in legs:
            leg.actual_starts_on = chance.choice([None, None, leg.baseline_starts_on])
            leg.actual_ends_on = chance.choice([None, None, leg.baseline_ends_on])
            leg.expected_ends_on = leg.baseline_ends_on + timedelta(days=chance.choice([-3, 0, 0, 4]))
            leg.expected_starts_on = leg.baseline_starts_on - timedelta(days=5)
        OrderLeg.objects.bulk_update(
            legs, ["actual_starts_on", "actual_ends_on", "expected_ends_on", "expected_starts_on"]
        )
        today = day("10-12") + timedelta(days=chance.randrange(90))
        at_risk = PurchaseOrder.objects.at_risk(on=today).exists()
        assert at_risk == bool(unconfirmed(legs, today=today))
        late = PurchaseOrder.objects.late().exists()
        last = legs[-1]
        assert late == ((last.actual_ends_on or last.expected_ends_on) > order.baseline_available_on)


def test_whoever_ends_a_whole_voyage_early_is_asked_whether_that_is_so(cast, order):
    """Prep began on 5 Dec: drayage only assumed until the 13th, eight days later. A day less, and it is usual."""
    with pytest.raises(InvalidReport, match="Then Ground freight is over, up to 8 days sooner") as refused:
        say(order, PREP, "started", "12-05", today="12-05", by=cast.alice)
    assert refused.value.field == "sure"
    with pytest.raises(
        InvalidReport, match="Then Production, Ocean freight, Ground freight and Prep center are over"
    ):
        say(order, GROUND, "started", "11-01", today="11-01", by=cast.alice)
    say(order, PREP, "started", "12-05", today="12-05", by=cast.alice, sure=True)
    assert order.work_orders.get().expected_on == day("12-05")


def test_an_end_before_its_leg_begins_is_refused(cast, order):
    with pytest.raises(InvalidReport, match="Without delay Ground freight ends on 13 Dec 2026") as refused:
        say(order, DRAYAGE, "not_yet", "12-01", today="11-20", by=cast.alice, reason="customs")
    assert refused.value.field == "on"


def test_a_leg_that_was_said_to_end_later_is_never_squeezed(cast, order):
    """Prep until 24 Dec; then drayage is late, too: prep still takes its five days."""
    say(order, PREP, "not_yet", "12-24", today="11-20", by=cast.alice, reason="facility")
    say(order, DRAYAGE, "not_yet", "12-23", today="11-20", by=cast.alice, reason="customs")
    assert ends(order)[DRAYAGE : PREP + 1] == [day("12-23"), day("12-28")]


def test_what_happens_as_expected_moves_nothing_even_while_a_calendar_waits_to_be_released(cast, order):
    before = ends(order)
    ClosureFactory(facility=cast.ningbo, starts_on=day("10-20"), ends_on=day("10-29"), reason="Flood")
    date_change = say(order, PRODUCTION, "started", "10-12", today="10-12", by=cast.alice)
    assert (date_change.days, ends(order)) == (0, before)


def test_an_order_of_a_day_to_come_may_begin_early(cast):
    order = make_placed(cast, ordered_on=day("12-01"))
    say(order, PRODUCTION, "started", "11-20", today="11-20", by=cast.alice)
    assert ends(order)[PRODUCTION] == day("12-20")


def test_an_end_days_later_than_expected_needs_a_reason_and_an_early_one_does_not(cast, order):
    with pytest.raises(InvalidReport, match="That is 2 days later than expected") as refused:
        say(order, PRODUCTION, "finished", "11-13", today="11-13", by=cast.alice)
    assert refused.value.field == "reason"
    assert say(order, PRODUCTION, "finished", "11-08", today="11-13", by=cast.alice).days == -3


def test_the_morning_after_is_no_delay(cast, order):
    assert say(order, PRODUCTION, "finished", "11-12", today="11-12", by=cast.alice).days == 1
