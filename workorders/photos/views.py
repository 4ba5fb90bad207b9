"""All photos of a work order on one page; adding some, and taking one off."""

import uuid
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sostocked.foundation.documents.models import Attachment
from sostocked.foundation.documents.services import remove
from sostocked.foundation.pages.dialogs import go
from sostocked.foundation.people.access import Request
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import count_of
from workorders.access import Access, open_work_order
from workorders.models import WorkOrder
from workorders.models.receipts import with_album
from workorders.page.photos import PhotoItem, read_photos
from workorders.page.responses import ask, refuse, work_order_crumbs
from workorders.photos.door import require_may_remove
from workorders.photos.services import add_photos, album_of

NOTHING = "Choose a photo, or take one."


def photos(request: Request, org: str, number: str) -> HttpResponse:
    """The photos of a work order; who may adds some here, one by one (scripts) or several at once (a form).

    To scripts a GET tells of those that were taken for counts which are not taken in yet.
    """
    access = open_work_order(request, org, number)
    if request.method == "POST":
        return _add(request, access)
    if request.htmx:
        return _items(request, [each for each in read_photos(access).items if each.is_waiting])
    return _page(request, access)


def _add(request: Request, access: Access) -> HttpResponse:
    album = album_of(request.POST.get("album"))
    sent = request.FILES.getlist("photo")
    try:
        added = add_photos(access.work_order, sent, by=_person(request), album=album)
    except Refused as refusal:
        return _say(refusal) if request.htmx else refuse(request, access, refusal)
    problems = added.problems if sent else [NOTHING]
    if request.htmx:
        return _say(Refused(" ".join(problems)), 422) if problems else _added(request, access, added.photos)
    if problems:
        return _page(request, access, problems=problems, status=422)
    messages.success(request, f"{count_of(len(added.photos), 'photo')} added to {access.work_order.number}.")
    return redirect(_home_of(access.work_order, album))


def _person(request: Request) -> User:
    """Who asks: nobody comes here without having signed in."""
    return cast(User, request.user)


def _added(request: Request, access: Access, added: list[Attachment]) -> HttpResponse:
    keys = {each.key for each in added}
    albums = {each.album for each in added if each.album}
    found = read_photos(access, albums=albums or None)
    return _items(request, [each for each in found.items if each.key in keys])


def _items(request: Request, items: list[PhotoItem]) -> HttpResponse:
    context = {"photos": items, "in_form": bool(request.POST.get("in_form") or request.GET.get("in_form"))}
    return render(request, "components/photo_items.html", context)


def _say(refusal: Refused, status: int | None = None) -> HttpResponse:
    """A sentence for the script, which shows it beside the field."""
    return HttpResponse(
        str(refusal), status=status or refusal.http_status, content_type="text/plain; charset=utf-8"
    )


def _home_of(work_order: WorkOrder, album: uuid.UUID | None) -> str:
    """Where the photos of an album are shown: its receipt, or the work order."""
    receipt = work_order.receipts.filter(with_album(album)).first() if album else None
    return receipt.get_absolute_url() if receipt else f"{work_order.get_absolute_url()}#photos"


def _page(request: Request, access: Access, *, problems: list[str] | None = None, status: int = 200):
    context = {
        "access": access,
        "work_order": access.work_order,
        "photos": read_photos(access),
        "problems": problems or [],
        "crumbs": work_order_crumbs(access.work_order, "Photos"),
    }
    return render(request, "workorders/photos/photos.html", context, status=status)


def remove_photo(request: Request, org: str, number: str, key: uuid.UUID) -> HttpResponse:
    """Take a photo off, after asking; that it was there, and who took it off, stays in the history."""
    access = open_work_order(request, org, number)
    work_order = access.work_order
    photo = (
        Attachment.objects.of(WorkOrder, work_order.pk).present().select_related("by").filter(key=key).first()
    )
    if photo is None:
        raise Http404("No such photo.")
    photo_page = reverse("workorders:photos", args=[org, number])
    try:
        return _remove(request, access, photo, photo_page)
    except Refused as refusal:
        if not request.htmx:
            return refuse(request, access, refusal)
        return ask(request, access, status=refusal.http_status, text=str(refusal), **_question(photo_page))


def _remove(request: Request, access: Access, photo: Attachment, back: str) -> HttpResponse:
    require_may_remove(access.work_order, photo, _person(request))
    if request.method != "POST":
        text = f"Taken by {photo.by}. Nobody sees it any more; who removed it stays in the history."
        return ask(request, access, text=text, **_question(back))
    remove(photo, access.work_order, by=_person(request))
    messages.success(request, "The photo is removed.")
    return go(request, _home_of(access.work_order, photo.album))


def _question(back: str) -> dict:
    return {"title": "Remove this photo?", "submit": "Remove it", "danger": True, "cancel_url": back}
