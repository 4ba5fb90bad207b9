"""Two webs and two workers by hand on one database and one queue: none of them keeps anything of its own."""

import os
import subprocess
from contextlib import ExitStack, contextmanager

from sostocked.run.supervisor import commands
from sostocked.run.supervisor.preflight import MARK, Plan
from tests.drills import threads, truth
from tests.drills.people import Crew, Load
from tests.drills.stage import Stage, free_port, wait_until
from tests.drills.tally import Report
from tests.drills.visitor import Away, Visitor

SECONDS = 20.0


def drill(stage: Stage, report: Report) -> None:
    with ExitStack() as started:
        port = free_port()
        for command in second_of_each(stage, port):
            started.enter_context(running(stage, command))
        wait_until(lambda: answers(port), seconds=60, what="the second web answers")
        ports = [stage.port, port]
        report.say("every other window at the second web:")
        threads.drill(stage, report, ports=ports)
        with Load(Crew(stage), ports=ports) as load:
            wait_until(lambda: len(load.promises.acknowledged) >= 20, seconds=120, what="twenty were done")
        report.say(str(load.tally))
        truth.check(stage, load.promises, report)
        report.goal("5xx", len(load.tally.faults) + load.tally.refused_in_words)


def second_of_each(stage: Stage, port: int) -> list[list[str]]:
    """The commands of one more web at `port`, and of one more worker of each kind."""
    services = commands.services(Plan(stage.project, port, demo=True))
    workers = [command for command in services.values() if "worker" in command]
    return [
        services["web"],
        *([*command, "--hostname", f"second{nth}@%h"] for nth, command in enumerate(workers)),
    ]


@contextmanager
def running(stage: Stage, command: list[str]):
    """One more of the site's programs, as an operator starts it by hand."""
    environment = (
        os.environ | {MARK: str(stage.var), "SOSTOCKED_DEMO": "1"} | stage.environment | stage.site_urls
    )
    with stage.log.open("ab") as log:
        process = subprocess.Popen(
            command,
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
