"""Rule W: whoever starts or completes has witnessed what that tells of its legs, and says both in one tap."""

from datetime import date

import pytest

from leadtimes.rules.leg_reports import InvalidReport
from leadtimes.speaker import Speaker
from purchasing.models import DateChange
from sostocked.foundation.people.models import Membership
from sostocked.foundation.records.errors import IllegalMove
from tests.workorders.conftest import url_of
from workorders import services
from workorders.completing.services import complete_and_confirm, start_and_confirm
from workorders.models import Step, WorkOrder

PREP = 3


def done(work_order):
    """Every step of the work is ticked off."""
    Step.objects.filter(work_order=work_order).update(done_at="2026-12-15T18:00:00Z")
    return work_order


@pytest.fixture
def ready(started):
    return done(started)


def prep(work_order):
    return work_order.order.legs.all()[PREP]


def status():
    return WorkOrder.objects.get().status


def test_one_tap_completes_and_confirms_that_the_leg_began_and_ended(cast, sign_in, ready, time_machine):
    time_machine.move_to("2026-12-17T18:00:00Z")
    client = sign_in(cast.dana)
    page = client.get(url_of(ready, "complete/"))
    assert "Prep center ended today, 17 Dec 2026" in page.text
    answer = client.post(url_of(ready, "complete/"), {"confirm": "on", "sure": "on"})
    assert (answer.status_code, status()) == (302, "completed")
    leg = prep(ready)
    assert (leg.actual_starts_on, leg.actual_ends_on) == (date(2026, 12, 17), date(2026, 12, 17))
    said = DateChange.objects.filter(leg=leg).order_by("cause")
    assert [(each.cause, each.by, each.said_by) for each in said] == [
        ("finished", cast.dana, cast.lone_star),
        ("started", cast.dana, cast.lone_star),
    ]


def test_without_the_tick_only_the_work_is_completed(cast, sign_in, ready, time_machine):
    time_machine.move_to("2026-12-17T18:00:00Z")
    sign_in(cast.dana).post(url_of(ready, "complete/"), {"sure": "on"})
    assert (status(), prep(ready).actual_ends_on) == ("completed", None)
    assert not DateChange.objects.exists()


@pytest.mark.parametrize("typed", [{}, {"confirm": "on"}])
def test_long_before_the_goods_are_expected_it_asks(cast, sign_in, ready, time_machine, typed):
    """62 days before they are expected."""
    time_machine.move_to("2026-10-12T18:00:00Z")
    client = sign_in(cast.dana)
    page = client.get(url_of(ready, "complete/"))
    assert "they are expected on 13 Dec 2026, in 62 days" in page.text
    answer = client.post(url_of(ready, "complete/"), typed)
    assert (answer.status_code, status()) == (422, "in_progress")
    assert list(answer.context["form"].errors) == ["sure"]
    assert prep(ready).actual_ends_on is None, "nothing of it was kept"
    client.post(url_of(ready, "complete/"), {**typed, "sure": "on"})
    assert status() == "completed"


def test_a_few_days_early_the_confirmation_says_that_the_goods_came(cast, ready, time_machine):
    time_machine.move_to("2026-12-10T18:00:00Z")
    speaker = Speaker(cast.dana, date(2026, 12, 10), cast.lone_star)
    with pytest.raises(InvalidReport, match="Nobody has said that the goods came"):
        services.complete(ready, by=cast.dana)
    with pytest.raises(InvalidReport, match="Nothing was received on WO-1001-1"):
        complete_and_confirm(ready, speaker=speaker)
    assert complete_and_confirm(ready, speaker=speaker, sure=True).status == "completed"


def test_starting_says_in_the_same_tap_that_the_goods_came(cast, sign_in, acknowledged, time_machine):
    time_machine.move_to("2026-12-14T18:00:00Z")
    client = sign_in(cast.dana)
    assert "The goods came today" in client.get(url_of(acknowledged)).text
    client.post(url_of(acknowledged, "start/"), {"came": "1"})
    assert (status(), prep(acknowledged).actual_starts_on) == ("in_progress", date(2026, 12, 14))


def test_starting_long_before_offers_no_such_thing(cast, sign_in, acknowledged, time_machine):
    time_machine.move_to("2026-11-14T18:00:00Z")
    client = sign_in(cast.dana)
    assert "The goods came today" not in client.get(url_of(acknowledged)).text
    client.post(url_of(acknowledged, "start/"))
    assert (status(), prep(acknowledged).actual_starts_on) == ("in_progress", None)


