"""Acknowledging, starting, ticking off and completing, as people press the buttons."""

import pytest

from tests.factories import UserFactory
from tests.workorders.conftest import make_transfer, url_of
from workorders import services
from workorders.models import Acknowledgement, WorkOrder
from workorders.steps.services import StepInput, write_steps
from workorders.transfers.services import cancel_transfer, send
from workorders.workflow import Status

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def dana(client, cast):
    """The browser of Dana, who works at Lone Star Prep."""
    client.force_login(cast.dana)
    return client


def text_of(response):
    return " ".join(response.content.decode().split())


def test_acknowledging_records_who_read_which_revision(dana, sent, cast):
    answer = dana.post(url_of(sent, "acknowledge/"), {"revision": "1"}, follow=True)
    assert answer.redirect_chain == [(sent.get_absolute_url(), 302)]
    assert "You acknowledged WO-1001-1" in text_of(answer)
    read = Acknowledgement.objects.get()
    assert (read.by, read.revision) == (cast.dana, 1)
    assert "Ready to start" in text_of(answer)


def test_acknowledging_in_the_worklist_leads_back_to_it_with_its_filters(dana, sent):
    data = {"revision": "1", "back": "/work-orders/?awaiting=on"}
    answer = dana.post(url_of(sent, "acknowledge/"), data)
    assert answer.url == "/work-orders/?awaiting=on"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/work-orders/", "//evil.example/work-orders/", "/x/"]
)
def test_the_way_back_leads_nowhere_else(dana, sent, elsewhere):
    answer = dana.post(url_of(sent, "acknowledge/"), {"revision": "1", "back": elsewhere})
    assert answer.url == sent.get_absolute_url()


def test_htmx_is_led_to_a_whole_page(dana, sent):
    answer = dana.post(url_of(sent, "acknowledge/"), {"revision": "1"}, **HTMX)
    assert answer["HX-Redirect"] == sent.get_absolute_url()


def test_acknowledging_twice_is_told_and_recorded_once(dana, sent):
    dana.post(url_of(sent, "acknowledge/"), {"revision": "1"})
    answer = dana.post(url_of(sent, "acknowledge/"), {"revision": "1"})
    assert answer.status_code == 409
    assert "You have acknowledged WO-1001-1 already." in text_of(answer)
    assert Acknowledgement.objects.count() == 1


def test_a_colleague_who_was_faster_is_named_on_the_fresh_page(dana, sent, cast):
    colleague = UserFactory(email="dora@example.com", name="Dora")
    sent.facility.staff.add(colleague)
    services.acknowledge(sent, by=colleague, revision=1)
    answer = dana.post(url_of(sent, "acknowledge/"), {"revision": "1"}, **HTMX)
    assert answer.status_code == 409
    assert "Dora has acknowledged WO-1001-1 already." in text_of(answer)
    assert "Start the work" in text_of(answer)
    assert answer["HX-Push-Url"] == sent.get_absolute_url()


@pytest.mark.parametrize("revision", ["1", "", "abc", "-1", "9" * 30, "１"])
def test_a_revision_that_is_not_the_latest_must_be_read_again(dana, sent, revision):
    write_steps(sent, version=sent.version, steps=[StepInput("receive")], instructions="Mind the glass")
    answer = dana.post(url_of(sent, "acknowledge/"), {"revision": revision})
    assert answer.status_code == 409
    assert "WO-1001-1 changed while you were reading. Please read it again." in text_of(answer)
    assert "Mind the glass" in text_of(answer)
    assert not Acknowledgement.objects.exists()


def test_what_changed_since_is_shown_side_by_side(dana, acknowledged):
    steps = [StepInput("receive"), StepInput("inspect"), StepInput("ship")]
    write_steps(acknowledged, version=acknowledged.version, steps=steps, instructions="Mind the glass")
    page = dana.get(acknowledged.get_absolute_url())
    changes = [(each.name, each.before, each.after) for each in page.context["page"].changes]
    assert ("Note", "", "Mind the glass") in changes
    assert "Changed since revision 1" in text_of(page)
    assert "Acknowledge again" in text_of(page)
    assert "Start the work" not in text_of(page)
    dana.post(url_of(acknowledged, "acknowledge/"), {"revision": "2"})
    assert list(Acknowledgement.objects.values_list("revision", flat=True)) == [1, 2]


def test_dates_in_a_change_are_shown_as_dates(dana, acknowledged):
    WorkOrder.objects.filter(pk=acknowledged.pk).update(expected_on="2026-12-22", revision=2)
    changes = dana.get(acknowledged.get_absolute_url()).context["page"].changes
    assert changes == [("Goods expected", "13 Dec 2026", "22 Dec 2026")]


