"""Proving the ledger by SQL of its own: what is where is what moved there, and nothing came from nowhere."""

from django.db import connection

from inventory.rules.stock import DOORS
from inventory.stock import documents
from inventory.stock.documents import Fault

_NAMED = """
    JOIN inventory_product product ON product.id = key.product_id
    JOIN inventory_place place ON place.id = key.place_id
    LEFT JOIN leadtimes_facility facility ON facility.id = place.facility_id
"""

_WHERE = """
    product.sku || ' at ' || COALESCE(facility.name, place.kind) || ' (' || key.condition
    || COALESCE(', lot ' || key.lot_id, '') || ')'
"""

_SIDES = """
    SELECT to_place_id AS place_id, product_id, to_condition AS condition, to_lot_id AS lot_id, quantity AS units
    FROM inventory_stockmove
    UNION ALL SELECT from_place_id, product_id, from_condition, from_lot_id, -quantity FROM inventory_stockmove
"""

_BALANCES = f"""
    SELECT product.organization_id,
        {_WHERE} || ': the balance says ' || key.said || ', the moves ' || key.moved || '.'
    FROM (
        SELECT place_id, product_id, condition, lot_id, SUM(said) AS said, SUM(moved) AS moved FROM (
            SELECT place_id, product_id, condition, lot_id, quantity AS said, 0 AS moved
            FROM inventory_stockbalance
            UNION ALL SELECT place_id, product_id, condition, lot_id, 0, units FROM ({_SIDES}) side
        ) beside GROUP BY 1, 2, 3, 4 HAVING SUM(said) <> SUM(moved)
    ) key {_NAMED}
"""  # noqa: S608 (names of our own tables)

_BELOW_ZERO = f"""
    SELECT product.organization_id, {_WHERE} || ': ' || key.quantity || ' on hand.'
    FROM inventory_stockbalance key {_NAMED}
    WHERE key.quantity < 0 AND place.kind <> ALL(%(doors)s)
"""  # noqa: S608

_DOORS = f"""
    SELECT product.organization_id, {_WHERE} || ': the balance takes it for '
        || CASE WHEN key.at_door THEN 'a door.' ELSE 'no door.' END
    FROM inventory_stockbalance key {_NAMED}
    WHERE key.at_door <> (place.kind = ANY(%(doors)s))
"""  # noqa: S608

_SUMS = """
    SELECT product.organization_id, product.sku || ': all places together hold ' || SUM(balance.quantity)
        || ' instead of 0.'
    FROM inventory_stockbalance balance JOIN inventory_product product ON product.id = balance.product_id
    GROUP BY product.organization_id, product.id, product.sku HAVING SUM(balance.quantity) <> 0
"""

_STRANGERS = """
    SELECT move.organization_id, 'Move ' || move.id || ' of ' || product.sku || ' goes between organizations.'
    FROM inventory_stockmove move
    JOIN inventory_product product ON product.id = move.product_id
    JOIN inventory_place origin ON origin.id = move.from_place_id
    JOIN inventory_place target ON target.id = move.to_place_id
    WHERE NOT (move.organization_id = product.organization_id AND move.organization_id = origin.organization_id
        AND move.organization_id = target.organization_id)
    UNION ALL
    SELECT product.organization_id, 'Lot ' || lot.id || ' is of another product than ' || product.sku || '.'
    FROM inventory_stockbalance balance
    JOIN inventory_lot lot ON lot.id = balance.lot_id
    JOIN inventory_product product ON product.id = balance.product_id
    WHERE lot.product_id <> balance.product_id
    UNION ALL
    SELECT facility.organization_id,
        'Place ' || place.id || ' is not of the organization of ' || facility.name || '.'
    FROM inventory_place place JOIN leadtimes_facility facility ON facility.id = place.facility_id
    WHERE place.organization_id <> facility.organization_id
"""


def find_faults() -> list[Fault]:
    """All that does not add up: balances, doors, sums, what belongs together, documents against moves."""
    found = []
    with connection.cursor() as cursor:
        for proof in (_BALANCES, _BELOW_ZERO, _DOORS, _SUMS, _STRANGERS):
            cursor.execute(proof, {"doors": list(DOORS)})
            found += [Fault(*row) for row in cursor.fetchall()]
    return [*found, *documents.find_faults()]
