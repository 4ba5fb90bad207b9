"""Two webs and two workers by hand on one database and one queue: none of them keeps anything of its own."""

import os
import subprocess
import sys
from contextlib import ExitStack, contextmanager

from sostocked.run.supervisor import commands
from sostocked.run.supervisor.preflight import MARK
from tests.drills import threads, truth
from tests.drills.people import Crew, Load
from tests.drills.stage import Stage, free_port, wait_until
from tests.drills.tally import Report
from tests.drills.visitor import Away, Visitor

SECONDS = 20.0


def drill(stage: Stage, report: Report) -> None:
    with ExitStack() as started:
        port = free_port()
        started.enter_context(running(stage, f"{commands.GUNICORN} --bind 127.0.0.1:{port}"))
        started.enter_context(running(stage, f"{commands.WORKER} --hostname second@%h"))
        wait_until(lambda: answers(port), seconds=60, what="the second web answers")
        ports = [stage.port, port]
        report.say("every other window at the second web:")
        threads.drill(stage, report, ports=ports)
        with Load(Crew(stage), ports=ports) as load:
            wait_until(lambda: len(load.promises.acknowledged) >= 20, seconds=120, what="twenty were done")
        report.say(str(load.tally))
        truth.check(stage, load.promises, report)
        report.goal("5xx", len(load.tally.faults) + load.tally.refused_in_words)


@contextmanager
def running(stage: Stage, command: str):
    """One more of the site's programs, as an operator starts it by hand."""
    environment = (
        os.environ | {MARK: str(stage.var), "SOSTOCKED_DEMO": "1"} | stage.environment | stage.site_urls
    )
    with stage.log.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command.split()],
            cwd=stage.project, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


def answers(port: int) -> bool:
    try:
        return Visitor(port).get("/accounts/login/").status == 200
    except Away:
        return False
