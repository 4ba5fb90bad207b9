"""The facility says what happened to its own legs, on the work order's page."""

from datetime import date

import pytest

from leadtimes.rules.leg_reports import InvalidReport, LegReport, ReportKind
from leadtimes.speaker import Speaker
from purchasing.services import cancel
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.people.models import Membership
from sostocked.foundation.records.errors import Refused
from tests.factories import make_lead_time, make_placed, make_transfer
from workorders import services
from workorders.leg_reports import services as leg_reports
from workorders.models import WorkOrder
from workorders.transfers.services import cancel_transfer, send

DRAYAGE, PREP, GROUND = 2, 3, 4


@pytest.fixture(autouse=True)
def december(time_machine):
    time_machine.move_to("2026-12-15T18:00:00Z")


@pytest.fixture
def order(cast):
    return make_placed(cast)


@pytest.fixture
def transfer(cast):
    """S14: pick and label at Lone Star, parcel, FBA; sent."""
    legs = (cast.lone_star, 2), ("freight/parcel", 4), ("fba", 6)
    return send(make_transfer(cast, *legs, starts_on=date(2026, 12, 7), units=900))


def report(client, order, at, **typed):
    leg = list(order.legs.all())[at]
    return client.post(f"{_paper(order)}legs/{leg.pk}/report/", typed, follow=True)


def _paper(document):
    work_order = document if hasattr(document, "facility") else document.work_orders.get()
    return work_order.get_absolute_url()


def test_the_page_lists_its_own_legs_and_no_other(cast, sign_in, order):
    page = sign_in(cast.dana).get(_paper(order))
    rows = page.context["page"].leg_rows
    assert [row.leg.name for row in rows] == ["Prep center", "Ground freight", "FBA check-in"]
    assert all(row.url for row in rows)


def test_goods_came_and_the_seller_sees_it(cast, sign_in, order):
    answer = report(sign_in(cast.dana), order, PREP, what="started", on="2026-12-14")
    assert "Prep center is noted, 1 day later than expected" in answer.text
    assert order.work_orders.get().expected_on == date(2026, 12, 14)
    page = sign_in(cast.alice).get(order.get_absolute_url())
    assert page.context["page"].history[0].actor == "Dana"
    assert "started 14 Dec" in page.text


def test_the_days_are_those_of_the_facility(cast, sign_in, order, time_machine):
    """At this instant it is the 16th in Auckland already, and still the 15th for the seller in Chicago."""
    cast.lone_star.timezone = "Pacific/Auckland"
    cast.lone_star.save()
    time_machine.move_to("2026-12-15T13:00:00Z")
    assert report(sign_in(cast.dana), order, PREP, what="started", on="2026-12-17").status_code == 422
    assert report(sign_in(cast.dana), order, PREP, what="started", on="2026-12-16").status_code == 200
    assert list(order.legs.all())[PREP].actual_starts_on == date(2026, 12, 16)


def test_freight_before_the_facility_is_not_its_to_confirm(cast, sign_in, order):
    assert report(sign_in(cast.dana), order, DRAYAGE, what="finished", on="2026-12-14").status_code == 404


def test_it_is_late_and_nobody_has_to_tell_the_facility_so(cast, sign_in, order):
    posted = Message.objects.count()
    page = report(
        sign_in(cast.dana), order, PREP, what="not_yet", due="2026-12-24", reason="facility", note="Flu"
    )
    work_order = order.work_orders.get()
    assert (work_order.leave_on, Message.objects.count()) == (date(2026, 12, 24), posted)
    assert "Warehouse or prep center busy: Flu" in page.text


def test_a_second_facility_down_the_way_is_told(cast, sign_in):
    two = make_placed(cast, lead_time=_two_stops(cast))
    first, second = two.work_orders.order_by("number")
    page = sign_in(cast.dana).post(
        f"{first.get_absolute_url()}legs/{first.leg_id}/report/",
        {"what": "not_yet", "due": "2026-12-24", "reason": "facility"},
        follow=True,
    )
    assert page.status_code == 200
    moved = two.work_orders.get(pk=second.pk)
    assert moved.expected_on > second.expected_on
    assert moved.revision == second.revision + 1
    assert Message.objects.filter(
        key__startswith=f"work-order:{moved.pk}:revision:{moved.revision}:"
    ).exists()
    assert two.work_orders.get(pk=first.pk).revision == first.revision


def _two_stops(cast):
    return make_lead_time(
        cast.acme, ("supplier", 30), (cast.lone_star, 5), (cast.harbor, 3), ("fba", 7), name="Two stops"
    )


