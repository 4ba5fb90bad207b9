"""What whoever saves second is told: who changed the work order in between, when, and what reads differently."""

from sostocked.foundation.people.models import User
from sostocked.foundation.records.versions import Newer, newer_document
from workorders.models import WorkOrder
from workorders.page.history import story_of


def newer_work_order(work_order: WorkOrder, version: int, *, reader: User) -> Newer:
    """What was saved of `work_order` since `version` was read."""
    lines = work_order.lines.select_related("product")
    story = story_of(work_order, lines=lines, acknowledgements=())
    zone = work_order.organization.timezone
    return newer_document(work_order, version, reader=reader, timezone=zone, story=story)
