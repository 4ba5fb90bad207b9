"""`python -m sostocked.run.supervisor`: the story of `make run`, from top to bottom."""

import http.client
import os
import signal
import sys
import time
from pathlib import Path

from sostocked.run import embedded
from sostocked.run.supervisor import commands, preflight
from sostocked.run.supervisor.children import Child, run_step, say, stop_all
from sostocked.run.supervisor.preflight import Plan, Refusal

ROOT = Path(__file__).resolve().parents[3]
ANSWERS_WITHIN = 60.0  # seconds
FINISHES_WITHIN = 5.0  # seconds, for requests and tasks that are under way


class AskedToStop(BaseException):
    """Ctrl-C, a polite kill, or a terminal that was closed: the normal end."""


def main() -> int:
    """Run until asked to stop (0), or until something makes going on pointless (1)."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ask_to_stop)
    try:
        plan = Plan.from_environment(os.environ, ROOT)
        with preflight.lock(plan):
            supervise(plan)
    except (Refusal, embedded.EmbeddedError) as refusal:
        say(f"\n{refusal}\n")
        return 1
    except AskedToStop:
        return 0
    return 0


def supervise(plan: Plan) -> None:
    """Start everything, watch it, and whatever happens take it down again; raises why it ended."""
    if count := preflight.stop_leftovers(plan):
        say(f"An earlier run was killed: stopped {count} processes it had left.")
    preflight.check_port(plan)
    preflight.note_running(plan)
    try:
        with start_services(plan) as services:
            watch(plan, services, services.environment)
    finally:
        (plan.var / "run.json").unlink(missing_ok=True)


def start_services(plan: Plan) -> embedded.Services:
    """Start whichever of PostgreSQL and Valkey the environment does not name."""
    wanted = {"postgres": not os.environ.get("DATABASE_URL"), "valkey": not os.environ.get("REDIS_URL")}
    names = {"postgres": "PostgreSQL", "valkey": "Valkey"}
    if any(wanted.values()):
        say(f"Starting {' and '.join(names[key] for key, start in wanted.items() if start)} …")
    services = embedded.start(plan.var, **wanted)
    for note in services.notes:
        say(note)
    return services


def watch(plan: Plan, services: embedded.Services, urls: dict[str, str]) -> None:
    """Prepare the database, start the processes, say where we are, and keep them alive."""
    environment = commands.environment(plan, os.environ, urls)
    prepare(plan, environment)
    started = commands.services(plan).items()
    own = commands.of_the_site(environment)
    children = [Child(name, command, own, plan.root) for name, command in started]
    try:
        for child in children:
            child.start()
        wait_for_answer(plan, children)
        welcome(plan, environment)
        while True:
            time.sleep(0.5)
            for told in services.heal():
                say(told)
            for child in children:
                child.revive()
    except AskedToStop:
        say("\nStopping …")
        raise
    finally:
        stop_all(children, patience=FINISHES_WITHIN)
        preflight.stop_leftovers(plan)


def prepare(plan: Plan, environment: dict[str, str]) -> None:
    """Bring tables, files and (in demo mode) the demo world up to date; raises Refusal when a step fails."""
    say("Preparing the database …")
    for step in [*commands.PREPARATIONS, *([commands.DEMO] if plan.demo else [])]:
        name = step.split()[0]
        say(run_step(name, commands.manage(step), environment, plan.root), name=name)


def wait_for_answer(plan: Plan, children: list[Child]) -> None:
    """Return when the web answers; raises Refusal when it does not within a minute."""
    say("Starting web, worker and beat …")
    deadline = time.monotonic() + ANSWERS_WITHIN
    while not _answers(plan.port):
        if time.monotonic() > deadline:
            raise Refusal(f"The web does not answer on {plan.address}/healthz; what it said is above.")
        for child in children:
            child.revive()
        time.sleep(0.1)


def welcome(plan: Plan, environment: dict[str, str]) -> None:
    """Tell a person everything needed to begin."""
    lines = [f"So Stocked is running:  {plan.address}", ""]
    if plan.demo:
        logins = run_step("load_demo", commands.manage(commands.DEMO_LOGINS), environment, plan.root)
        lines += ["Demo mode: made-up sellers and orders. Sign in as", *_indented(logins), ""]
    if "EMAIL_BACKEND" not in environment:
        lines += [f"Mail is not sent but written to {plan.var / 'mail'}"]
    lines += ["Press Ctrl-C to stop everything."]
    rule = "─" * 78
    say("\n".join(["", rule, *(f"  {line}".rstrip() for line in lines), rule, ""]))


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in text.splitlines() if line.strip()]


def _answers(port: int) -> bool:
    """Whether the web takes requests. It may refuse ours: ALLOWED_HOSTS may name another host only."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def _ask_to_stop(number: int, _: object) -> None:
    # Once: a second Ctrl-C must not interrupt the orderly end, which is short anyway.
    for later in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(later, signal.SIG_IGN)
    raise AskedToStop(signal.Signals(number).name)


if __name__ == "__main__":
    sys.exit(main())
