"""What is left to do once no program of the release before is running any more.

It wrote names and codes without their keys, and sent documents whose lines say nothing of their own. Everything
here looks for such rows and mends them; a second time it finds none.
"""

from typing import NamedTuple

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from inventory.as_said import freeze
from inventory.models import Product
from inventory.products.services import forget_mended
from leadtimes.models import Facility, LeadTime
from purchasing.models import OrderLine
from sostocked.foundation.people.models import Organization
from sostocked.foundation.records import keys
from sostocked.foundation.rules.gtins import is_gtin
from sostocked.foundation.rules.text import folded
from workorders.as_said.freezing import freeze_rows
from workorders.models import WorkOrder, WorkOrderLine

KEYED: dict[type[models.Model], tuple[str, ...]] = {
    Facility: ("name",),
    LeadTime: ("name",),
    Product: ("sku", "title"),
}
"""The texts that each of these keeps a key of."""
BATCH = 1000


class Mended(NamedTuple):
    """How many rows were."""

    keys: int
    documents: int


def finish() -> Mended:
    """Fold what was never folded, and let documents that were sent keep what they say today."""
    return Mended(keys=sum(map(_fold, KEYED)), documents=_freeze_orders() + _freeze_work_orders())


def _fold(model: type[models.Model]) -> int:
    """Keys follow their texts; marks go where nothing needs mending."""
    texts = KEYED[model]
    columns = [name for text in texts for name in (text, f"{text}_key")]
    stale = [
        pk
        for pk, *values in model._default_manager.values_list("pk", *columns).iterator(BATCH)
        if any(folded(text) != key for text, key in zip(values[::2], values[1::2], strict=True))
    ]
    for start in range(0, len(stale), BATCH):
        _fold_rows(model, stale[start : start + BATCH])
    return len(stale)


@transaction.atomic
def _fold_rows(model: type[models.Model], pks: list[int]) -> None:
    rows = list(model._default_manager.select_for_update().filter(pk__in=pks))
    unique = KEYED[model][0]
    for row in rows:
        setattr(row, f"{unique}_to_mend", True)  # outside the constraint until looked at, as twins may stand
        if isinstance(row, Product):
            row.upc_to_mend = bool(row.upc) and not is_gtin(row.upc)
    marks = [mark.name for mark in keys.marks_of(model) if mark.of != "fnsku"]
    model._default_manager.bulk_update(rows, [*KEYED[model], *marks])
    owners = {row.organization_id for row in rows}  # type: ignore[attr-defined]  # each of these has one
    for owner in Organization.objects.filter(pk__in=owners):
        _forget_mended(model, owner)


def _forget_mended(model: type[models.Model], owner: Organization) -> None:
    if model is Product:
        forget_mended(owner)
    else:
        keys.forget_mended(model, owner.pk, key="name_key", mark="name_to_mend")


@transaction.atomic
def _freeze_orders() -> int:
    silent = OrderLine.objects.filter(as_said__isnull=True).exclude(order__status="draft")
    count = silent.count()
    freeze(silent)
    return count


@transaction.atomic
def _freeze_work_orders() -> int:
    silent = WorkOrderLine.objects.filter(work_order=OuterRef("pk"), as_said__isnull=True)
    sent = WorkOrder.objects.filter(Exists(silent), sent_at__isnull=False)
    work_orders = list(sent)
    freeze_rows(work_orders)
    return len(work_orders)
