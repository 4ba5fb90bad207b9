"""What a seller reads before and after a work order is saved, on each form that writes one."""

from sostocked.foundation.records.errors import ChangedMeanwhile
from sostocked.foundation.records.versions import Newer
from workorders.page.conflicts import newer_work_order


def outcome_of(saved, *, before) -> str:
    """What saving did, for the person who did it."""
    if not saved.sent_at:
        return f"{saved.number} was saved."
    if saved.revision == before.revision:
        return f"{saved.number} was saved. It reads as before."
    return f"{saved.number} is now revision {saved.revision}. {saved.facility} was told."


def newer_than_draft(request, draft, refusal) -> Newer | None:
    """What was saved since the page of `draft` was opened, where that is why it was refused."""
    if not isinstance(refusal, ChangedMeanwhile):
        return None
    return newer_work_order(draft.work_order, draft.version, reader=request.user)


def warning_before(work_order) -> str:
    """What saving will set off at the facility."""
    facility, read = work_order.facility, work_order.acknowledged_revision
    if not work_order.sent_at:
        return ""
    if read:
        return f"{facility} has acknowledged revision {read} and will be asked again."
    return f"{facility} has this work order already and will be told of the change."