def test_the_facility_never_reads_who_made_the_goods(cast, sign_in, order):
    page = report(sign_in(cast.dana), order, PREP, what="started", on="2026-12-14").text
    assert "Ningbo" not in page


def test_a_stand_alone_work_order_moves_by_its_own_legs(cast, sign_in, transfer):
    page = report(sign_in(cast.dana), transfer, 0, what="finished", on="2026-12-14", reason="facility")
    transfer.refresh_from_db()
    assert (transfer.leave_on, transfer.awaits_acknowledgement) == (date(2026, 12, 14), True)
    assert [leg.expected_ends_on for leg in transfer.legs.all()] == [
        date(2026, 12, 14),
        date(2026, 12, 18),
        date(2026, 12, 24),
    ]
    assert transfer.date_changes.get().days == 5
    assert "confirmed that Prep center finished on 14 Dec 2026, 5 days later than expected" in page.text


def test_what_the_seller_says_of_it_is_news_to_the_facility(cast, sign_in, transfer):
    posted = Message.objects.count()
    report(sign_in(cast.alice), transfer, 0, what="not_yet", due="2026-12-20", reason="paperwork")
    revision = transfer.revision
    transfer.refresh_from_db()
    assert (transfer.revision, Message.objects.count()) == (revision + 1, posted + 1)


def test_after_completion_the_way_onward_is_still_followed(cast, sign_in, order):
    work_order = order.work_orders.get()
    services.acknowledge(work_order, by=cast.dana, revision=work_order.revision)
    services.start(work_order, by=cast.dana)
    for step in work_order.steps.all():
        services.tick(work_order, step_id=step.pk, done=True, by=cast.dana)
    services.complete(work_order, by=cast.dana, sure=True)
    report(sign_in(cast.dana), order, GROUND, what="started", on="2026-12-15")
    assert list(order.legs.all())[GROUND].actual_starts_on == date(2026, 12, 15)
    assert order.work_orders.get().status == "completed"
    answer = report(sign_in(cast.dana), order, PREP, what="not_yet", due="2026-12-20", reason="facility")
    assert (answer.status_code, "is completed, so its work is over" in answer.text) == (422, True)


@pytest.mark.parametrize("who", ["vera", "wes", "charlie"])
def test_nobody_else_may(cast, sign_in, order, who):
    status = report(sign_in(getattr(cast, who)), order, PREP, what="started", on="2026-12-14").status_code
    assert status == {"vera": 403}.get(who, 404)
    assert not order.date_changes.exists()


def test_a_cancelled_work_order_keeps_its_dates(cast, sign_in, order):
    url = f"{_paper(order)}legs/{list(order.legs.all())[PREP].pk}/report/"
    cancel(order, reason="No demand")
    answer = sign_in(cast.dana).post(url, {"what": "started", "on": "2026-12-14"})
    assert (answer.status_code, "is not under way" in answer.text) == (409, True)


def test_the_dates_at_the_head_say_whether_they_are_confirmed_and_late(cast, sign_in, order):
    client = sign_in(cast.dana)

    def head():
        tiles = client.get(_paper(order)).context["page"].tiles[:2]
        return [(tile["value"], tile["hint"], tile["tone"]) for tile in tiles]

    assert head() == [
        (
            "13 Dec 2026",
            "Sun 13 Dec, closed; first open day Mon 14 Dec · 2 days ago · to be confirmed",
            "warning",
        ),
        ("18 Dec 2026", "Friday, in 3 days", ""),
    ]
    report(client, order, PREP, what="started", on="2026-12-14")
    assert head() == [
        ("14 Dec 2026", "confirmed · 1 day late", "danger"),
        ("by Fri 18 Dec", "Sat 19 Dec, closed · in 3 days · 1 day late", "danger"),
    ]


def test_work_of_its_own_may_begin_before_its_day(cast, sign_in, transfer, time_machine):
    time_machine.move_to("2026-12-04T18:00:00Z")
    report(sign_in(cast.dana), transfer, 0, what="started", on="2026-12-04")
    transfer.refresh_from_db()
    assert (transfer.expected_on, transfer.leave_on) == (date(2026, 12, 4), date(2026, 12, 6))


