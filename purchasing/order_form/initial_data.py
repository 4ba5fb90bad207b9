"""What the form of an order starts out with: the data that it would post if nobody typed anything."""

import uuid
from typing import Any

from django.http import QueryDict

from inventory.products.line_forms import product_values
from leadtimes.lead_times.leg_forms import row_values
from purchasing.models import OrderLine, PurchaseOrder
from purchasing.order_form.departed_lead_time import write_departed
from sostocked.foundation.pages import form_rows
from sostocked.foundation.people.models import Organization


def blank_data(organization: Organization) -> QueryDict:
    """A new order: today, in the organization's currency, with one blank line."""
    data = QueryDict(mutable=True)
    data.update(
        {
            "ordered_on": str(organization.today()),
            "currency": organization.currency,
            "creation_key": str(uuid.uuid4()),
        }
    )
    return form_rows.added(data, "lines")


def data_of(order: PurchaseOrder) -> QueryDict:
    """An order as it is saved, with a blank line where it has none.

    Lines of which nothing is expected any more are not written anew.
    """
    data = QueryDict(mutable=True)
    data.update(
        {
            "supplier": str(order.supplier_id),
            "ordered_on": str(order.ordered_on),
            "currency": order.currency,
            "lead_time": str(order.lead_time_id),
            "notes": order.notes,
            "version": str(order.version),
            "adjusted": "1" if order.legs_adjusted else "",
        }
    )
    lines = order.lines.filter(quantity__gte=1).select_related("product")
    data = form_rows.replaced(data, "lines", map(_line_values, lines))
    if order.legs_adjusted:
        data["departed_from"] = write_departed(order.lead_time, order.lead_time_legs)
        data = form_rows.replaced(data, "legs", map(row_values, order.legs.all()))
    return data if form_rows.total(data, "lines") else form_rows.added(data, "lines")


def _line_values(line: OrderLine) -> dict[str, Any]:
    """The line as a row; it calls its product as it said."""
    sku = line.facts.sku
    product = product_values("sku", line.product) | {"sku": sku, "sku_was": sku}
    return product | {"id": line.pk, "quantity": line.quantity, "unit_cost": line.shown_cost}
