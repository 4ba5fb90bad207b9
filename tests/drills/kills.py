"""`kill -9` of everything that runs, under load: nothing is lost, and the site is back within seconds."""

import time
from collections.abc import Callable

import psutil

from tests.drills import truth
from tests.drills.people import Crew, Load
from tests.drills.stage import Stage, kill, wait_until
from tests.drills.tally import Report

Victim = Callable[[Stage], list[psutil.Process]]
VICTIMS: dict[str, Victim] = {
    "worker": lambda stage: stage.workers(),
    "beat": lambda stage: stage.beat(),
    "one web worker": lambda stage: stage.web_workers()[:1],
    "both web workers": lambda stage: stage.web_workers(),
    "web master": lambda stage: stage.web_master(),
    "queue": lambda stage: stage.valkey(),
    "database": lambda stage: stage.database(),
    "supervisor": lambda stage: [psutil.Process(stage.supervisor.pid)] if stage.supervisor else [],
}
IS_BACK_WITHIN = 60.0  # seconds
MOST = {"both web workers": 10.0}
"""Seconds without an answer that are promised; elsewhere the figure is only told."""


def drill(stage: Stage, report: Report, *, times: int = 2) -> None:
    with Load(Crew(stage)) as load:
        time.sleep(3)
        for name, victim in VICTIMS.items():
            pauses = [_strike(stage, load, name, victim) for _ in range(times)]
            text = f"{name}: longest pause after each kill {', '.join(f'{each:.1f}' for each in pauses)} s"
            if name in MOST:
                report.goal(text, max(pauses), MOST[name])
            else:
                report.say(text)
        time.sleep(2)
    report.say(str(load.tally))
    for each in (*sorted(set(load.tally.faults))[:5], *load.trouble[:5]):
        report.say(f"     {each}")
    truth.check(stage, load.promises, report)
    report.goal("5xx that are no 503", len(load.tally.faults))


def _strike(stage: Stage, load: Load, name: str, victim: Victim) -> float:
    """Kill it, wait until it is back and the site answers; seconds without an answer meanwhile."""
    struck, before = time.monotonic(), {each.pid for each in victim(stage)}
    kill(victim(stage))
    if name == "supervisor":
        _start_again(stage)
    wait_until(
        lambda: bool(_living(stage, victim) - before), seconds=IS_BACK_WITHIN, what=f"the {name} is back"
    )
    stage.wait_for_answer(seconds=IS_BACK_WITHIN)
    time.sleep(4)  # work goes on for a while before the next blow
    return load.tally.longest_pause(since=struck)


def _start_again(stage: Stage) -> None:
    """As systemd does, or a person. What the killed one has left goes on answering until it is replaced."""
    assert stage.supervisor
    stage.supervisor.wait()
    left = {each.pid for each in stage.web_master()}
    stage.start()
    wait_until(
        lambda: bool(_living(stage, VICTIMS["web master"]) - left), seconds=240, what="the web is a new one"
    )


def _living(stage: Stage, victim: Victim) -> set[int]:
    try:
        return {each.pid for each in victim(stage)}
    except (OSError, psutil.Error, IndexError, ValueError):
        return set()  # its pid file is being written