def test_what_the_seller_wrote_in_a_note_is_not_for_the_facility(cast, sign_in, order):
    """Neither in the history nor beside the leg; the reason itself is, and what its own people wrote."""
    note = "Foshan at 3.10 a piece"
    report(sign_in(cast.alice), order, PREP, what="not_yet", due="2026-12-24", reason="customs", note=note)
    page = sign_in(cast.dana).get(_paper(order)).text
    assert "not over yet · Customs" in page
    assert note not in page
    assert note in sign_in(cast.alice).get(_paper(order)).text
    report(sign_in(cast.dana), order, PREP, what="not_yet", due="2026-12-26", reason="facility", note="Flu")
    page = sign_in(cast.dana).get(_paper(order)).text
    assert "Warehouse or prep center busy: Flu" in page
    assert note not in page


def test_the_seller_in_sydney_does_not_lock_out_the_facility_in_los_angeles(
    cast, sign_in, order, time_machine
):
    """At this instant it is 28 November in Sydney, and still the 27th in Los Angeles."""
    cast.acme.timezone, cast.lone_star.timezone = "Australia/Sydney", "America/Los_Angeles"
    cast.acme.save()
    cast.lone_star.save()
    time_machine.move_to("2026-11-27T20:00:00Z")
    drayage = list(order.legs.all())[DRAYAGE]
    typed = {"what": "finished", "on": "2026-11-28", "sure": "on"}
    sign_in(cast.alice).post(f"{order.get_absolute_url()}legs/{drayage.pk}/report/", typed)
    dana = sign_in(cast.dana)
    assert report(dana, order, PREP, what="started", on="2026-11-27").status_code == 422
    assert report(dana, order, PREP, what="started", on="2026-11-29").status_code == 422
    assert report(dana, order, PREP, what="started", on="2026-11-28").status_code == 200
    assert list(order.legs.all())[PREP].actual_starts_on == date(2026, 11, 28)


def say(cast, work_order, leg_id, said):
    speaker = Speaker(cast.dana, date(2026, 12, 15), cast.lone_star)
    return leg_reports.report(work_order, leg_id=leg_id, leg_report=said, speaker=speaker)


def test_one_that_was_cancelled_meanwhile_keeps_its_dates(cast, transfer):
    stale = WorkOrder.objects.get(pk=transfer.pk)
    cancel_transfer(transfer, reason="No demand")
    with pytest.raises(Refused, match="is cancelled: its dates stay as they are"):
        say(cast, stale, stale.legs.first().pk, LegReport(ReportKind.STARTED, date(2026, 12, 14)))


def test_one_that_was_completed_meanwhile_is_over(cast, order):
    work_order = order.work_orders.get()
    services.acknowledge(work_order, by=cast.dana, revision=work_order.revision)
    services.start(work_order, by=cast.dana)
    work_order.steps.update(done_at="2026-12-15T18:00:00Z")
    stale = WorkOrder.objects.get(pk=work_order.pk)
    services.complete(work_order, by=cast.dana, sure=True)
    late = LegReport(ReportKind.NOT_YET, date(2026, 12, 24), reason="facility")
    with pytest.raises(InvalidReport, match="is completed, so its work is over"):
        say(cast, stale, stale.leg_id, late)


@pytest.mark.parametrize("what", [ReportKind.NOT_YET, ReportKind.NOT_BEGUN])
def test_work_that_is_completed_neither_goes_on_nor_never_began(cast, order, what):
    work_order = order.work_orders.get()
    services.acknowledge(work_order, by=cast.dana, revision=work_order.revision)
    services.start(work_order, by=cast.dana)
    say(cast, work_order, work_order.leg_id, LegReport(ReportKind.STARTED, date(2026, 12, 13)))
    work_order.steps.update(done_at="2026-12-15T18:00:00Z")
    services.complete(work_order, by=cast.dana, sure=True)
    on = date(2026, 12, 24) if what is ReportKind.NOT_YET else None
    with pytest.raises(InvalidReport, match="is completed, so its work is over"):
        say(cast, work_order, work_order.leg_id, LegReport(what, on, reason="facility"))


def test_staff_who_belong_to_the_seller_speak_on_the_day_of_the_facility(cast, sign_in, order, time_machine):
    Membership.objects.create(organization=cast.acme, user=cast.dana, role="buyer")
    cast.lone_star.timezone = "Pacific/Auckland"
    cast.lone_star.save()
    time_machine.move_to("2026-12-15T13:00:00Z")
    assert report(sign_in(cast.dana), order, PREP, what="started", on="2026-12-17").status_code == 422
    assert report(sign_in(cast.dana), order, PREP, what="started", on="2026-12-16").status_code == 200
