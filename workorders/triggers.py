"""Rules about work orders that span rows, kept by the database whoever writes."""

import pgtrigger

from leadtimes.rules.kinds import WORKING_FACILITY_KINDS

OWNER = "SELECT organization_id FROM workorders_workorder WHERE id = NEW.work_order_id"
"""Whose a line or step is."""

OWNER_OF_PART = """
    SELECT w.organization_id FROM workorders_workorder w JOIN workorders_step s ON s.work_order_id = w.id
    WHERE s.id = NEW.step_id
"""

_KINDS = ", ".join(f"'{kind}'" for kind in WORKING_FACILITY_KINDS)


def belongs_together() -> pgtrigger.Trigger:
    """Facility and order of a work order are its organization's, and its leg is a leg of that order.

    Otherwise another seller's staff would open it. What stands may stay: only new references are looked at.
    """
    return pgtrigger.Trigger(
        name="belongs_together",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert
        | pgtrigger.UpdateOf("organization_id", "facility_id", "order_id", "leg_id"),
        func=f"""
            IF TG_OP = 'UPDATE' AND (OLD.organization_id, OLD.facility_id, OLD.order_id, OLD.leg_id)
            IS NOT DISTINCT FROM (NEW.organization_id, NEW.facility_id, NEW.order_id, NEW.leg_id) THEN
                RETURN NEW;
            END IF;
            IF NOT EXISTS (SELECT 1 FROM leadtimes_facility f WHERE f.id = NEW.facility_id
                           AND f.organization_id = NEW.organization_id AND f.kind IN ({_KINDS})) THEN
                RAISE EXCEPTION 'A work order is for a facility of its organization that does such work.'
                USING ERRCODE = 'check_violation';
            END IF;
            IF NEW.order_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM purchasing_purchaseorder o WHERE o.id = NEW.order_id
                AND o.organization_id = NEW.organization_id
            ) THEN
                RAISE EXCEPTION 'The purchase order of a work order is of the same organization.'
                USING ERRCODE = 'check_violation';
            END IF;
            IF NEW.leg_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM purchasing_orderleg l WHERE l.id = NEW.leg_id AND l.order_id = NEW.order_id
            ) THEN
                RAISE EXCEPTION 'The leg of a work order is a leg of its purchase order.'
                USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 (names of our own tables)
    )


def was_read() -> pgtrigger.Trigger:
    """When a transaction ends, a revision it called acknowledged has its acknowledgement."""
    return pgtrigger.Trigger(
        name="was_read",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("acknowledged_revision"),
        timing=pgtrigger.Deferred,
        condition=pgtrigger.Q(new__acknowledged_revision__isnull=False),
        func="""
            IF TG_OP = 'UPDATE' AND OLD.acknowledged_revision IS NOT DISTINCT FROM NEW.acknowledged_revision THEN
                RETURN NULL;
            END IF;
            IF NOT EXISTS (SELECT 1 FROM workorders_acknowledgement a
                           WHERE a.work_order_id = NEW.id AND a.revision = NEW.acknowledged_revision) THEN
                RAISE EXCEPTION 'A revision is acknowledged by an acknowledgement of it.'
                USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        """,
    )


def recipe_fits() -> pgtrigger.Trigger:
    """The recipe of a step is one of the product that it makes."""
    return pgtrigger.Trigger(
        name="recipe_fits",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("recipe_id", "product_id"),
        condition=pgtrigger.Q(new__recipe__isnull=False),
        func="""
            IF (SELECT product_id FROM inventory_recipe WHERE id = NEW.recipe_id)
            IS DISTINCT FROM NEW.product_id THEN
                RAISE EXCEPTION 'The recipe of a step is one of what it makes.'
                USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def build_fits() -> pgtrigger.Trigger:
    """A build is of a bundle step of its work order; what it takes back is a build of that step, no reversal."""
    return pgtrigger.Trigger(
        name="build_fits",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            IF NOT EXISTS (SELECT 1 FROM workorders_step
                           WHERE id = NEW.step_id AND work_order_id = NEW.work_order_id AND kind = 'bundle') THEN
                RAISE EXCEPTION 'A build is of a bundle step of its work order.'
                USING ERRCODE = 'check_violation';
            END IF;
            IF NEW.reverses_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM workorders_build WHERE id = NEW.reverses_id AND reverses_id IS NULL
                AND (step_id, kind) = (NEW.step_id, NEW.kind)
            ) THEN
                RAISE EXCEPTION 'A reversal takes a build of its step back.' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def takes_back_no_more_than_built() -> pgtrigger.Trigger:
    """A line that gives units back gives back no more than its line took, of the same product and lot."""
    return pgtrigger.Trigger(
        name="takes_back_no_more_than_built",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Q(new__reverses__isnull=False),
        func="""
            IF NOT EXISTS (
                SELECT 1 FROM workorders_buildline line
                JOIN workorders_build build ON build.id = NEW.build_id
                WHERE line.id = NEW.reverses_id AND line.build_id = build.reverses_id
                AND (line.product_id, line.role) = (NEW.product_id, NEW.role)
                AND line.lot_id IS NOT DISTINCT FROM NEW.lot_id
                AND line.quantity >= (
                    SELECT SUM(quantity) FROM workorders_buildline WHERE reverses_id = line.id
                )
            ) THEN
                RAISE EXCEPTION 'A reversal takes back no more than its build moved.'
                USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        """,
    )


OWNER_OF_UNANNOUNCED = "SELECT organization_id FROM workorders_unannouncedreceipt WHERE id = NEW.receipt_id"


def unannounced_fits() -> pgtrigger.Trigger:
    """A truck comes to a facility of its organization that does such work."""
    return pgtrigger.Trigger(
        name="belongs_together",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            IF NOT EXISTS (SELECT 1 FROM leadtimes_facility f WHERE f.id = NEW.facility_id
                           AND f.organization_id = NEW.organization_id AND f.kind IN ({_KINDS})) THEN
                RAISE EXCEPTION 'A truck comes to a facility of its organization that does such work.'
                USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 (names of our own tables)
    )
