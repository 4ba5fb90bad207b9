"""Amazon's counts beside their moves: what was said last of a shipment is what moved, and what is lost or not."""

_LAST_SAID = """
    SELECT DISTINCT ON (check_in.shipment_id, line.product_id)
        check_in.shipment_id, line.product_id, line.units
    FROM inventory_checkinline line JOIN inventory_checkin check_in ON check_in.id = line.check_in_id
    ORDER BY 1, 2, check_in.id DESC
"""

_MOVED = """
    SELECT shipment_id, product_id, SUM(CASE cause WHEN 'checked_in' THEN quantity ELSE -quantity END) AS units
    FROM inventory_shipmentline WHERE cause IN ('checked_in', 'check_in_corrected') GROUP BY 1, 2
"""

_LAST = "SELECT DISTINCT ON (shipment_id) shipment_id, is_closed FROM inventory_checkin ORDER BY 1, id DESC"

_LOST = """
    SELECT shipment_id, product_id, SUM(CASE cause WHEN 'lost' THEN quantity ELSE -quantity END) AS units
    FROM inventory_shipmentline WHERE cause IN ('lost', 'found') GROUP BY 1, 2
"""

_FAULTS = f"""
    SELECT shipment.organization_id, 'Shipment ' || shipment.id || ' to ' || shipment.to_name
        || ': Amazon counted ' || COALESCE(said.units, 0) || ' × ' || product.sku || ', and '
        || COALESCE(moved.units, 0) || ' moved.'
    FROM ({_LAST_SAID}) said
    FULL JOIN ({_MOVED}) moved ON moved.shipment_id = said.shipment_id AND moved.product_id = said.product_id
    JOIN inventory_shipment shipment ON shipment.id = COALESCE(said.shipment_id, moved.shipment_id)
    JOIN inventory_product product ON product.id = COALESCE(said.product_id, moved.product_id)
    WHERE COALESCE(said.units, 0) <> COALESCE(moved.units, 0)
    UNION ALL
    SELECT shipment.organization_id, 'Shipment ' || shipment.id || ' to ' || shipment.to_name
        || ': Amazon is done, and ' || balance.quantity || ' × ' || product.sku || ' are still on the way.'
    FROM ({_LAST}) last JOIN inventory_shipment shipment ON shipment.id = last.shipment_id
    JOIN inventory_stockbalance balance ON balance.place_id = shipment.transit_id AND balance.quantity <> 0
    JOIN inventory_product product ON product.id = balance.product_id
    WHERE last.is_closed
    UNION ALL
    SELECT shipment.organization_id, 'Shipment ' || shipment.id || ' to ' || shipment.to_name
        || ': Amazon is not done, and ' || lost.units || ' × ' || product.sku || ' are lost.'
    FROM ({_LOST}) lost JOIN inventory_shipment shipment ON shipment.id = lost.shipment_id
    LEFT JOIN ({_LAST}) last ON last.shipment_id = shipment.id
    JOIN inventory_product product ON product.id = lost.product_id
    WHERE lost.units <> 0 AND shipment.to_kind IN ('fba', 'awd') AND NOT COALESCE(last.is_closed, false)
    UNION ALL
    SELECT shipment.organization_id, 'Shipment ' || shipment.id || ' to ' || shipment.to_name
        || ' was counted by Amazon, and does not go there.'
    FROM inventory_shipment shipment
    WHERE shipment.to_kind NOT IN ('fba', 'awd')
    AND EXISTS (SELECT 1 FROM inventory_checkin check_in WHERE check_in.shipment_id = shipment.id)
"""  # noqa: S608 (names of our own tables)


def check_in_faults() -> str:
    """SQL that selects counts of Amazon that disagree with what moved."""
    return _FAULTS
