"""Writing steps: a new revision where they read differently, and never once work has begun."""

import pytest

from sostocked.foundation.records.errors import Refused
from sostocked.foundation.records.history import Change
from tests.factories import make_placed
from workorders import services as desk
from workorders.content import read_content
from workorders.snapshots import differences, snapshot_of
from workorders.steps.services import StepInput, write_steps


@pytest.fixture
def work_order(cast):
    return make_placed(cast).work_orders.get()


def test_what_changed_since_is_shown_side_by_side(cast, work_order):
    acknowledged = desk.acknowledge(work_order, by=cast.dana, revision=1).content
    steps = [StepInput("receive"), StepInput("polybag"), StepInput("ship")]
    changed = write_steps(
        work_order, version=work_order.version, steps=steps, instructions="Use the small bags"
    )
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
    steps = [StepInput(kind) for kind in ("receive", "label", "ship")]
    assert write_steps(work_order, version=work_order.version, steps=steps).revision == 1


def test_steps_of_work_under_way_are_not_rewritten(cast, work_order):
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    desk.start(work_order, by=cast.dana)
    with pytest.raises(Refused, match="in progress and stays as it is"):
        write_steps(work_order, version=work_order.version, steps=[])
