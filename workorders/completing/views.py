"""The staff of a facility start and complete the work, and say in the same tap what that tells of its legs."""

from datetime import date

from django.contrib import messages
from django.urls import reverse

from sostocked.foundation.pages.dialogs import go, posted
from sostocked.foundation.records.errors import NotYours, Refused
from sostocked.foundation.words import count_of, day_of
from workorders import services
from workorders.access import open_work_order
from workorders.completing.forms import CompletionForm
from workorders.completing.services import complete_and_confirm, start_and_confirm
from workorders.content import WorkOrderContent, read_content
from workorders.page.responses import ask, back_from, button, refuse


@button
def start(request, access):
    """Begin the work; with `came`, the goods came today."""
    work_order = access.work_order
    if request.POST.get("came") == "1" and access.is_staff:
        start_and_confirm(work_order, speaker=access.speaker(request.user))
    else:
        services.start(work_order, by=request.user)
    messages.success(request, f"{work_order.number} is in progress. Tick off each step as you do it.")
    return back_from(request, work_order)


def complete(request, org, number):
    """Finish the work, once every step is ticked off; offers to confirm the facility's legs with it."""
    access = open_work_order(request, org, number)
    work_order = access.work_order
    if not access.is_staff:
        return refuse(request, access, NotYours(f"Only staff of {work_order.facility} can do this."))
    content, today = read_content(work_order), access.speaker(request.user).today
    form = CompletionForm(posted(request), access=access, content=content, today=today)
    if form.is_bound and form.is_valid():
        try:
            done = form.take(lambda: _complete(request, access, form))
        except Refused as refusal:
            return _no(request, access, refusal)
        if done:
            messages.success(request, f"{work_order.number} is completed. Thank you.")
            return go(request, reverse("workorders:worklist"))
    status = 422 if form.is_bound else 200
    return ask(request, access, status=status, form=form, **_question(access, content, today))


def _complete(request, access, form: CompletionForm) -> None:
    typed, sure = form.cleaned_data, form.cleaned_data["sure"]
    if form.confirms:
        why = {name: typed.get(name, "") for name in ("reason", "note")}
        complete_and_confirm(access.work_order, speaker=access.speaker(request.user), sure=sure, **why)
    else:
        services.complete(access.work_order, by=request.user, sure=sure)


def _no(request, access, refusal: Refused):
    """A refusal is said in the dialog where the question was asked, else on the work order's page."""
    if not request.htmx:
        return refuse(request, access, refusal)
    today = access.speaker(request.user).today
    question = _question(access, read_content(access.work_order), today) | {"text": str(refusal)}
    return ask(request, access, status=refusal.http_status, **question)


def _question(access, content: WorkOrderContent, today: date) -> dict:
    work_order = access.work_order
    text = (
        f"{work_order.organization} will see that the work is done. Only its owners and admins can reopen it."
    )
    expected = work_order.expected_on
    if expected and expected > today and not content.goods_came:
        days = count_of((expected - today).days, "day")
        text = (
            f"Nobody has said that the goods came: they are expected on {day_of(expected)}, in {days}. {text}"
        )
    return {"title": f"Complete {work_order.number}?", "text": text, "submit": "Complete the work"}
