"""The trigger that keeps the balances of stock, by SQL of its own.

It is no `pgtrigger`: nobody ignores it, and it acts for the owner (SECURITY DEFINER), because the site's role may
not write balances. Its three steps each go through the balances in the order of their key, so of many at once
each waits for those before it, and none in a ring: balances that are missing are made at nought, all are locked,
then they change. Who takes more than there is hears of the first such balance in the DETAIL.
"""

from django.db import migrations

KEEP_BALANCES = """
CREATE FUNCTION inventory_keep_balances() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    short RECORD;
BEGIN
    INSERT INTO inventory_stockbalance (place_id, product_id, condition, lot_id, quantity, at_door)
    SELECT DISTINCT side.place_id, side.product_id, side.condition, side.lot_id, 0,
        place.kind IN ('supplier', 'build', 'adjustment', 'outside')
    FROM (
        SELECT from_place_id AS place_id, product_id, from_condition AS condition, from_lot_id AS lot_id
        FROM new_moves
        UNION SELECT to_place_id, product_id, to_condition, to_lot_id FROM new_moves
    ) side JOIN inventory_place place ON place.id = side.place_id
    ORDER BY 1, 2, 3, 4
    ON CONFLICT DO NOTHING;

    PERFORM 1 FROM inventory_stockbalance balance JOIN (
        SELECT from_place_id AS place_id, product_id, from_condition AS condition, from_lot_id AS lot_id
        FROM new_moves
        UNION SELECT to_place_id, product_id, to_condition, to_lot_id FROM new_moves
    ) side ON side.place_id = balance.place_id AND side.product_id = balance.product_id
        AND side.condition = balance.condition AND side.lot_id IS NOT DISTINCT FROM balance.lot_id
    ORDER BY balance.place_id, balance.product_id, balance.condition, balance.lot_id
    FOR UPDATE OF balance;

    SELECT balance.place_id, balance.product_id, balance.condition, balance.lot_id,
        balance.quantity AS on_hand, -change.units AS wanted
    INTO short
    FROM inventory_stockbalance balance JOIN (
        SELECT side.place_id, side.product_id, side.condition, side.lot_id, SUM(side.units) AS units FROM (
            SELECT from_place_id AS place_id, product_id, from_condition AS condition, from_lot_id AS lot_id,
                -quantity AS units FROM new_moves
            UNION ALL SELECT to_place_id, product_id, to_condition, to_lot_id, quantity FROM new_moves
        ) side GROUP BY 1, 2, 3, 4
    ) change ON change.place_id = balance.place_id AND change.product_id = balance.product_id
        AND change.condition = balance.condition AND change.lot_id IS NOT DISTINCT FROM balance.lot_id
    WHERE NOT balance.at_door AND balance.quantity + change.units < 0
    ORDER BY balance.place_id, balance.product_id, balance.condition, balance.lot_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'Nobody takes more than there is.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_takes_more_than_there_is',
            DETAIL = row_to_json(short)::TEXT;
    END IF;

    UPDATE inventory_stockbalance balance SET quantity = balance.quantity + change.units
    FROM (
        SELECT side.place_id, side.product_id, side.condition, side.lot_id, SUM(side.units)::BIGINT AS units FROM (
            SELECT from_place_id AS place_id, product_id, from_condition AS condition, from_lot_id AS lot_id,
                -quantity AS units FROM new_moves
            UNION ALL SELECT to_place_id, product_id, to_condition, to_lot_id, quantity FROM new_moves
        ) side GROUP BY 1, 2, 3, 4
    ) change
    WHERE change.place_id = balance.place_id AND change.product_id = balance.product_id
    AND change.condition = balance.condition AND change.lot_id IS NOT DISTINCT FROM balance.lot_id;
    RETURN NULL;
END $$;

CREATE TRIGGER keep_balances AFTER INSERT ON inventory_stockmove
REFERENCING NEW TABLE AS new_moves FOR EACH STATEMENT EXECUTE FUNCTION inventory_keep_balances();

REVOKE ALL ON FUNCTION inventory_keep_balances() FROM PUBLIC;
"""

GO = """
DROP TRIGGER keep_balances ON inventory_stockmove;
DROP FUNCTION inventory_keep_balances();
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0007_where_stock_is")]

    operations = [migrations.RunSQL(KEEP_BALANCES, GO)]
