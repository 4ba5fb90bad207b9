"""Bundling at a facility: building, scrapping parts, saying that this is all, and taking it back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from sostocked.foundation.pages.dialogs import posted
from sostocked.foundation.pages.paging import BIGGEST
from sostocked.foundation.records.errors import NotYours, Refused
from sostocked.foundation.words import count_of
from workorders.access import Access, open_work_order
from workorders.bundling import services
from workorders.bundling.forms import BuildForm, EndForm, ScrapForm, TakeBackForm
from workorders.bundling.page import BundlePage, read_bundle_page
from workorders.models import Build
from workorders.page.responses import refuse, work_order_crumbs
from workorders.rules.bundling import SCRAP

DEEDS = ("build", "scrap", "end")


def build(request, org: str, number: str, step: int):
    """How many bundles the parts make; build them, scrap parts, or say that this is all."""
    access = open_work_order(request, org, number)
    steps = access.work_order.steps.select_related("product")
    found = steps.filter(pk=min(step, BIGGEST), kind="bundle").first()
    if found is None:
        raise Http404("No such bundle step.")
    if refusal := _why_not(access, is_new=request.method != "POST"):
        return refuse(request, access, refusal)
    found.work_order = access.work_order
    page = read_bundle_page(access, found)
    if request.method != "POST":
        return _page(request, page, _forms(request, page, ""))
    deed = request.POST.get("deed", "")
    deed = deed if deed in DEEDS else "build"
    return _act(request, page, _forms(request, page, deed), deed)


def _why_not(access: Access, *, is_new: bool) -> Refused | None:
    """Who sends a build for the second time is answered as for the first, whatever happened since."""
    if not access.is_staff:
        return NotYours(f"Only staff of {access.work_order.facility} can do this.")
    why = services.why_not_bundle(access.work_order) if is_new else ""
    return Refused(why) if why else None


def _forms(request, page: BundlePage, deed: str) -> dict[str, Any]:
    """The three forms; the one that was sent holds what was typed."""
    sent = {name: request.POST if name == deed else None for name in DEEDS}
    parts, stock = page.products, page.stock
    return {
        "build": BuildForm(
            sent["build"], product=page.step.bundle, parts=parts, stock=stock, initial=page.initial
        ),
        "scrap": ScrapForm(sent["scrap"], parts=parts, stock=stock),
        "end": EndForm(sent["end"]),
    }


def _act(request, page: BundlePage, forms: dict[str, Any], deed: str):
    form = forms[deed]
    if not form.is_valid():
        return _page(request, page, forms, deed=deed, status=422)
    try:
        url, outcome = _DO[deed](request, page, form)
    except Refused as refusal:
        if deed == "build":
            form.asks_reason |= isinstance(refusal, services.OverBuild)
        form.add_error(None, str(refusal))
        return _page(request, page, forms, deed=deed, status=refusal.http_status)
    messages.success(request, outcome)
    return redirect(url)


def _build(request, page: BundlePage, form: BuildForm) -> tuple[str, str]:
    said = form.cleaned_data
    done = services.build(
        page.access.work_order,
        step_id=page.step.pk,
        units=said["units"],
        by=request.user,
        key=said["key"],
        made=form.made,
        chosen=form.chosen,
        reason=said["reason"],
    )
    return (
        done.get_absolute_url(),
        f"{done.units:,} × {page.step.facts.sku} built on {page.access.work_order.number}.",
    )


def _scrap(request, page: BundlePage, form: ScrapForm) -> tuple[str, str]:
    said = form.cleaned_data
    done = services.scrap(
        page.access.work_order,
        step_id=page.step.pk,
        chosen=form.chosen,
        reason=said["reason"],
        by=request.user,
        key=said["key"],
    )
    units = sum(done.lines.values_list("quantity", flat=True))
    return done.get_absolute_url(), f"{count_of(units, 'unit')} scrapped on {page.access.work_order.number}."


def _end(request, page: BundlePage, form: EndForm) -> tuple[str, str]:
    work_order = page.access.work_order
    services.end_build(work_order, step_id=page.step.pk, reason=form.cleaned_data["reason"], by=request.user)
    return work_order.get_absolute_url(), f"No more {page.step.facts.sku} are built on {work_order.number}."


_DO: dict[str, Callable[..., tuple[str, str]]] = {"build": _build, "scrap": _scrap, "end": _end}


def built(request, org: str, number: str, build: int):
    """What was built or scrapped in one go, and what was taken back of it; its facility takes it back here."""
    access = open_work_order(request, org, number)
    rows = access.work_order.builds.select_related("by", "reverses", "step__product")
    found = (
        rows.prefetch_related("lines__product", "lines__lot", "reversals__by")
        .filter(number=min(build, BIGGEST))
        .first()
    )
    if found is None:
        raise Http404("No such build.")
    found.work_order = access.work_order
    left = None if found.kind == SCRAP else services.left_of(found)
    form = TakeBackForm(posted(request), left=left)
    if request.method != "POST":
        return _built_page(request, access, found, form)
    return _take_back(request, access, found, form)


def _take_back(request, access: Access, found: Build, form: TakeBackForm):
    if not access.is_staff:
        return refuse(request, access, NotYours(f"Only staff of {access.work_order.facility} can do this."))
    if not form.is_valid():
        return _built_page(request, access, found, form, status=422)
    said = {"reason": form.cleaned_data["reason"], "by": request.user, "key": form.cleaned_data["key"]}
    try:
        if found.kind == SCRAP:
            beside = services.take_scrap_back(found, **said)
        else:
            beside = services.unbuild(found, units=form.cleaned_data["units"], **said)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _built_page(request, access, found, form, status=refusal.http_status)
    messages.success(request, f"{found.name} {found.number} was taken back, all or in part.")
    return redirect(beside.get_absolute_url())


def _page(request, page: BundlePage, forms: dict[str, Any], *, deed: str = "", status: int = 200):
    work_order = page.access.work_order
    context = {
        "access": page.access,
        "work_order": work_order,
        "page": page,
        "forms": forms,
        "deed": deed,
        "crumbs": work_order_crumbs(work_order, f"Bundle {page.step.facts.sku}"),
    }
    return render(request, "workorders/bundling/build.html", context, status=status)


def _built_page(request, access: Access, found: Build, form: TakeBackForm, *, status: int = 200):
    title = f"{found.name} {found.number}"
    is_left = not found.reversals.all() if found.kind == SCRAP else services.left_of(found) > 0
    context = {
        "access": access,
        "work_order": access.work_order,
        "build": found,
        "form": form,
        "may_take_back": access.may_build and not found.reverses_id and is_left,
        "title": title,
        "crumbs": work_order_crumbs(access.work_order, title),
    }
    return render(request, "workorders/bundling/built.html", context, status=status)
