"""`python -m tests.drills [NAMES]`: run the drills, on services of their own, and say what they found."""

import argparse
import signal
import sys
import time
from collections.abc import Callable

import psycopg

from tests.drills import calendar_job, disk, fuzz, goods, kills, mail, pairs, threads, traffic
from tests.drills.mail_server import MailServer
from tests.drills.stage import NoDisk, Stage
from tests.drills.tally import Report
from tests.drills.visitor import Away

Drill = Callable[[Stage, Report, MailServer, argparse.Namespace], None]
DRILLS: dict[str, tuple[str, Drill]] = {
    "threads": ("Sixteen windows on one document", lambda s, r, m, a: threads.drill(s, r)),
    "pairs": ("Two webs and two workers on one database and queue", lambda s, r, m, a: pairs.drill(s, r)),
    "kills": ("kill -9 under load", lambda s, r, m, a: kills.drill(s, r, times=a.times)),
    "goods": (
        "kill -9 in the middle of receiving and of shipping",
        lambda s, r, m, a: goods.drill(s, r, times=a.blows),
    ),
    "calendar": (
        "A calendar job whose workers are killed, beside a mail server that hangs",
        lambda s, r, m, a: calendar_job.drill(s, r, m, times=a.times),
    ),
    "mail": ("A mail server with moods", lambda s, r, m, a: mail.drill(s, r, m)),
    "disk": ("A full disk", lambda s, r, m, a: disk.drill(s, r)),
    "traffic": ("Mixed traffic", lambda s, r, m, a: traffic.drill(s, r, seconds=a.seconds)),
    # The last one: whoever sends nonsense as somebody is not let in for a while.
    "fuzz": ("Requests that make no sense", lambda s, r, m, a: fuzz.drill(s, r, requests=a.requests)),
}


def main() -> int:
    """0 where every goal was met, 1 where one was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*DRILLS, []], help="which ones (all)")
    parser.add_argument("--times", type=int, default=2, help="how often each is killed (default 2)")
    parser.add_argument(
        "--blows", type=int, default=goods.TIMES, help="in the middle of a post of goods (default 50)"
    )
    parser.add_argument("--seconds", type=float, default=270, help="of mixed traffic (default 270)")
    parser.add_argument(
        "--requests", type=int, default=fuzz.REQUESTS, help="that make no sense (default 4,500)"
    )
    parser.add_argument("--minutes", type=float, default=13, help="after which no more is begun (default 13)")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that whatever was started is ended, too
    report, begun = Report(), time.monotonic()
    with MailServer() as server, _stage(server) as stage:
        print(
            f"The site is up after {time.monotonic() - begun:.0f} s, with {stage.memory():.0f} MB.",
            flush=True,
        )
        for name in chosen.names or DRILLS:
            if time.monotonic() - begun > chosen.minutes * 60:
                report.goal(f"{name}: not drilled, {chosen.minutes:.0f} minutes are over", 1)
                continue
            _run(name, stage, report, server, chosen)
    print(f"\n{time.monotonic() - begun:.0f} s in all; {len(report.misses)} goals missed")
    for miss in report.misses:
        print(f"  {miss}")
    return 1 if report.misses else 0


def _run(name: str, stage: Stage, report: Report, server: MailServer, chosen: argparse.Namespace) -> None:
    title, drill = DRILLS[name]
    print(f"\n{title}", flush=True)
    start = time.monotonic()
    try:
        drill(stage, report, server, chosen)
    except NoDisk as reason:
        report.say(f"NOT DRILLED: {reason}")
    except (TimeoutError, LookupError, AssertionError, Away, psycopg.Error) as error:
        report.goal(f"{name}: went wrong ({error})", 1)
    report.say(f"({time.monotonic() - start:.0f} s)")


def _stage(server: MailServer) -> Stage:
    return Stage(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=str(server.port),
    )


if __name__ == "__main__":
    sys.exit(main())
