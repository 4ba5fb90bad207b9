"""Pages about stock beside a list of 50 orders, with few moves in the ledger and with very many."""

from django.db import connection
from django.test import Client, override_settings

from benchmarks.pages import answer
from benchmarks.world import World
from inventory.models import Product, StockBalance
from inventory.rules.stock import ADJUSTMENT
from inventory.stock.places import door, place_at
from leadtimes.models import Facility

PRODUCTS = 2_000
_PRODUCTS = """
    INSERT INTO inventory_product ({columns})
    SELECT {values} FROM inventory_product, generate_series(2, %(products)s) AS n WHERE id = %(product)s
"""
_MOVES = """
    INSERT INTO inventory_stockmove
        (organization_id, product_id, quantity, from_place_id, from_condition, to_place_id, to_condition, cause,
         by_id, moved_at)
    SELECT %(organization)s, p.ids[1 + n %% cardinality(p.ids)], 1 + n %% 7, %(door)s, 'good', %(place)s, 'good',
           'opening', %(by)s, now() - n * interval '1 second'
    FROM generate_series(1, %(moves)s) AS n, (
        SELECT array_agg(id ORDER BY id) AS ids FROM inventory_product WHERE organization_id = %(organization)s
    ) p
"""
_BALANCES = """
    DELETE FROM inventory_stockbalance WHERE place_id IN (%(door)s, %(place)s);
    INSERT INTO inventory_stockbalance (place_id, product_id, condition, quantity, at_door)
    SELECT to_place_id, product_id, 'good', sum(quantity), false FROM inventory_stockmove
    WHERE organization_id = %(organization)s GROUP BY 1, 2
    UNION ALL
    SELECT from_place_id, product_id, 'good', -sum(quantity), true FROM inventory_stockmove
    WHERE organization_id = %(organization)s GROUP BY 1, 2
"""


def fill(world: World, moves: int) -> tuple[Facility, Product]:
    """So many moves of 2,000 products into one facility, by set-based SQL with the triggers off."""
    facility = Facility.objects.get(organization=world.organization, kind="prep_center")
    product = Product.objects.create(organization=world.organization, sku="SKU-1", title="Product 1")
    values = {
        "organization": world.organization.pk,
        "product": product.pk,
        "products": PRODUCTS,
        "door": door(world.organization, ADJUSTMENT).pk,
        "place": place_at(facility).pk,
        "by": world.owner.pk,
        "moves": moves,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(_copies_of(product), values)
        cursor.execute(_MOVES, values)
        cursor.execute(_BALANCES, values)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")
    assert StockBalance.objects.filter(place__facility=facility).count() == min(PRODUCTS, moves)
    return facility, product


def _copies_of(product: Product) -> str:
    """SQL that copies its row, each with a SKU of its own."""
    own = {"sku": "'SKU-' || n", "sku_key": "'sku-' || n", "title": "'Product ' || n"}
    columns = [each.column for each in product._meta.concrete_fields if not each.primary_key]
    return _PRODUCTS.format(
        columns=", ".join(columns), values=", ".join(own.get(each, each) for each in columns)
    )


@override_settings(SECURE_SSL_REDIRECT=False, ALLOWED_HOSTS=["testserver"])
def measure(world: World, moves: int) -> list[str]:
    """The lines of the report."""
    facility, product = fill(world, moves)
    client = Client()
    client.force_login(world.owner)
    root = f"/o/{world.organization.slug}"
    pages = {
        "list of 50 orders": f"{root}/purchase-orders/",
        "stock": f"{root}/stock/",
        "stock at a facility": f"{root}/stock/facilities/{facility.pk}/",
        "movements there": f"{root}/stock/facilities/{facility.pk}/movements/",
        "a product": f"{root}/products/{product.pk}/",
    }
    found = {name: answer(lambda at=url: client.get(at)) for name, url in pages.items()}
    bare = next(iter(found.values()))[0]
    return [
        f"  {name:<24} {seconds * 1000:>8.0f} ms   {size / 1000:>7,.0f} kB {seconds / bare:>6.1f} ×"
        for name, (seconds, size) in found.items()
    ]
