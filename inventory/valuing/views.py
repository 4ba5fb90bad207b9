"""What the stock is worth, for the seller."""

from inventory.models import Product
from inventory.stock.filters import PlaceStockFilter
from inventory.stock.queries import with_stock
from inventory.stock.views import seller_tabs
from inventory.valuing.forms import RatesForm
from inventory.valuing.page import amounts_in_words, in_one_currency, rows_of
from inventory.valuing.queries import stock_value, valued_rows
from sostocked.foundation.pages.page_parts import page_or_part
from sostocked.foundation.pages.paging import BY_SKU, page_of
from sostocked.foundation.people.access import enter


def value(request, org):
    """Units × weighted average received cost, by product; totals by currency, and in one by typed rates."""
    membership = enter(request, org)
    organization = membership.organization
    worth = stock_value(organization)
    totals = worth.totals
    rates = RatesForm(request.GET, currencies=list(totals), home=organization.currency)
    products = Product.objects.filter(organization=organization)
    narrowed = PlaceStockFilter(request.GET, products, request=request)
    page = page_of(with_stock(narrowed.qs, valued_rows(organization)), request, BY_SKU)
    context = {
        "membership": membership,
        "tabs": seller_tabs(request, org),
        "worth": worth,
        "totals": amounts_in_words(totals),
        "rates": rates,
        "together": in_one_currency(totals, organization.currency, rates.rates),
        "filter": narrowed,
        "url": request.path,
        "page": page,
        "rows": rows_of(page.rows, worth),
    }
    status = 422 if rates.is_bound and not rates.is_valid() else 200
    return page_or_part(request, "inventory/valuing/value.html", context, part="value", status=status)
