"""The disk that everything lies on is full for a while: acts are refused, and none is lost or half done."""

import time

from tests.drills import truth
from tests.drills.people import Crew, Load
from tests.drills.stage import Stage
from tests.drills.tally import Report

FULL_FOR = 15.0  # seconds


def drill(stage: Stage, report: Report) -> None:
    """Raises NoDisk where the stage has no small disk of its own."""
    stage.require_disk()
    with Load(Crew(stage)) as load:
        time.sleep(5)
        before = len(load.promises.placed)
        stage.fill_disk()
        time.sleep(FULL_FOR)
        during = len(load.promises.placed) - before
        stage.free_disk()
        freed = time.monotonic()
        back = stage.wait_for_answer(seconds=90)
        time.sleep(10)
    after = len(load.promises.placed) - before - during
    report.say(
        f"{before} orders before, {during} while it was full, {after} after; it answered {back:.1f} s later"
    )
    report.say(str(load.tally))
    for each in (*sorted(set(load.tally.faults))[:5], *load.trouble[:5]):
        report.say(f"     {each}")
    report.goal("work did not go on afterwards", int(after == 0))
    report.say(f"longest pause once there was room again: {load.tally.longest_pause(since=freed):.1f} s")
    truth.check(stage, load.promises, report)
    report.goal("5xx that are no 503", len(load.tally.faults))
