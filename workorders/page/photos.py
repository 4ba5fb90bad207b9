"""The photos of a work order as pages show them, each with what it shows: a receipt, a line of one, the work."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from sostocked.foundation.documents.models import Attachment
from sostocked.foundation.records.history import Event
from sostocked.foundation.words import day_of
from workorders.access import Access
from workorders.models import Receipt, ReceiptLine, WorkOrder
from workorders.models.receipts import with_album
from workorders.workflow import OVER


class PhotoItem(NamedTuple):
    """A photo on a page. `remove_url` is empty for whoever may not remove it, and where its form does that."""

    key: uuid.UUID
    album: uuid.UUID | None
    url: str
    thumbnail: str
    shows: str
    says: str
    by: str
    at: datetime
    remove_url: str
    receipt: int | None

    @property
    def is_waiting(self) -> bool:
        """Whether it was taken for a receipt that is not taken in yet."""
        return self.album is not None and self.receipt is None


@dataclass(frozen=True)
class Photos:
    """Those that are there, and what was removed."""

    items: list[PhotoItem] = field(default_factory=list)
    removed: list[Event] = field(default_factory=list)

    @cached_property
    def _by_album(self) -> dict[uuid.UUID | None, list[PhotoItem]]:
        found: dict[uuid.UUID | None, list[PhotoItem]] = defaultdict(list)
        for each in self.items:
            found[each.album].append(each)
        return dict(found)

    def of(self, album: uuid.UUID | None) -> list[PhotoItem]:
        """The photos of one album; those of the work order itself are in None."""
        return self._by_album.get(album, [])

    @property
    def few(self) -> list[PhotoItem]:
        """As many as a page about something else shows."""
        return self.items[:FEW]

    @property
    def more(self) -> int:
        """How many it does not."""
        return max(0, len(self.items) - FEW)


FEW = 12
_RECEIPT = Receipt.objects.filter(
    with_album(OuterRef("album")), work_order=OuterRef("object_id"), corrects=None
)
_LINE = ReceiptLine.objects.filter(receipt__work_order=OuterRef("object_id"), album=OuterRef("album"))


def read_photos(access: Access, *, albums: Iterable[uuid.UUID] | None = None) -> Photos:
    """All photos of the work order, or those of some albums; one query."""
    rows = Attachment.objects.of(WorkOrder, access.work_order.pk).select_related("by", "removed_by")
    rows = rows.filter(album__in=list(albums)) if albums is not None else rows
    found = rows.annotate(
        receipt=Subquery(_RECEIPT.order_by("number").values("number")[:1]),
        sku=Subquery(_LINE.order_by("pk").values("product__sku")[:1]),
    )
    return Photos(
        [_item(access, row) for row in found if row.removed_at is None],
        [_removal(row) for row in found if row.removed_at],
    )


def _item(access: Access, row) -> PhotoItem:
    work_order, by = access.work_order, str(row.by)
    shows = _shows(row)
    day = day_of(timezone.localtime(row.at).date())
    may = access.may_photograph and _may_remove(access, row)
    values = [work_order.organization.slug, work_order.number, row.key]
    return PhotoItem(
        key=row.key,
        album=row.album,
        url=row.get_absolute_url(),
        thumbnail=row.thumbnail_url,
        shows=shows,
        says=f"Photo of {shows[:1].lower()}{shows[1:]} by {by}, {day}" if shows else f"Photo by {by}, {day}",
        by=by,
        at=row.at,
        remove_url=reverse("workorders:remove_photo", args=values) if may else "",
        receipt=row.receipt,
    )


def _shows(row) -> str:
    """What it shows, in words; empty for the work order itself."""
    if row.album is None:
        return ""
    if row.receipt is None:
        return "Goods not counted yet"
    return f"Receipt {row.receipt}, {row.sku}" if row.sku else f"Receipt {row.receipt}"


def _may_remove(access: Access, row) -> bool:
    """As far as one can tell without asking: whoever tries it hears of the rest."""
    manages = access.membership is not None and access.membership.may_manage
    is_hers = row.by_id == access.person_id
    return (is_hers or manages) and access.work_order.status not in OVER


def _removal(row) -> Event:
    shows = _shows(row)
    what = f"removed a photo of {shows[:1].lower()}{shows[1:]}" if shows else "removed a photo"
    return Event(row.removed_at, str(row.removed_by), what, "image-off")
