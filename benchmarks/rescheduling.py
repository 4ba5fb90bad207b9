"""Dating every open order anew after one closure, beside the bare SQL that reads and writes the same rows."""

from time import perf_counter

from django.db import connection, transaction

from benchmarks.world import World, close_the_factory
from leadtimes.rescheduling import services as rescheduling
from leadtimes.rescheduling.batches import BATCH, run

_REMEMBER = """
    CREATE TEMP TABLE moved_legs AS SELECT id, expected_starts_on, expected_ends_on FROM purchasing_orderleg
        WHERE (expected_starts_on, expected_ends_on) <> (baseline_starts_on, baseline_ends_on);
    CREATE TEMP TABLE written_slips AS SELECT * FROM purchasing_slip;
    CREATE TEMP TABLE moved_work_orders AS
        SELECT id, revision, expected_on, leave_on, told_expected_on, told_leave_on FROM workorders_workorder
        WHERE expected_on <> (SELECT baseline_starts_on FROM purchasing_orderleg l WHERE l.id = leg_id);
    CREATE TEMP TABLE posted AS SELECT * FROM outbox_message;
"""
_FORGET = """
    SET session_replication_role = replica;
    UPDATE purchasing_orderleg SET expected_starts_on = baseline_starts_on, expected_ends_on = baseline_ends_on
        WHERE (expected_starts_on, expected_ends_on) <> (baseline_starts_on, baseline_ends_on);
    UPDATE workorders_workorder w SET revision = 1, expected_on = l.baseline_starts_on,
        leave_on = l.baseline_ends_on, told_expected_on = l.baseline_starts_on,
        told_leave_on = l.baseline_ends_on
        FROM purchasing_orderleg l WHERE l.id = w.leg_id AND w.revision > 1;
    TRUNCATE purchasing_slip, outbox_message, purchasing_orderlegevent, workorders_workorderevent CASCADE;
    SET session_replication_role = DEFAULT;
"""
_READ = [
    """SELECT * FROM purchasing_purchaseorder WHERE id > %s AND id <= %s AND status IN ('placed', 'confirmed')
       ORDER BY id FOR UPDATE""",
    "SELECT * FROM purchasing_orderleg WHERE order_id > %s AND order_id <= %s ORDER BY order_id, position",
    "SELECT * FROM workorders_workorder WHERE order_id > %s AND order_id <= %s ORDER BY id FOR UPDATE",
]
_WRITE = [
    """UPDATE purchasing_orderleg o SET expected_starts_on = m.expected_starts_on,
       expected_ends_on = m.expected_ends_on FROM moved_legs m
       WHERE m.id = o.id AND o.order_id > %s AND o.order_id <= %s""",
    "INSERT INTO purchasing_slip SELECT * FROM written_slips WHERE order_id > %s AND order_id <= %s",
    """UPDATE workorders_workorder w SET revision = m.revision, expected_on = m.expected_on, leave_on = m.leave_on,
       told_expected_on = m.told_expected_on, told_leave_on = m.told_leave_on FROM moved_work_orders m
       WHERE m.id = w.id AND w.order_id > %s AND w.order_id <= %s""",
]
_POST = "INSERT INTO outbox_message SELECT * FROM posted"


def measure(world: World, orders: int, repeat: int) -> list[str]:
    """The lines of the report."""
    close_the_factory(world)
    job = rescheduling.ask(world.supplier, by=world.owner)
    start = perf_counter()
    counted = run(job)
    counting = perf_counter() - start
    ours, bare = [], []
    for _time in range(repeat):
        ours.append(_ours(world))
        _execute(_REMEMBER if not bare else "SELECT 1")
        _execute(_FORGET)
        bare.append(_bare())
        _execute(_FORGET)
    mine, yardstick = sorted(ours)[len(ours) // 2], sorted(bare)[len(bare) // 2]
    return [
        f"  {orders:,} open orders, {counted.moved:,} of them move, batches of {BATCH}; medians of {repeat}",
        f"  dry run                  {counting:>8.1f} s   {orders / counting:>9,.0f} orders/s",
        f"  dated again              {mine:>8.1f} s   {orders / mine:>9,.0f} orders/s",
        f"  the same rows, bare SQL  {yardstick:>8.1f} s   {orders / yardstick:>9,.0f} orders/s",
        f"  ratio                    {mine / yardstick:>8.1f} ×",
    ]


def _ours(world: World) -> float:
    job = run(rescheduling.ask(world.supplier, by=world.owner))
    job = rescheduling.start(job, by=world.owner)
    start = perf_counter()
    run(job)
    return perf_counter() - start


def _bare() -> float:
    """Read and write in the same batches, each its own transaction, the history's triggers on."""
    start = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id) - 1, max(id) FROM purchasing_purchaseorder")
        first, last = cursor.fetchone()
        for cursor_at in range(first, last, BATCH):
            with transaction.atomic():
                for leg_report in _READ:
                    cursor.execute(leg_report, [cursor_at, cursor_at + BATCH])
                    cursor.fetchall()
                for leg_report in _WRITE:
                    cursor.execute(leg_report, [cursor_at, cursor_at + BATCH])
        cursor.execute(_POST)
    return perf_counter() - start


def _execute(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)
