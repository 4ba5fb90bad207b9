"""What the pages about one work order have in common: how they ask, act, say no, and where they lead."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import push_url

from leadtimes.rules.bar import Bar
from sostocked.foundation.pages import dialogs
from sostocked.foundation.pages.dialogs import go
from sostocked.foundation.pages.navigation import crumbs
from sostocked.foundation.people.access import Request
from sostocked.foundation.people.mail.undelivered import (
    UndeliveredMail,
    undelivered_about,
    undelivered_to,
)
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import Refused
from workorders.access import Access, access_to, open_work_order
from workorders.content import read_content, work_order_bar
from workorders.models import WorkOrder
from workorders.page.page import read_page


def button(act: Callable[..., HttpResponse]):
    """A view that does `act` when its button is pressed; who only follows the address lands on the work order.

    `act(request, access, …)` answers, or raises Refused: the sentence is then said on the work order's page.
    """

    @wraps(act)
    def view(request: Request, org: str, number: str, **more) -> HttpResponse:
        access = open_work_order(request, org, number)
        if request.method != "POST":
            return go(request, access.work_order.get_absolute_url())
        try:
            return act(request, access, **more)
        except Refused as refusal:
            return refuse(request, access, refusal)

    return view


def ask(request: Request, access: Access, *, status: int = 200, **question) -> HttpResponse:
    """The question, by the contract of components/confirm.html: in the dialog, else as a page with its bar."""
    question = {"cancel_url": access.work_order.get_absolute_url(), **question}
    if not request.htmx:
        question |= {"bar": bar_for(access), "crumbs": crumbs_below(access, question["title"])}
    return dialogs.ask(request, status=status, **question)


def bar_for(access: Access) -> Bar:
    """The bar of the work order as this person sees it, for the pages about it."""
    content = read_content(access.work_order)
    return work_order_bar(content, today=access.today, discreet=access.discreet, staffed=access.staffed)


def ask_first(request, access: Access, act: Callable, *, outcome: str, form=None, **question) -> HttpResponse:
    """Ask; on POST, with a `form` that is right, do `act`, say its `outcome` and lead back.

    A refusal is said in the dialog where the question was asked, else on the work order's page.
    """
    if request.method != "POST" or (form and not form.is_valid()):
        return ask(request, access, status=422 if form and form.is_bound else 200, form=form, **question)
    try:
        act()
    except Refused as refusal:
        if not request.htmx:
            return refuse(request, access, refusal)
        return ask(request, access, status=refusal.http_status, **question | {"text": str(refusal)})
    messages.success(request, outcome)
    return go(request, access.work_order.get_absolute_url())


def back_from(request, work_order: WorkOrder) -> HttpResponse:
    """Back to the worklist (with its filters) if the button was pressed there, else to the work order."""
    worklist = reverse("workorders:worklist")
    asked = request.POST.get("back", "")
    leads_there = asked == worklist or asked.startswith(f"{worklist}?")
    return go(request, asked if leads_there else work_order.get_absolute_url())


def page_of_work_order(request, access: Access, *, refusal: Refused | None = None, part: str = ""):
    """The work order's page or a part of it, with the sentence of a refusal if there was one."""
    context = {"page": read_page(access), "access": access, "work_order": access.work_order}
    if not part:
        context["undelivered"] = undelivered_mail(access, request.user)
    context |= {"refusal": refusal, "crumbs": crumbs(_list_of(access), access.work_order.number)}
    status = refusal.http_status if refusal else 200
    return render(request, f"workorders/page/work_order.html{part}", context, status=status)


def undelivered_mail(access: Access, user: User) -> list[UndeliveredMail]:
    """Mail about it that did not arrive: all of it to the seller, their own to the staff of the facility."""
    work_order = access.work_order
    if access.membership:
        return undelivered_about(work_order.organization, work_order, may_send=access.writes)
    return undelivered_to(user, work_order.organization, work_order)


def refuse(request, access: Access, refusal: Refused) -> HttpResponse:
    """Say no on the work order's page as it is now."""
    work_order = access.work_order
    fresh = access_to(request, work_order.organization.slug, work_order.number)
    answer = page_of_work_order(request, fresh, refusal=refusal)
    return push_url(answer, work_order.get_absolute_url()) if request.htmx else answer


def refuse_to_ask(request, access: Access, refusal: Refused, *, title: str) -> HttpResponse:
    """Say no before anything is asked: in the dialog, else on the work order's page."""
    if not request.htmx:
        return refuse(request, access, refusal)
    context = {"title": title, "refusal": refusal, "work_order": access.work_order}
    return render(request, "workorders/page/refused.html", context, status=refusal.http_status)


def seller_crumbs(organization, *steps) -> list[dict]:
    """Where the seller is: the list of work orders, then `steps` down to this page."""
    up = ("Work orders", reverse("workorders:work_orders", args=[organization.slug]))
    return crumbs(up, *steps)


def work_order_crumbs(work_order: WorkOrder, here: str) -> list[dict]:
    """The same for `here`, what the seller does to a work order."""
    up = (work_order.number, work_order.get_absolute_url())
    return seller_crumbs(work_order.organization, up, here)


def crumbs_below(access: Access, here: str) -> list[dict]:
    """Where this person is: their list of work orders, the work order, and `here` a page about it."""
    work_order = access.work_order
    return crumbs(_list_of(access), (work_order.number, work_order.get_absolute_url()), here)


def _list_of(access: Access) -> tuple[str, str]:
    if access.discreet:
        return "Work orders", reverse("workorders:worklist")
    return "Work orders", reverse("workorders:work_orders", args=[access.work_order.organization.slug])
