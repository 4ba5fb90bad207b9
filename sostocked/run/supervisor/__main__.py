"""`python -m sostocked.run.supervisor`: the story of `make run`, from top to bottom."""

import os
import shutil
import signal
import sys
import time
from functools import partial
from pathlib import Path

from sostocked.run import embedded
from sostocked.run.embedded.listening import Asked
from sostocked.run.supervisor import commands, preflight, pulse
from sostocked.run.supervisor.children import Child, Watch, run_step, say, stop_all
from sostocked.run.supervisor.preflight import Plan, Refusal
from sostocked.run.supervisor.signs import Touches, answers, queue_answers

ROOT = Path(__file__).resolve().parents[3]
WEB = "web"
ANSWERS_WITHIN = 60.0  # seconds
TRIES_AT_FIRST = 3  # nobody is served yet, and somebody sits at the terminal
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
    children = make_children(plan, commands.of_the_site(environment))
    try:
        for child in children:
            child.start()
        wait_for_answer(plan, children)
        welcome(plan, environment)
        while True:
            time.sleep(0.5)
            for told in services.heal(patience=plan.patience):
                say(told)
            for child in children:
                child.look_after()
    except AskedToStop:
        say("\nStopping …")
        raise
    finally:
        stop_all(children, patience=FINISHES_WITHIN)
        preflight.stop_leftovers(plan)


def make_children(plan: Plan, environment: dict[str, str]) -> list[Child]:
    """The processes to watch over, each with the sign of life that it gives; none is started yet."""
    for folder in (plan.pulses, plan.figures):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    return [_child(plan, name, command, environment) for name, command in commands.services(plan).items()]


def _child(plan: Plan, name: str, command: list[str], environment: dict[str, str]) -> Child:
    if name == WEB:
        return Child(
            name, command, environment, plan.root, Watch(Asked(partial(answers, plan.port)), plan.patience)
        )
    path = plan.pulses / name

    def queue_is_away() -> bool:
        return not queue_answers(environment["REDIS_URL"])

    watch = Watch(Touches(path), plan.patience, queue_is_away)
    return Child(name, command, environment | {pulse.PATH: str(path)}, plan.root, watch)


def prepare(plan: Plan, environment: dict[str, str]) -> None:
    """Bring tables, files and (in demo mode) the demo world up to date; raises Refusal when a step fails."""
    say("Preparing the database …")
    for step in [*commands.PREPARATIONS, *([commands.DEMO] if plan.demo else [])]:
        name = step.split()[0]
        say(run_step(name, commands.manage(step), environment, plan.root), name=name)


def wait_for_answer(plan: Plan, children: list[Child]) -> None:
    """Return when the web answers; raises Refusal when it does not within a minute, or keeps dying."""
    say("Starting web, workers and beat …")
    deadline = time.monotonic() + ANSWERS_WITHIN
    while not answers(plan.port):
        dies = any(child.name == WEB and child.deaths >= TRIES_AT_FIRST for child in children)
        if dies or time.monotonic() > deadline:
            raise Refusal(f"The web does not answer on {plan.address}/healthz; what it said is above.")
        for child in children:
            child.look_after()
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


def _ask_to_stop(number: int, _: object) -> None:
    # Once: a second Ctrl-C must not interrupt the orderly end, which is short anyway.
    for later in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(later, signal.SIG_IGN)
    raise AskedToStop(signal.Signals(number).name)


if __name__ == "__main__":
    sys.exit(main())
