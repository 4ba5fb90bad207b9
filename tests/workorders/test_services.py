"""Rule A: who read which revision, and what it said then."""

import pytest

from sostocked.foundation.records.errors import ChangedMeanwhile, NotYours, Refused
from sostocked.foundation.records.history import Change
from tests.factories import make_placed
from workorders import services as desk
from workorders.page.content import differences, read_content, snapshot_of


@pytest.fixture
def work_order(cast):
    return make_placed(cast).work_orders.get()


def test_it_records_who_and_which_revision_and_what_it_said(cast, work_order):
    acknowledgement = desk.acknowledge(work_order, by=cast.dana, revision=1)
    assert (acknowledgement.by, acknowledgement.revision) == (cast.dana, 1)
    assert acknowledgement.content["facts"]["Goods expected"] == "2026-12-13"
    assert acknowledgement.content["lines"] == {"CH-BRUSH-SET": "2,000 units"}
    work_order.refresh_from_db()
    assert (work_order.status, work_order.awaits_acknowledgement) == ("acknowledged", False)


def test_only_staff_of_the_facility_can(cast, work_order):
    for outsider in (cast.alice, cast.wes, cast.charlie):
        with pytest.raises(NotYours):
            desk.acknowledge(work_order, by=outsider, revision=1)
    assert work_order.acknowledgements.count() == 0


def test_the_second_of_two_people_is_told_who_was_first(cast, work_order):
    cast.lone_star.staff.add(cast.wes)
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    with pytest.raises(Refused, match="Dana has acknowledged WO-1001-1 already"):
        desk.acknowledge(work_order, by=cast.wes, revision=1)
    with pytest.raises(Refused, match="You have acknowledged WO-1001-1 already"):
        desk.acknowledge(work_order, by=cast.dana, revision=1)
    assert work_order.acknowledgements.count() == 1


def test_an_old_revision_cannot_be_acknowledged(cast, work_order):
    desk.write_steps(work_order, revision=1, steps=[desk.StepInput("receive")], instructions="Gently")
    with pytest.raises(ChangedMeanwhile):
        desk.acknowledge(work_order, by=cast.dana, revision=1)


def test_what_changed_since_is_shown_side_by_side(cast, work_order):
    acknowledged = desk.acknowledge(work_order, by=cast.dana, revision=1).content
    steps = [desk.StepInput("receive"), desk.StepInput("polybag"), desk.StepInput("ship")]
    changed = desk.write_steps(work_order, revision=1, steps=steps, instructions="Use the small bags")
    assert changed.revision == 2
    assert differences(acknowledged, snapshot_of(read_content(changed))) == [
        Change("Note", "", "Use the small bags"),
        Change(
            "Step 2",
            "Label: Put the FNSKU label on every unit and cover the original barcode.",
            "Polybag: Put every unit into a polybag with a suffocation warning.",
        ),
    ]


def test_writing_the_same_again_is_no_new_revision(cast, work_order):
    steps = [desk.StepInput(kind) for kind in ("receive", "label", "ship")]
    assert desk.write_steps(work_order, revision=1, steps=steps).revision == 1


def test_work_starts_only_after_the_current_revision_is_acknowledged(cast, work_order):
    with pytest.raises(Refused):
        desk.start(work_order, by=cast.dana)
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    desk.write_steps(work_order, revision=1, steps=[desk.StepInput("receive")])
    with pytest.raises(Refused, match="has changed\\. Acknowledge it before you start"):
        desk.start(work_order, by=cast.dana)
    desk.acknowledge(work_order, by=cast.dana, revision=2)
    assert desk.start(work_order, by=cast.dana).status == "in_progress"


def test_it_completes_only_when_every_step_is_done(cast, work_order):
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    desk.start(work_order, by=cast.dana)
    first, *others = work_order.steps.all()
    for step in others:
        desk.tick(work_order, step_id=step.pk, done=True, by=cast.dana)
    with pytest.raises(Refused, match="1 step is not ticked off yet"):
        desk.complete(work_order, by=cast.dana)
    desk.tick(work_order, step_id=first.pk, done=True, by=cast.dana)
    assert desk.complete(work_order, by=cast.dana).status == "completed"


def test_steps_of_work_under_way_are_not_rewritten(cast, work_order):
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    desk.start(work_order, by=cast.dana)
    with pytest.raises(Refused, match="in progress and stays as it is"):
        desk.write_steps(work_order, revision=1, steps=[])


def test_acknowledgements_are_never_rewritten(cast, work_order):
    acknowledgement = desk.acknowledge(work_order, by=cast.dana, revision=1)
    with pytest.raises(Exception, match="append_only"):
        type(acknowledgement).objects.filter(pk=acknowledgement.pk).update(revision=9)
