"""The seller writes what a facility is to do."""

from django.contrib import messages

from sostocked.foundation.pages.dialogs import go
from sostocked.foundation.pages.page_parts import form_page
from sostocked.foundation.people.access import enter_to_write
from sostocked.foundation.records.errors import ChangedMeanwhile, Refused
from sostocked.foundation.records.versions import Newer, counted_version
from workorders.access import open_work_order
from workorders.locking import may_write_steps
from workorders.page.conflicts import newer_work_order
from workorders.page.responses import bar_for, refuse, work_order_crumbs
from workorders.steps.draft import StepsDraft
from workorders.steps.services import write_steps


def edit_steps(request, org, number):
    """The steps of a work order and the note to the facility, as rows."""
    enter_to_write(request, org)
    access = open_work_order(request, org, number)
    work_order = access.work_order
    if not may_write_steps(work_order):
        return refuse(request, access, Refused(f"The steps of {number} can no longer be changed."))
    if request.method != "POST":
        return _page(request, access, StepsDraft.of(work_order))
    action = request.POST.get("action", "save")
    draft = StepsDraft(work_order, StepsDraft.acted(request.POST, action))
    if action != "save":
        draft.go_on(action)
        return _page(request, access, draft.forgive_blanks())
    return _save(request, access, draft) if draft.is_valid() else _page(request, access, draft, status=422)


def _save(request, access, draft):
    work_order = draft.work_order
    try:
        saved = write_steps(
            work_order,
            version=draft.version,
            steps=draft.steps.steps(),
            instructions=draft.note.cleaned_data["instructions"],
        )
    except Refused as refusal:
        return _page(request, access, draft, refusal=refusal, status=refusal.http_status)
    messages.success(request, outcome_of(saved, before=work_order))
    return go(request, work_order.get_absolute_url())


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
    return newer_work_order(draft.work_order, counted_version(draft.data), reader=request.user)


def warning_before(work_order) -> str:
    """What saving will set off at the facility."""
    facility, read = work_order.facility, work_order.acknowledged_revision
    if not work_order.sent_at:
        return ""
    if read:
        return f"{facility} has acknowledged revision {read} and will be asked again."
    return f"{facility} has this work order already and will be told of the change."


def _page(request, access, draft, *, refusal=None, status=200):
    context = {
        "work_order": draft.work_order,
        "bar": None if request.htmx else bar_for(access),
        "draft": draft,
        "warning": warning_before(draft.work_order),
        "refusal": refusal,
        "newer": newer_than_draft(request, draft, refusal),
        "crumbs": work_order_crumbs(draft.work_order, "Edit steps"),
    }
    page = "workorders/steps/edit_steps.html"
    return form_page(request, page, context, part="steps-form", status=status, to_top=status >= 400)
