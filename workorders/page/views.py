"""One work order, and what the staff of its facility do on its page: acknowledge and tick off."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sostocked.foundation.pages.dialogs import go
from sostocked.foundation.pages.paging import BIGGEST, read_id
from workorders import services
from workorders.access import open_work_order
from workorders.page.responses import back_from, button, crumbs_below, page_of_work_order
from workorders.page.units import units_page


@require_safe
def work_order(request, org, number):
    """What is coming, when, and what is to be done with it. Opening it changes nothing."""
    return page_of_work_order(request, open_work_order(request, org, number))


@require_safe
def units(request, org, number, product):
    """What came, was built and left of a product: every figure, row by row."""
    access = open_work_order(request, org, number)
    page = units_page(access.work_order, product) if product <= BIGGEST else None
    if page is None:
        raise Http404("No such product on this work order.")
    context = {"page": page, "work_order": access.work_order, "crumbs": crumbs_below(access, page.sku)}
    return render(request, "workorders/page/units.html", context)


@button
def acknowledge(request, access):
    """Say that the revision on the page has been read."""
    work_order = access.work_order
    services.acknowledge(work_order, by=request.user, revision=_revision(request))
    messages.success(request, f"You acknowledged {work_order.number}. {work_order.organization} can see it.")
    return back_from(request, work_order)


@button
def tick(request, access, step):
    """Mark a step as done, or as open again."""
    done = request.POST.get("done") == "1"
    services.tick(access.work_order, step_id=min(step, BIGGEST), done=done, by=request.user)
    if request.htmx:
        return page_of_work_order(request, access, part="#steps")
    return go(request, f"{access.work_order.get_absolute_url()}#step-{step}")


def _revision(request) -> int:
    try:
        return read_id(request.POST.get("revision", ""))
    except ValueError:
        return 0
