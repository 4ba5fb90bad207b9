"""Open purchase orders that still say what a product was when they were placed."""

from collections.abc import Sequence

from inventory.as_said import changes_since, outdated_rows, say_again
from inventory.models import Product
from purchasing.models import OrderLine, PurchaseOrder
from purchasing.workflow import OPEN
from sostocked.foundation.records.outdated import OutdatedDocument, Speakers

EFFECT = "Its lines say it from then on, and its history keeps both."


def outdated(product: Product) -> list[OutdatedDocument]:
    """Orders with a line that says something else than `product`; by the first such line."""
    lines = outdated_rows(OrderLine.objects.filter(order__status__in=OPEN), product)
    lines = lines.select_related("order__organization", "order__supplier", "product")
    first: dict[int, OrderLine] = {}
    for line in lines.order_by("-order_id", "position"):
        first.setdefault(line.order_id, line)
    return [_document(line) for line in first.values() if changes_since(line)]


def _document(line: OrderLine) -> OutdatedDocument:
    order = line.order
    return OutdatedDocument(
        pk=order.pk,
        kind="purchase-order",
        number=order.number,
        url=order.get_absolute_url(),
        who=order.supplier_name,
        changes=changes_since(line),
        effect=EFFECT,
    )


def tell(product: Product, ids: Sequence[int]) -> list[str]:
    """Let the lines of these open orders say what `product` says; their numbers."""
    rows = PurchaseOrder.objects.filter(pk__in=ids, organization=product.organization_id).open()
    locked = rows.order_by("pk").select_for_update(of=("self",))
    orders = list(locked)
    behind = {each.pk for each in outdated(product)}  # somebody may have been quicker
    orders = [each for each in orders if each.pk in behind]
    say_again(OrderLine.objects.filter(order__in=orders), product)
    return [order.number for order in orders]


ORDERS = Speakers("purchase-order", outdated, tell)
