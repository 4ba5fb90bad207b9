"""Rules about products on documents, kept by the database whoever writes."""

import pgtrigger


def product_fits(parent: str, owner: str) -> pgtrigger.Trigger:
    """A row's product belongs to the organization that `owner` selects: SQL about the column `parent` of NEW.

    What stands may stay: a row is looked at when it is new or names another product or document.
    """
    return pgtrigger.Trigger(
        name="product_fits",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("product_id", parent),
        condition=pgtrigger.Q(new__product__isnull=False),
        func=f"""
            IF TG_OP = 'UPDATE' AND (OLD.product_id, OLD.{parent})
            IS NOT DISTINCT FROM (NEW.product_id, NEW.{parent}) THEN
                RETURN NEW;
            END IF;
            IF (SELECT organization_id FROM inventory_product WHERE id = NEW.product_id)
            IS DISTINCT FROM ({owner}) THEN
                RAISE EXCEPTION 'The products of a document belong to its organization.'
                USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 (names of our own tables)
    )


def facility_of_place_fits() -> pgtrigger.Trigger:
    """A place that is a facility belongs to the facility's organization."""
    return pgtrigger.Trigger(
        name="facility_fits",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Q(new__facility__isnull=False),
        func="""
            IF (SELECT organization_id FROM leadtimes_facility WHERE id = NEW.facility_id)
            IS DISTINCT FROM NEW.organization_id THEN
                RAISE EXCEPTION 'A place belongs to the organization of its facility.'
                USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def moves_belong_together() -> pgtrigger.Trigger:
    """Product and places of a move are of its organization, and its lots are lots of its product.

    Looked at once for all moves of a statement.
    """
    return pgtrigger.Trigger(
        name="belongs_together",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_moves"),
        func="""
            IF EXISTS (
                SELECT 1 FROM new_moves m
                JOIN inventory_product product ON product.id = m.product_id
                JOIN inventory_place origin ON origin.id = m.from_place_id
                JOIN inventory_place target ON target.id = m.to_place_id
                LEFT JOIN inventory_lot old_lot ON old_lot.id = m.from_lot_id
                LEFT JOIN inventory_lot new_lot ON new_lot.id = m.to_lot_id
                WHERE product.organization_id <> m.organization_id
                OR origin.organization_id <> m.organization_id OR target.organization_id <> m.organization_id
                OR old_lot.product_id <> m.product_id OR new_lot.product_id <> m.product_id
            ) THEN
                RAISE EXCEPTION 'Product, places and lots of a move belong together.'
                USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        """,
    )


def recipe_is_whole() -> pgtrigger.Trigger:
    """When a transaction ends, a new version of a recipe has just the lines that it says."""
    return pgtrigger.Trigger(
        name="has_its_parts",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func="""
            IF (SELECT COUNT(*) FROM inventory_recipeline WHERE recipe_id = NEW.id) <> NEW.part_count THEN
                RAISE EXCEPTION 'A version of a recipe is written with all of its parts.'
                USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        """,
    )


def makes_no_ring() -> pgtrigger.Trigger:
    """A part is not added to a version that has all of its own, nor is a product made of itself by a detour."""
    return pgtrigger.Trigger(
        name="makes_no_ring",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        func="""
            IF (SELECT COUNT(*) FROM inventory_recipeline WHERE recipe_id = NEW.recipe_id)
            > (SELECT part_count FROM inventory_recipe WHERE id = NEW.recipe_id) THEN
                RAISE EXCEPTION 'A version of a recipe stays as it was written.'
                USING ERRCODE = 'check_violation';
            END IF;
            IF EXISTS (
                WITH RECURSIVE made_of AS (
                    SELECT NEW.product_id AS product_id
                    UNION SELECT line.product_id FROM made_of
                    JOIN LATERAL (
                        SELECT id FROM inventory_recipe WHERE product_id = made_of.product_id
                        ORDER BY number DESC LIMIT 1
                    ) current ON TRUE
                    JOIN inventory_recipeline line ON line.recipe_id = current.id
                )
                SELECT 1 FROM made_of
                WHERE product_id = (SELECT product_id FROM inventory_recipe WHERE id = NEW.recipe_id)
            ) THEN
                RAISE EXCEPTION 'No product is made of itself.' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        """,
    )
