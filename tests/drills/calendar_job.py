"""Dating thousands of orders again beside a mail server that hangs, with all workers killed, several times."""

import subprocess
import sys
import time

from tests.drills.mail_server import MailServer
from tests.drills.stage import Stage, kill, wait_until
from tests.drills.tally import Report

ORDERS = 15_000
GOES_ON_WITHIN = 20.0  # seconds
BEGIN = f"""
from benchmarks.world import close_the_factory, fill
from leadtimes.rescheduling.services import ask
world = fill({ORDERS})
close_the_factory(world)
print(ask(world.supplier, by=world.owner).pk)
"""
MOVE = """
from leadtimes.models import Rescheduling
from leadtimes.rescheduling.services import start
job = Rescheduling.objects.get(pk={job})
start(job, by=job.asked_by)
"""


def drill(stage: Stage, report: Report, server: MailServer, *, times: int = 3) -> None:
    server.mood = "hangs"  # that is no business of calendars
    try:
        _drill(stage, report, times)
    finally:
        server.mood = "takes"


def _drill(stage: Stage, report: Report, times: int) -> None:
    job = int(_in_shell(stage, BEGIN).split()[-1])
    wait_until(lambda: _state(stage, job) == "counted", seconds=180, what="what moves was counted")
    _in_shell(stage, MOVE.format(job=job))
    pauses = []
    for _ in range(times):
        seen = _seen(stage, job)
        wait_until(lambda seen=seen: _seen(stage, job) > seen, seconds=60, what="dates move")
        kill(stage.workers())
        seen, struck = _seen(stage, job), time.monotonic()
        if _state(stage, job) == "done":
            break
        wait_until(lambda seen=seen: _seen(stage, job) > seen, seconds=120, what="the job goes on")
        pauses.append(time.monotonic() - struck)
    wait_until(lambda: _state(stage, job) == "done", seconds=300, what="the job is done")
    report.say(f"{ORDERS:,} orders; it went on after {', '.join(f'{each:.1f}' for each in pauses)} s")
    report.goal("calendar job goes on after all workers were killed", max(pauses), GOES_ON_WITHIN)
    moved, twice = stage.rows(
        "SELECT count(DISTINCT order_id), count(*) - count(DISTINCT order_id) FROM purchasing_slip s"
        " JOIN purchasing_purchaseorder p ON p.id = s.order_id WHERE p.supplier_id ="
        " (SELECT facility_id FROM leadtimes_redating WHERE id = %s)",
        job,
    )[0]
    noted = stage.one("SELECT moved FROM leadtimes_redating WHERE id = %s", job)
    report.goal("orders moved twice", twice)
    report.goal("orders counted as moved that are not", abs(noted - moved))


def _in_shell(stage: Stage, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        cwd=stage.project, env=stage.as_owner(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def _state(stage: Stage, job: int) -> str:
    return stage.one("SELECT state FROM leadtimes_redating WHERE id = %s", job)


def _seen(stage: Stage, job: int) -> int:
    return stage.one("SELECT seen FROM leadtimes_redating WHERE id = %s", job)
