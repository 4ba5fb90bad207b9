"""Stand-alone work orders: the seller writes, changes, sends and cancels them."""

from django import forms
from django.contrib import messages
from django.urls import reverse

from sostocked.foundation.pages import form_rows
from sostocked.foundation.people.access import enter_to_write
from sostocked.foundation.records.errors import ChangedMeanwhile, Refused
from workorders.access import open_work_order
from workorders.page.responses import confirmation, form_page, lead_to, refuse
from workorders.steps.views import told_of, warning_before
from workorders.transfers.draft import PREFIXES, TransferDraft
from workorders.transfers.services import cancel_transfer, change_transfer, create_transfer, send
from workorders.workflow import CHANGEABLE


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": "Say why: the facility will read it."},
    )


def new_work_order(request, org):
    """Write a stand-alone work order on goods that are at a facility already."""
    organization = enter_to_write(request, org).organization
    options = {"options_url": reverse("inventory:product_options", args=[org])}
    if request.method != "POST":
        return _page(request, TransferDraft.new(organization, **options).forgive_blanks())
    action = request.POST.get("action", "save")
    draft = TransferDraft(organization, form_rows.act(request.POST, action, PREFIXES), **options)
    if action != "save":
        return _page(request, draft.forgive_blanks(action), part="#bar" if action == "preview" else "#form")
    if not draft.is_valid():
        return _page(request, draft, status=422)
    return _create(request, draft)


def _create(request, draft):
    key = draft.head.cleaned_data["creation_key"]
    try:
        made = create_transfer(draft.facility, by=request.user, creation_key=key, **draft.said())
    except Refused as refusal:
        return _page(request, draft, refusal=refusal, status=refusal.http_status)
    messages.success(request, f"{made.number} is saved. Send it when it is ready.")
    return lead_to(request, made.get_absolute_url())


def edit_work_order(request, org, number):
    """Write a stand-alone work order anew, before its work begins."""
    enter_to_write(request, org)
    access = open_work_order(request, org, number)
    refusal = _why_fixed(access.work_order)
    if refusal:
        return refuse(request, access, refusal)
    options = {
        "options_url": reverse("inventory:product_options", args=[org]),
        "work_order": access.work_order,
    }
    if request.method != "POST":
        draft = TransferDraft.of(access.work_order, options_url=options["options_url"])
        return _page(request, draft.forgive_blanks())
    action = request.POST.get("action", "save")
    draft = TransferDraft(
        access.work_order.organization, form_rows.act(request.POST, action, PREFIXES), **options
    )
    if action != "save":
        return _page(request, draft.forgive_blanks(action), part="#bar" if action == "preview" else "#form")
    return _change(request, draft) if draft.is_valid() else _page(request, draft, status=422)


def _why_fixed(work_order) -> Refused | None:
    if not work_order.stands_alone:
        return Refused(f"{work_order} follows {work_order.order}: change the lines and legs there.")
    if work_order.status not in CHANGEABLE:
        return Refused(f"{work_order} is {work_order.badge.label.lower()} and stays as it is.")
    return None


def _change(request, draft):
    work_order, revision = draft.work_order, draft.head.cleaned_data["revision"] or 0
    try:
        saved = change_transfer(work_order, revision=revision, **draft.said())
    except Refused as refusal:
        return _page(request, draft, refusal=refusal, status=refusal.http_status)
    messages.success(request, told_of(saved, before=work_order))
    return lead_to(request, work_order.get_absolute_url())


def send_work_order(request, org, number):
    """Tell the facility, after a confirmation."""
    enter_to_write(request, org)
    access = open_work_order(request, org, number)
    if request.method != "POST":
        return _ask_to_send(request, access.work_order)
    try:
        send(access.work_order)
    except Refused as refusal:
        return _refuse_in_place(request, access, refusal, _ask_to_send)
    messages.success(request, f"{number} was sent. {access.work_order.facility} was told.")
    return lead_to(request, access.work_order.get_absolute_url())


def _ask_to_send(request, work_order, **more):
    return confirmation(
        request,
        **{"text": f"{work_order.facility.place} gets a mail and can read it from then on."} | more,
        title=f"Send {work_order}?",
        action=reverse("workorders:send_work_order", args=[work_order.organization.slug, work_order.number]),
        submit="Send to the facility",
        cancel_url=work_order.get_absolute_url(),
    )


def cancel_work_order(request, org, number):
    """Take a stand-alone work order back, with a reason."""
    enter_to_write(request, org)
    access = open_work_order(request, org, number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask_to_cancel(request, access.work_order, form=form, status=422 if form.is_bound else 200)
    try:
        cancel_transfer(access.work_order, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        return _refuse_in_place(request, access, refusal, _ask_to_cancel)
    messages.success(request, f"{number} was cancelled.")
    return lead_to(request, access.work_order.get_absolute_url())


def _ask_to_cancel(request, work_order, **more):
    told = f"{work_order.facility.place} is told why." if work_order.sent_at else "Nobody was told of it yet."
    return confirmation(
        request,
        **{"text": f"It stays readable, and cannot be taken up again. {told}"} | more,
        title=f"Cancel {work_order}?",
        action=reverse(
            "workorders:cancel_work_order", args=[work_order.organization.slug, work_order.number]
        ),
        submit="Cancel the work order",
        danger=True,
        cancel_url=work_order.get_absolute_url(),
        cancel="Keep it",
    )


def _refuse_in_place(request, access, refusal, ask):
    """In the dialog where the question was asked, else on the work order's page."""
    if not request.htmx:
        return refuse(request, access, refusal)
    return ask(request, access.work_order, text=str(refusal), status=refusal.http_status)


def _page(request, draft, *, refusal=None, status=200, part="#form"):
    """The form; for htmx the part of it that changes."""
    work_order = draft.work_order
    context = {
        "draft": draft,
        "bar": draft.bar,
        "organization": draft.organization,
        "work_order": work_order,
        "warning": warning_before(work_order) if work_order else "",
        "refusal": refusal,
        "changed": isinstance(refusal, ChangedMeanwhile),
        "crumbs": _crumbs(draft),
    }
    return form_page(request, "workorders/edit_work_order.html", context, status=status, part=part)


def _crumbs(draft):
    work_order = draft.work_order
    crumbs = [
        {
            "label": "Work orders",
            "url": reverse("workorders:work_orders", args=[draft.organization.slug]),
        }
    ]
    if work_order is None:
        return [*crumbs, {"label": "New work order"}]
    return [*crumbs, {"label": work_order.number, "url": work_order.get_absolute_url()}, {"label": "Edit"}]