def test_work_starts_only_when_it_was_read(dana, sent):
    answer = dana.post(url_of(sent, "start/"))
    assert answer.status_code == 409
    assert "WO-1001-1 is sent and cannot become in progress." in text_of(answer)
    dana.post(url_of(sent, "acknowledge/"), {"revision": "1"})
    write_steps(sent, version=sent.version, steps=[StepInput("receive")])
    answer = dana.post(url_of(sent, "start/"))
    assert answer.status_code == 409
    assert "Acknowledge it before you start." in text_of(answer)


def test_starting_offers_the_steps_to_be_ticked(dana, acknowledged):
    page = dana.post(url_of(acknowledged, "start/"), follow=True)
    assert WorkOrder.objects.get().status == Status.IN_PROGRESS
    assert text_of(page).count("/tick/") == 2 * acknowledged.steps.count()


def test_a_step_is_ticked_and_unticked_without_scripts(dana, started, cast):
    step = started.steps.first()
    answer = dana.post(url_of(started, f"steps/{step.pk}/tick/"), {"done": "1"})
    assert answer.url == f"{started.get_absolute_url()}#step-{step.pk}"
    step.refresh_from_db()
    assert step.done_by == cast.dana
    dana.post(url_of(started, f"steps/{step.pk}/tick/"), {"done": "0"})
    step.refresh_from_db()
    assert step.done_at is None


def test_with_htmx_only_the_steps_come_back(dana, started):
    step = started.steps.first()
    answer = dana.post(url_of(started, f"steps/{step.pk}/tick/"), {"done": "1"}, **HTMX)
    assert answer.status_code == 200
    assert "<html" not in text_of(answer)
    assert 'id="steps"' in text_of(answer)
    assert "1 of 3 done" in text_of(answer)


@pytest.mark.parametrize("step", [999_999, 10**30])
def test_a_step_that_is_not_on_the_list_cannot_be_ticked(dana, started, step):
    answer = dana.post(url_of(started, f"steps/{step}/tick/"), {"done": "1"})
    assert answer.status_code == 409
    assert "This step is no longer on the list." in text_of(answer)


def test_a_step_of_another_work_order_cannot_be_ticked_here(dana, started, cast, pacific):
    other = make_transfer(cast, pacific)
    answer = dana.post(url_of(started, f"steps/{other.steps.first().pk}/tick/"), {"done": "1"})
    assert answer.status_code == 409
    assert not other.steps.filter(done_at__isnull=False).exists()


def test_steps_are_ticked_only_while_the_work_is_under_way(dana, acknowledged):
    step = acknowledged.steps.first()
    answer = dana.post(url_of(acknowledged, f"steps/{step.pk}/tick/"), {"done": "1"})
    assert answer.status_code == 409
    assert "start it before ticking off steps" in text_of(answer)


def test_completing_asks_first_and_is_refused_while_steps_are_open(dana, started):
    question = dana.get(url_of(started, "complete/"))
    assert "Complete WO-1001-1?" in text_of(question)
    answer = dana.post(url_of(started, "complete/"))
    assert answer.status_code == 409
    assert "3 steps are not ticked off yet." in text_of(answer)
    in_dialog = dana.post(url_of(started, "complete/"), **HTMX)
    assert in_dialog.status_code == 409
    assert "3 steps are not ticked off yet." in text_of(in_dialog)
    assert "<html" not in text_of(in_dialog)
    assert WorkOrder.objects.get().status == Status.IN_PROGRESS


def test_completing_when_every_step_is_done(dana, started, cast):
    for step in started.steps.all():
        dana.post(url_of(started, f"steps/{step.pk}/tick/"), {"done": "1"})
    answer = dana.post(url_of(started, "complete/"), {"sure": "on"}, follow=True)
    assert answer.redirect_chain == [("/work-orders/", 302)]
    assert "WO-1001-1 is completed." in text_of(answer)
    assert WorkOrder.objects.get().status == Status.COMPLETED
    page = text_of(dana.get(started.get_absolute_url()))
    assert "/tick/" not in page
    assert "3 of 3 done" in page


def test_a_cancelled_work_order_stays_readable_and_its_cancellation_is_acknowledged(dana, cast, pacific):
    work_order = send(make_transfer(cast, pacific))
    services.acknowledge(work_order, by=cast.dana, revision=1)
    cancel_transfer(work_order, reason="The listing was closed")
    page = text_of(dana.get(work_order.get_absolute_url()))
    assert "The listing was closed" in page
    assert "Acknowledge the cancellation" in page
    dana.post(url_of(work_order, "acknowledge/"), {"revision": "2"})
    assert "Acknowledge the cancellation" not in text_of(dana.get(work_order.get_absolute_url()))


def test_a_cancellation_nobody_had_acknowledged_needs_no_acknowledgement(dana, cast, pacific):
    work_order = send(make_transfer(cast, pacific))
    cancel_transfer(work_order, reason="Written by mistake")
    page = text_of(dana.get(work_order.get_absolute_url()))
    assert "Written by mistake" in page
    assert "acknowledge/" not in page
