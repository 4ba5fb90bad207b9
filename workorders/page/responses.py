"""What the pages of this desk have in common: where they lead, and how they say no."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect, push_url, reswap

from sostocked.foundation.records.errors import Refused
from workorders.access import Access, open_work_order
from workorders.models import WorkOrder
from workorders.page.page import read_page


def lead_to(request, url: str):
    """A redirect that htmx follows as a whole page too."""
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def back_from(request, work_order: WorkOrder):
    """Back to the worklist (with its filters) if the button was pressed there, else to the work order."""
    worklist = reverse("workorders:worklist")
    asked = request.POST.get("back", "")
    leads_there = asked == worklist or asked.startswith(f"{worklist}?")
    return lead_to(request, asked if leads_there else work_order.get_absolute_url())


def page_of_work_order(request, access: Access, *, refusal: Refused | None = None, part: str = ""):
    """The work order's page or a part of it, with the sentence of a refusal if there was one."""
    context = {"page": read_page(access), "access": access, "work_order": access.work_order}
    context |= {"refusal": refusal, "crumbs": _crumbs(access)}
    status = refusal.http_status if refusal else 200
    return render(request, f"workorders/work_order.html{part}", context, status=status)


def refuse(request, access: Access, refusal: Refused):
    """Say no on the work order's page as it is now."""
    work_order = access.work_order
    fresh = open_work_order(request, work_order.organization.slug, work_order.number)
    answer = page_of_work_order(request, fresh, refusal=refusal)
    return push_url(answer, work_order.get_absolute_url()) if request.htmx else answer


def form_page(request, template: str, context: dict, *, status: int = 200, part: str = "#form"):
    """A form's page; for htmx its `part`, and what went wrong is scrolled into view."""
    answer = render(request, f"{template}{part if request.htmx else ''}", context, status=status)
    return reswap(answer, "outerHTML show:window:top") if request.htmx and status >= 400 else answer


def confirmation(request, *, status: int = 200, **context):
    """Ask before something that matters: in the dialog for htmx, as a page otherwise."""
    template = "components/confirm.html" if request.htmx else "workorders/confirm.html"
    return render(request, template, {**context, "htmx": bool(request.htmx)}, status=status)


def _crumbs(access: Access) -> list[dict]:
    work_order = access.work_order
    if access.discreet:
        up = {"label": "Work orders", "url": reverse("workorders:worklist")}
    else:
        slug = work_order.organization.slug
        up = {"label": "Work orders", "url": reverse("workorders:work_orders", args=[slug])}
    return [up, {"label": work_order.number}]
