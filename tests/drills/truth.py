"""What the database says afterwards, beside what people were promised: lost, doubled, half written."""

from tests.drills.people import ORGANIZATION, Promises
from tests.drills.stage import Stage
from tests.drills.tally import Report

_STATUS = """
    SELECT p.number, p.status FROM purchasing_purchaseorder p
    JOIN people_organization o ON o.id = p.organization_id AND o.slug = %s
"""
_ACKNOWLEDGED = """
    SELECT w.number FROM workorders_workorder w JOIN people_organization o ON o.id = w.organization_id
    WHERE o.slug = %s AND w.acknowledged_revision IS NOT NULL
"""
_DOUBLED = {
    "orders of one form": """
        SELECT notes FROM purchasing_purchaseorder WHERE notes LIKE 'Drill %%' GROUP BY notes HAVING count(*) > 1
    """,
    "work orders of one leg": """
        SELECT order_id, leg_id FROM workorders_workorder WHERE order_id IS NOT NULL AND status <> 'cancelled'
        GROUP BY 1, 2 HAVING count(*) > 1
    """,
    "acknowledgements of one revision": """
        SELECT work_order_id, revision FROM workorders_acknowledgement GROUP BY 1, 2 HAVING count(*) > 1
    """,
}
_HALF = {
    "orders without lines or legs": """
        SELECT number FROM purchasing_purchaseorder p WHERE notes LIKE 'Drill %%' AND (
            NOT EXISTS (SELECT FROM purchasing_orderline WHERE order_id = p.id)
            OR NOT EXISTS (SELECT FROM purchasing_orderleg WHERE order_id = p.id))
    """,
    "placed orders without baseline or work order": """
        SELECT number FROM purchasing_purchaseorder p WHERE notes LIKE 'Drill %%' AND status = 'placed' AND (
            EXISTS (SELECT FROM purchasing_orderleg WHERE order_id = p.id AND baseline_starts_on IS NULL)
            OR NOT EXISTS (SELECT FROM workorders_workorder WHERE order_id = p.id AND sent_at IS NOT NULL))
    """,
    "sent work orders without lines, or of which nobody was told": """
        SELECT w.number FROM workorders_workorder w JOIN purchasing_purchaseorder p ON p.id = w.order_id
        WHERE p.notes LIKE 'Drill %%' AND w.sent_at IS NOT NULL AND (
            NOT EXISTS (SELECT FROM workorders_workorderline WHERE work_order_id = w.id)
            OR NOT EXISTS (SELECT FROM outbox_message WHERE key LIKE 'work-order:' || w.id || ':%%'))
    """,
    "revisions called acknowledged that nobody acknowledged": """
        SELECT w.number FROM workorders_workorder w WHERE acknowledged_revision IS NOT NULL AND NOT EXISTS (
            SELECT FROM workorders_acknowledgement
            WHERE work_order_id = w.id AND revision = w.acknowledged_revision)
    """,
}


def lost(stage: Stage, promises: Promises) -> int:
    """How much of what was promised is not there."""
    status = dict(stage.rows(_STATUS, ORGANIZATION))
    acknowledged = {number for (number,) in stage.rows(_ACKNOWLEDGED, ORGANIZATION)}
    missing = [number for number in promises.written if number not in status]
    missing += [number for number in promises.placed if status.get(number) in (None, "draft")]
    return len(missing) + len(set(promises.acknowledged) - acknowledged)


def check(stage: Stage, promises: Promises, report: Report) -> None:
    """Lost, doubled and half written are nought, whatever happened."""
    report.say(
        f"promised: {len(promises.written)} written, {len(promises.placed)} placed, "
        f"{len(promises.acknowledged)} acknowledged"
    )
    report.goal("lost", lost(stage, promises))
    for kind, queries in (("doubled", _DOUBLED), ("half written", _HALF)):
        found = {what: len(stage.rows(query)) for what, query in queries.items()}
        report.goal(kind, sum(found.values()))
        for what, count in found.items():
            if count:
                report.say(f"     {count} {what}")
