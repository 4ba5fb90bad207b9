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
