"""No work order without work: a step, or a note that says so, before anybody saves, sends, starts or completes."""

import pytest

from purchasing import services as purchasing
from sostocked.foundation.records.errors import Refused
from tests.factories import make_draft
from tests.workorders.conftest import make_transfer, url_of
from workorders import services
from workorders.models import Step, WorkOrder
from workorders.rules.instructions import WRITE_SOMETHING
from workorders.steps.services import StepInput, write_steps
from workorders.transfers.services import send

NOTHING = "says nothing of what is to be done"


def emptied(work_order):
    """The work order as one from before this rule may be."""
    Step.objects.filter(work_order=work_order).delete()
    return WorkOrder.objects.get(pk=work_order.pk)


def version_of(work_order):
    return WorkOrder.objects.get(pk=work_order.pk).version


def form(work_order, *kinds, note=""):
    data = {"action": "save", "version": version_of(work_order), "instructions": note}
    data |= {"steps-TOTAL_FORMS": len(kinds), "steps-INITIAL_FORMS": 0}
    return data | {f"steps-{n}-kind": kind for n, kind in enumerate(kinds)}


def test_steps_and_note_cannot_both_be_taken_away(sent):
    with pytest.raises(Refused, match=NOTHING):
        write_steps(sent, version=version_of(sent), steps=[], instructions="  ")
    assert sent.steps.count() == 3
    assert write_steps(sent, version=version_of(sent), steps=[], instructions="Store only").revision == 2


def test_the_form_says_so_beside_the_note(cast, sign_in, sent):
    client = sign_in(cast.alice)
    for empty in (form(sent), form(sent, "")):
        answer = client.post(url_of(sent, "steps/"), empty)
        assert answer.status_code == 422
        assert answer.context["draft"].note.errors["instructions"] == [WRITE_SOMETHING]
    assert client.post(url_of(sent, "steps/"), form(sent, note="Store only")).status_code == 302


def test_a_stand_alone_one_is_neither_made_nor_sent_without(cast, pacific, planned):
    with pytest.raises(Refused, match=NOTHING):
        send(emptied(planned))
    with pytest.raises(Refused, match="says nothing"):
        make_transfer(cast, pacific, steps=[])
    assert make_transfer(cast, pacific, steps=[], instructions="Store only").number == "WO-5002"


def test_an_order_is_not_placed_while_one_of_its_work_orders_says_nothing(cast):
    order = make_draft(cast)
    work_order = order.work_orders.get()
    write_steps(work_order, version=version_of(work_order), steps=[StepInput("store")])
    emptied(work_order)
    with pytest.raises(Refused, match=f"{work_order.number} {NOTHING}"):
        purchasing.place(order, by=cast.alice)
    work_order.refresh_from_db()
    assert work_order.status == "planned"


def test_work_without_instructions_is_not_started(cast, acknowledged):
    with pytest.raises(Refused, match=NOTHING):
        services.start(emptied(acknowledged), by=cast.dana)


def test_work_begun_without_instructions_gets_them_and_can_then_be_completed(cast, sign_in, started):
    work_order = emptied(started)
    with pytest.raises(Refused, match=NOTHING):
        services.complete(work_order, by=cast.dana)
    assert "steps/" in sign_in(cast.alice).get(url_of(work_order)).text
    write_steps(work_order, version=version_of(work_order), steps=[], instructions="Store only")
    with pytest.raises(Refused, match="has changed"):
        services.complete(work_order, by=cast.dana)


def test_work_begun_with_instructions_keeps_them(sign_in, cast, started):
    assert url_of(started, "steps/") not in sign_in(cast.alice).get(url_of(started)).text
    with pytest.raises(Refused, match="stays as it is"):
        write_steps(started, version=version_of(started), steps=[StepInput("store")])
