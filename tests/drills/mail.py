"""What a mail server does to mail: away for a while, hanging up once it has it, hanging, no such person."""

import time

from tests.drills.mail_server import MailServer
from tests.drills.people import Crew
from tests.drills.stage import Stage, wait_until
from tests.drills.tally import Report, Tally

MOODS = {"refuses for now": 20.0, "drops": 20.0, "hangs": 20.0}
"""Seconds that each lasts."""
ORDERS = 5
WAITING = "sent_at IS NULL AND failed_at IS NULL AND overtaken_at IS NULL"
MOST_COPIES = 2
"""Of one mail whose answer is lost, while the mood lasts."""


def drill(stage: Stage, report: Report, server: MailServer, *, patience: float = 240.0) -> None:
    crew, tally = Crew(stage), Tally()
    _settle(stage, patience)
    server.taken.clear()
    for mood, seconds in MOODS.items():
        server.mood, before, begun = mood, _last(stage), time.monotonic()
        for _ in range(ORDERS):
            crew.place(crew.seller, crew.write(crew.seller, tally), tally)
        time.sleep(max(0.0, seconds - (time.monotonic() - begun)))
        copies = max(server.dropped.values(), default=0)
        server.mood = "takes"
        start = time.monotonic()
        _settle(stage, patience)
        missing = _not_taken(stage, server, since=before)
        report.goal(f"{mood} for {seconds:.0f} s: mails lost", missing)
        report.say(f"     all were there {time.monotonic() - start:.0f} s after it was well again")
        if mood == "drops":
            report.goal("copies of one mail while its answer was lost", copies, MOST_COPIES)
    _no_such_person(stage, crew, tally, report, server, patience)
    report.goal("mails taken twice", sum(count - 1 for count in server.taken.values()))
    report.goal("5xx", len(tally.faults) + tally.refused_in_words)


def _no_such_person(
    stage: Stage, crew: Crew, tally: Tally, report: Report, server: MailServer, patience: float
) -> None:
    """One of several recipients does not exist: the others get theirs, and hers is marked as undelivered."""
    before = _last(stage)
    crew.place(crew.seller, crew.write(crew.seller, tally), tally)
    _settle(stage, patience)
    addresses = [
        to[0].lower() for (to,) in stage.rows('SELECT "to" FROM outbox_message WHERE id > %s', before)
    ]
    assert len(addresses) > 1, "nobody else was written to"
    server.nobody = {addresses[0]}
    before = _last(stage)
    crew.place(crew.seller, crew.write(crew.seller, tally), tally)
    _settle(stage, patience)
    server.nobody = set()
    failed = stage.one("SELECT count(*) FROM outbox_message WHERE id > %s AND failed_at IS NOT NULL", before)
    sent = stage.one("SELECT count(*) FROM outbox_message WHERE id > %s AND sent_at IS NOT NULL", before)
    report.goal("550 for one: undelivered mails that say they were sent", abs(failed - 1))
    report.goal("550 for one: others that did not get theirs", len(addresses) - 1 - sent)


def _settle(stage: Stage, patience: float) -> None:
    """Until nothing waits. Days of waiting are no part of the drill: it is tried now, as "Send again" does."""

    def is_settled() -> bool:
        stage.do(f"UPDATE outbox_message SET next_try_at = now() WHERE {WAITING} AND next_try_at > now()")
        return stage.one(f"SELECT count(*) FROM outbox_message WHERE {WAITING}") == 0

    wait_until(is_settled, seconds=patience, what="no mail waits", every=3)


def _last(stage: Stage) -> int:
    return stage.one("SELECT coalesce(max(id), 0) FROM outbox_message")


def _not_taken(stage: Stage, server: MailServer, *, since: int) -> int:
    """Mails that the server never had, dropped ones included: those it has, and only its answer was lost."""
    taken = {key.partition("@")[0].lstrip("<") for key in (*server.taken, *server.dropped)}
    posted = [str(uid) for (uid,) in stage.rows("SELECT uid FROM outbox_message WHERE id > %s", since)]
    assert posted, "nothing was posted"
    return sum(uid not in taken for uid in posted)
