"""Receiving goods on a work order: counting what came, correcting it, and the end of counting."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from sostocked.foundation.records.errors import NotYours, Refused
from sostocked.foundation.words import count_of
from workorders.access import Access, open_work_order
from workorders.content import read_content
from workorders.goods.received import left_of, tallies_of, why_not_receive
from workorders.models import Receipt
from workorders.page.photos import Photos, read_photos
from workorders.page.responses import button, refuse, work_order_crumbs
from workorders.photos.services import add_to_albums, album_of, take_off
from workorders.receiving.correction_form import CorrectionForm
from workorders.receiving.draft import ReceivingDraft
from workorders.receiving.services import OverReceipt, correct, finish_count, receive, reopen_count

TAKE_OFF = "remove-photo-"
"""The action of the button that takes a photo off while one counts; after it comes the photo's key."""


def receive_goods(request, org: str, number: str):
    """Count what came, and take it in."""
    access = open_work_order(request, org, number)
    if refusal := _why_not(access, is_new=request.method != "POST"):
        return refuse(request, access, refusal)
    read_content(access.work_order)  # brings the lines with their products along
    tallies = tallies_of(access.work_order)
    if request.method != "POST":
        return _page(request, access, ReceivingDraft.new(access.work_order, tallies=tallies).forgive_blanks())
    action = request.POST.get("action", "save")
    data = ReceivingDraft.acted(request.POST, action)
    draft = ReceivingDraft(access.work_order, data, tallies=tallies)
    try:
        problems = _keep_photos(request, access, draft)
    except Refused as refusal:
        return _page(request, access, draft.forgive_blanks(), refusal=refusal, status=refusal.http_status)
    if action != "save":
        return _page(request, access, draft.forgive_blanks(), status=422 if problems else 200)
    if not draft.is_valid() or problems:
        return _page(request, access, draft, status=422)
    return _save(request, access, draft)


def _keep_photos(request, access: Access, draft: ReceivingDraft) -> dict:
    """Keep the photos that came with the form, whatever becomes of the counts; why some were not, by album.

    A photo that somebody takes off while they count is removed here, too: the counts stay on the page.
    """
    problems: dict = {}
    action = request.POST.get("action", "")
    try:
        if request.FILES:
            problems = add_to_albums(access.work_order, request.FILES, by=request.user)
        if action.startswith(TAKE_OFF) and (key := album_of(action.removeprefix(TAKE_OFF))):
            take_off(access.work_order, key, by=request.user)
    finally:
        has_photos = access.has_photos or request.FILES
        photos = read_photos(access, albums=draft.albums) if has_photos else Photos()
        draft.show_photos(photos, problems)
    return problems


def _why_not(access: Access, *, is_new: bool) -> Refused | None:
    """Who sends a receipt for the second time is answered as for the first, whatever happened since."""
    if not access.is_staff:
        return NotYours(f"Only staff of {access.work_order.facility} can do this.")
    why = why_not_receive(access.work_order) if is_new else ""
    return Refused(why) if why else None


def _save(request, access: Access, draft: ReceivingDraft):
    said = draft.head.cleaned_data
    try:
        with transaction.atomic():
            receipt = receive(
                access.work_order,
                counts=draft.counts(),
                speaker=access.speaker(request.user),
                key=said["key"],
                reason=said["reason"],
            )
            if said["final"] and not receipt.work_order.counted_at:
                finish_count(access.work_order, by=request.user)
    except Refused as refusal:
        draft.asks_reason |= isinstance(refusal, OverReceipt)
        return _page(request, access, draft, refusal=refusal, status=refusal.http_status)
    units = sum(receipt.lines.values_list("quantity", flat=True))
    messages.success(request, f"{count_of(units, 'unit')} received on {access.work_order.number}.")
    return redirect(receipt.get_absolute_url())


def receipt(request, org: str, number: str, receipt: int):
    """What came in one go, and what was taken back of it; its facility corrects it here."""
    access = open_work_order(request, org, number)
    rows = access.work_order.receipts.select_related("by", "corrects")
    found = (
        rows.prefetch_related("lines__product", "lines__lot", "corrections__by")
        .filter(number=receipt)
        .first()
    )
    if found is None:
        raise Http404("No such receipt.")
    found.work_order = access.work_order
    _show_photos(access, found)
    left = left_of(found)
    form = CorrectionForm(request.POST or None, lines=list(found.lines.all()), left=left)
    if request.method != "POST":
        return _receipt_page(request, access, found, form)
    return _correct(request, access, found, form)


def _show_photos(access: Access, found: Any) -> None:
    """Put photos beside the receipt and its lines; the lines of one row share an album, the first one shows it."""
    lines: list[Any] = list(found.lines.all())
    albums = [found.key, *(line.album for line in lines if line.album)]
    photos = read_photos(access, albums=albums) if access.has_photos else Photos()
    found.photos = photos.of(found.key)
    shown = set()
    for line in lines:
        line.photos = photos.of(line.album) if line.album and line.album not in shown else []
        shown.add(line.album)


def _correct(request, access: Access, found: Receipt, form: CorrectionForm):
    if not access.is_staff:
        return refuse(request, access, NotYours(f"Only staff of {access.work_order.facility} can do this."))
    if not form.is_valid():
        return _receipt_page(request, access, found, form, status=422)
    try:
        beside = correct(
            found,
            take_back=form.take_back,
            reason=form.cleaned_data["reason"],
            by=request.user,
            key=form.cleaned_data["key"],
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _receipt_page(request, access, found, form, status=refusal.http_status)
    messages.success(request, f"Receipt {found.number} is corrected.")
    return redirect(beside.get_absolute_url())


@button
def end_count(request, access: Access):
    """Nothing more comes."""
    finish_count(access.work_order, by=request.user)
    messages.success(request, f"The count of {access.work_order.number} is final.")
    return redirect(access.work_order.get_absolute_url())


@button
def open_count(request, access: Access):
    """Something came after all."""
    reopen_count(access.work_order, by=request.user)
    messages.success(request, f"{access.work_order.number} can be received again.")
    values = [access.work_order.organization.slug, access.work_order.number]
    return redirect(reverse("workorders:receive", args=values))


def _page(
    request, access: Access, draft: ReceivingDraft, *, refusal: Refused | None = None, status: int = 200
):
    context: dict[str, Any] = {
        "access": access,
        "work_order": access.work_order,
        "draft": draft,
        "refusal": refusal,
        "crumbs": work_order_crumbs(access.work_order, "Receive"),
    }
    return render(request, "workorders/receiving/receive.html", context, status=status)


def _receipt_page(request, access: Access, found: Receipt, form: CorrectionForm, *, status: int = 200):
    name = "Correction" if found.corrects_id else "Receipt"
    context = {
        "access": access,
        "work_order": access.work_order,
        "receipt": found,
        "form": form,
        "may_correct": access.may_correct and not found.corrects_id and any(form.left.values()),
        "title": f"{name} {found.number}",
        "crumbs": work_order_crumbs(access.work_order, f"{name} {found.number}"),
    }
    return render(request, "workorders/receiving/receipt.html", context, status=status)
