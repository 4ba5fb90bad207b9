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


def supplier_first(
    legs: str = "leadtimes_leg", owner: str = "lead_time_id", document: str = "lead time"
) -> pgtrigger.Trigger:
    """When a transaction ends, the first leg of every document it touched is the supplier's.

    New dates cannot change which leg is first: they are not looked at, however many they are.
    """
    return pgtrigger.Trigger(
        name="supplier_first",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("position", "kind", owner) | pgtrigger.Delete,
        timing=pgtrigger.Deferred,
        func=f"""
            IF (SELECT kind FROM {legs} WHERE {owner} = COALESCE(NEW.{owner}, OLD.{owner})
                ORDER BY position LIMIT 1) <> 'supplier' THEN
                RAISE EXCEPTION 'The first leg of a {document} is the supplier.'
                USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        """,  # noqa: S608 (names of our own tables)
    )


def owner_stays() -> pgtrigger.Trigger:
    """A row never moves to another organization: what hangs on it would be left with the old one."""
    return pgtrigger.ReadOnly(name="owner_stays", fields=["organization"])
