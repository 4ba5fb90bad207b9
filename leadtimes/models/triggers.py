"""Rules about legs that span rows, kept by the database whoever writes."""

import pgtrigger

from leadtimes.rules.kinds import LEG_KINDS

_KINDS = " ".join(f"WHEN '{key}' THEN '{kind.facility_kind}'" for key, kind in LEG_KINDS.items())


def facility_fits(parent_table: str, parent_column: str) -> pgtrigger.Trigger:
    """A leg's facility is of the leg's kind, and belongs to the organization of the leg's document."""
    return pgtrigger.Trigger(
        name="facility_fits",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("kind", "facility_id"),
        condition=pgtrigger.Q(new__facility__isnull=False),
        func=f"""
            IF NOT EXISTS (
                SELECT 1 FROM leadtimes_facility f JOIN {parent_table} p ON p.organization_id = f.organization_id
                WHERE f.id = NEW.facility_id AND p.id = NEW.{parent_column}
                AND f.kind = CASE NEW.kind {_KINDS} END
            ) THEN
                RAISE EXCEPTION 'The facility of a leg must be of its kind and of the same organization.'
                USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 (names of our own tables)
    )


def supplier_first() -> pgtrigger.Trigger:
    """When a transaction ends, the first leg of every lead time it touched is the supplier's."""
    return pgtrigger.Trigger(
        name="supplier_first",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        timing=pgtrigger.Deferred,
        func="""
            IF (SELECT kind FROM leadtimes_leg WHERE lead_time_id = COALESCE(NEW.lead_time_id, OLD.lead_time_id)
                ORDER BY position LIMIT 1) <> 'supplier' THEN
                RAISE EXCEPTION 'The first leg of a lead time is the supplier.'
                USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        """,
    )
