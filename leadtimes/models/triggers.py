"""Rules about legs that span rows, kept by the database whoever writes."""

import pgtrigger

from leadtimes.rules.kinds import LEG_KINDS, USUAL_CAPABILITIES, WORKING_FACILITY_KINDS

_KINDS = " ".join(
    f"WHEN '{key}' THEN f.kind = '{kind.facility_kind}'"
    for key, kind in LEG_KINDS.items()
    if not kind.done_by
)
_WORKING = f"f.kind = ANY(ARRAY[{', '.join(map(repr, WORKING_FACILITY_KINDS))}])"
_ABLE = " ".join(
    f"WHEN '{key}' THEN f.capabilities && ARRAY[{', '.join(map(repr, sorted(kind.done_by)))}]::varchar[]"
    for key, kind in LEG_KINDS.items()
    if kind.done_by
)


def facility_fits(parent_table: str, parent_column: str, *, must_be_able: bool = False) -> pgtrigger.Trigger:
    """A leg's facility is one where such a leg happens, and belongs to the organization of the leg's document.

    Work happens at any facility that gets work orders. What it can do is asked here of lead times alone
    (`must_be_able`): a document stands, and is copied and rearranged, whatever its facility does by then.
    """
    able = f"CASE NEW.kind {_KINDS} {_ABLE if must_be_able else ''} ELSE {_WORKING} END"
    return pgtrigger.Trigger(
        name="facility_fits",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("kind", "facility_id"),
        condition=pgtrigger.Q(new__facility__isnull=False),
        func=f"""
            IF TG_OP = 'UPDATE' AND (OLD.kind, OLD.facility_id) IS NOT DISTINCT FROM (NEW.kind, NEW.facility_id)
            THEN
                RETURN NEW;
            END IF;
            IF NOT EXISTS (
                SELECT 1 FROM leadtimes_facility f JOIN {parent_table} p ON p.organization_id = f.organization_id
                WHERE f.id = NEW.facility_id AND p.id = NEW.{parent_column} AND {able}
            ) THEN
                RAISE EXCEPTION 'The facility of a leg does such work and is of the same organization.'
                USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 (names of our own tables)
    )


def usual_capabilities() -> pgtrigger.Trigger:
    """A new facility of which nobody says what it can do does what is usual for its kind."""
    usual = " ".join(
        f"WHEN '{kind}' THEN ARRAY[{', '.join(map(repr, able))}]" for kind, able in USUAL_CAPABILITIES.items()
    )
    return pgtrigger.Trigger(
        name="usual_capabilities",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            IF NEW.capabilities = '{{}}' THEN
                NEW.capabilities = CASE NEW.kind {usual} ELSE '{{}}' END;
            END IF;
            RETURN NEW;
        """,
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