def report_finished(client, work_order, **more):
    url = url_of(work_order, f"legs/{prep(work_order).pk}/report/")
    return client.post(url, {"what": "finished", "on": "2026-12-17", **more}, follow=True)


def test_who_says_that_the_leg_is_over_completes_the_work_in_the_same_tap(cast, sign_in, ready, time_machine):
    time_machine.move_to("2026-12-17T18:00:00Z")
    client = sign_in(cast.dana)
    page = client.get(url_of(ready, f"legs/{prep(ready).pk}/report/"))
    assert f"The work is done: complete {ready.number} with it" in page.text
    assert page.context["form"]["complete"].value() is True
    assert "Nothing was received on WO-1001-1" in report_finished(client, ready, complete="on").text
    answer = report_finished(client, ready, complete="on", sure="on")
    assert f"{ready.number} is completed. Thank you." in answer.text
    assert (status(), prep(ready).actual_ends_on) == ("completed", date(2026, 12, 17))


@pytest.mark.parametrize("said", [{}, {"what": "started", "complete": "on"}], ids=["no tick", "only started"])
def test_without_the_tick_or_the_end_the_work_goes_on(cast, sign_in, ready, time_machine, said):
    time_machine.move_to("2026-12-17T18:00:00Z")
    report_finished(sign_in(cast.dana), ready, **said)
    assert status() == "in_progress"


def test_both_are_done_or_none(cast, sign_in, ready, time_machine, monkeypatch):
    """A step was opened again after the question was asked."""
    time_machine.move_to("2026-12-17T18:00:00Z")
    answered = []

    def not_again(work_order):
        answered.append(work_order)
        Step.objects.filter(pk=ready.steps.first().pk).update(done_at=None)

    monkeypatch.setattr("workorders.leg_reports.views.why_not_complete", not_again)
    answer = report_finished(sign_in(cast.dana), ready, complete="on")
    assert (answer.status_code, "1 step is not ticked off yet." in answer.text) == (422, True)
    assert (status(), prep(ready).actual_ends_on, len(answered)) == ("in_progress", None, 1)


def test_it_is_offered_for_the_last_leg_there_and_to_its_people_alone(cast, sign_in, ready, time_machine):
    time_machine.move_to("2026-12-17T18:00:00Z")
    onward = ready.order.legs.all()[PREP + 1]
    client = sign_in(cast.dana)
    assert "with it" not in client.get(url_of(ready, f"legs/{onward.pk}/report/")).text
    client = sign_in(cast.alice)
    assert "with it" not in client.get(url_of(ready, f"legs/{prep(ready).pk}/report/")).text


def test_or_hears_what_is_missing_for_it(cast, sign_in, started, time_machine):
    time_machine.move_to("2026-12-17T18:00:00Z")
    answer = report_finished(sign_in(cast.dana), started)
    assert f"{started.number} is not completed by that. 3 steps are not ticked off yet." in answer.text


def test_the_seller_who_says_so_completes_nothing(cast, sign_in, ready, time_machine):
    time_machine.move_to("2026-12-17T18:00:00Z")
    answer = report_finished(sign_in(cast.alice), ready, complete="on")
    assert answer.redirect_chain[-1][0] == url_of(ready)
    assert status() == "in_progress"


def test_staff_who_belong_to_the_seller_are_asked_about_the_day_that_is_noted(
    cast, sign_in, ready, time_machine
):
    """At this instant it is the 18th in Auckland already, and still the 17th for the seller in Chicago."""
    Membership.objects.create(organization=cast.acme, user=cast.dana, role="buyer")
    cast.lone_star.timezone = "Pacific/Auckland"
    cast.lone_star.save()
    time_machine.move_to("2026-12-17T13:00:00Z")
    client = sign_in(cast.dana)
    assert "Prep center ended today, 18 Dec 2026" in client.get(url_of(ready, "complete/")).text
    client.post(url_of(ready, "complete/"), {"confirm": "on", "sure": "on"})
    assert (status(), prep(ready).actual_ends_on) == ("completed", date(2026, 12, 18))


def test_starting_on_a_page_from_before_its_facility_went_from_the_way_is_refused(cast, acknowledged):
    WorkOrder.objects.update(status="cancelled", cancel_reason="Elsewhere", leg=None)
    speaker = Speaker(cast.dana, date(2026, 12, 14), cast.lone_star)
    with pytest.raises(IllegalMove, match="is cancelled and cannot become in progress"):
        start_and_confirm(acknowledged, speaker=speaker)
