"""Stand-alone work orders: the seller writes, changes, sends and cancels them.

The last also where an order was closed while a work order of it was open.
"""

from django.contrib import messages
from django.http import HttpResponse

from sostocked.foundation.pages.count_from_form import ask_where_to_count_from
from sostocked.foundation.pages.dialogs import go, posted
from sostocked.foundation.pages.page_parts import form_page
from sostocked.foundation.pages.reason_form import ReasonForm
from sostocked.foundation.people.access import enter_to_write
from sostocked.foundation.records.errors import Refused
from workorders.access import open_work_order
from workorders.page.responses import ask_first, refuse, refuse_to_ask, seller_crumbs, work_order_crumbs
from workorders.page.saving import newer_than_draft, outcome_of, warning_before
from workorders.transfers.draft import TransferDraft
from workorders.transfers.services import cancel_transfer, change_transfer, create_transfer, send
from workorders.transfers.work_reported import what_was_reported, why_not_cancel
from workorders.workflow import CHANGEABLE


def new_work_order(request, org):
    """Write a stand-alone work order on goods that are at a facility already."""
    organization = enter_to_write(request, org).organization
    if request.method != "POST":
        return _page(request, TransferDraft.new(organization).forgive_blanks())
    return _write(request, _create, organization)


def edit_work_order(request, org, number):
    """Write a stand-alone work order anew, before its work begins."""
    enter_to_write(request, org)
    access = open_work_order(request, org, number)
    work_order = access.work_order
    if refusal := _why_fixed(work_order):
        return refuse(request, access, refusal)
    if request.method != "POST":
        return _page(request, TransferDraft.of(work_order).forgive_blanks())
    return _write(request, _change, work_order.organization, work_order)


def _why_fixed(work_order) -> Refused | None:
    if not work_order.stands_alone:
        return Refused(f"{work_order} follows {work_order.order}: change the lines and legs there.")
    if work_order.status not in CHANGEABLE:
        return Refused(f"{work_order} is {work_order.badge.label.lower()} and stays as it is.")
    return None


def _write(request, save, organization, work_order=None):
    """Do what a button of the form asks for: change its rows, draw its bar, or `save`."""
    action = request.POST.get("action", "save")
    draft = TransferDraft(organization, TransferDraft.acted(request.POST, action), work_order=work_order)
    if action == "propose" and not draft.proposes:
        return HttpResponse(status=204)
    if action != "save":
        draft.go_on(action)
        part = "workflow-bar" if action == "preview" else "transfer-form"
        return _page(request, draft.forgive_blanks(), part=part)
    if not draft.is_valid():
        return _page(request, draft, status=422)
    try:
        return save(request, draft)
    except Refused as refusal:
        return _page(request, draft, refusal=refusal, status=refusal.http_status)


def _create(request, draft):
    key = draft.head.cleaned_data["creation_key"]
    made = create_transfer(draft.facility, by=request.user, creation_key=key, **draft.said())
    messages.success(request, f"{made.number} is saved. Send it when it is ready.")
    return go(request, made.get_absolute_url())


def _change(request, draft):
    work_order = draft.work_order
    saved = change_transfer(work_order, version=draft.version, **draft.said())
    messages.success(request, outcome_of(saved, before=work_order))
    return go(request, work_order.get_absolute_url())


def send_work_order(request, org, number):
    """Tell the facility, after a confirmation."""
    enter_to_write(request, org)
    access = open_work_order(request, org, number)
    work_order = access.work_order
    today = work_order.organization.today()
    form = ask_where_to_count_from(
        posted(request), what="Work was to start", written=work_order.starts_on, today=today
    )
    return ask_first(
        request,
        access,
        lambda: send(work_order, starts_on=form.day if form else None),
        form=form,
        title=f"Send {work_order}?",
        text=f"{work_order.facility.place} gets a mail and can read it from then on.",
        submit="Send to the facility",
        outcome=f"{work_order.number} was sent. {work_order.facility} was told.",
    )


def cancel_work_order(request, org, number):
    """Take a work order back that stands alone, or whose order was closed, with a reason."""
    enter_to_write(request, org)
    access = open_work_order(request, org, number)
    work_order = access.work_order
    if refusal := why_not_cancel(work_order):
        return refuse_to_ask(request, access, refusal, title=f"{work_order} cannot be cancelled")
    form = ReasonForm(posted(request), missing="Say why it is cancelled.")
    who = f"{work_order.facility.place} is told why." if work_order.sent_at else "Nobody was told of it yet."
    return ask_first(
        request,
        access,
        lambda: cancel_transfer(work_order, reason=form.cleaned_data["reason"]),
        form=form,
        title=f"Cancel {work_order}?",
        text=f"It stays readable, and cannot be taken up again. {who}",
        submit="Cancel the work order",
        danger=True,
        cancel="Keep it",
        outcome=f"{work_order.number} was cancelled.",
    )


def _page(request, draft, *, refusal=None, status=200, part="transfer-form"):
    """The form; for htmx the part of it that changes."""
    work_order, organization = draft.work_order, draft.organization
    is_new = work_order is None
    context = {
        "draft": draft,
        "bar": draft.bar,
        "organization": organization,
        "work_order": work_order,
        "warning": "" if is_new else warning_before(work_order),
        "reported": "" if is_new else what_was_reported(list(work_order.legs.all())),
        "refusal": refusal,
        "newer": newer_than_draft(request, draft, refusal),
        "crumbs": seller_crumbs(organization, "New work order")
        if is_new
        else work_order_crumbs(work_order, "Edit"),
    }
    page = "workorders/transfers/edit_work_order.html"
    return form_page(request, page, context, part=part, status=status, to_top=status >= 400)
