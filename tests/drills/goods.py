"""`kill -9` of the web in the middle of taking goods in and of letting them go: all or nothing, each once."""

import random
import subprocess
import sys
import time
from threading import Thread

from tests.drills.forms import Form
from tests.drills.people import ORGANIZATION, Crew
from tests.drills.stage import Stage, kill
from tests.drills.tally import Report, Tally
from tests.drills.visitor import Away, Page, Visitor

TIMES = 50
EACH = 2
"""Units that come, or leave, in one go."""
LATEST = 0.25
"""Seconds after a form was sent within which the blow falls: about as long as an answer takes."""
PATIENCE = 60.0  # seconds
_RECEIPTS = """
    SELECT count(*), coalesce(sum(n.units), 0) FROM workorders_receipt r
    JOIN workorders_workorder w ON w.id = r.work_order_id
    JOIN people_organization o ON o.id = w.organization_id AND o.slug = %s
    JOIN LATERAL (SELECT sum(quantity) AS units FROM workorders_receiptline WHERE receipt_id = r.id) n ON true
    WHERE w.number = %s
"""
_DEPARTURES = """
    SELECT count(*), coalesce(sum(n.units), 0) FROM workorders_departure d
    JOIN workorders_workorder w ON w.id = d.work_order_id
    JOIN people_organization o ON o.id = w.organization_id AND o.slug = %s
    JOIN LATERAL (SELECT sum(m.quantity) AS units FROM inventory_shipmentline s
                  JOIN inventory_stockmove m ON m.id = s.move_id WHERE s.shipment_id = d.shipment_id) n ON true
    WHERE w.number = %s
"""


class Blows:
    """What came of forms in the middle of whose sending the web was killed."""

    def __init__(self) -> None:
        self.struck = self.unanswered = 0
        self.seconds = 0.0

    def __str__(self) -> str:
        return f"{self.struck} blows, {self.unanswered} forms lost their answer, {self.seconds:.0f} s"


def drill(stage: Stage, report: Report, *, times: int = TIMES) -> None:
    """Half of the blows fall while a receipt is taken in, half while a departure leaves."""
    crew, tally, chance = Crew(stage), Tally(), random.Random(20261127)
    work_order = crew.place(crew.seller, crew.write(crew.seller, tally), tally)
    crew.acknowledge(crew.facility, work_order, tally)
    here = f"/o/{ORGANIZATION}/work-orders/{work_order}/"
    half = times // 2
    for what, query, typed in (
        ("receive", _RECEIPTS, {"lines__0__units": EACH}),
        (
            "ship",
            _DEPARTURES,
            {"cartons__0__cartons": 1, "cartons__0__units": EACH, "cartons__TOTAL_FORMS": 1},
        ),
    ):
        blows = Blows()
        for _ in range(half):
            page = _opened(crew.facility, f"{here}{what}/", tally)
            _struck(stage, crew.facility, page, page.form(f"/{what}/"), typed, chance, blows, tally)
        documents, units = stage.rows(query, ORGANIZATION, work_order)[0]
        report.say(f"{what}: {blows}")
        report.exactly(f"{what}: documents of {half} forms", int(documents), half)
        report.exactly(f"{what}: units", int(units), half * EACH)
    report.goal("check_stock finds", _faults(stage))
    report.goal("5xx that are no 503", len(tally.faults))


def _struck(
    stage: Stage, person: Visitor, page: Page, form: Form, typed: dict, chance, blows: Blows, tally: Tally
) -> None:
    """Send the form, kill all web workers meanwhile, and send it again until somebody answers."""
    started, answers = time.monotonic(), []
    window = person.like()
    sending = Thread(target=lambda: answers.append(_sent(window, page, form, typed, tally)))
    sending.start()
    time.sleep(chance.uniform(0, LATEST))
    kill(stage.web_workers())
    blows.struck += 1
    sending.join(timeout=PATIENCE)
    while not (answers and answers[-1]):
        blows.unanswered += 1
        if time.monotonic() - started > PATIENCE:
            raise TimeoutError(f"nobody answered {page.url} for {PATIENCE:.0f} s")
        time.sleep(0.2)
        answers.append(_sent(person.like(), page, form, typed, tally))
    if answers[-1].status >= 400:
        raise LookupError(f"{answers[-1].status} {answers[-1].url}")
    blows.seconds += time.monotonic() - started


def _sent(window: Visitor, page: Page, form: Form, typed: dict, tally: Tally) -> Page | None:
    try:
        answer = tally.note(window.send(page, form, action="save", **typed))
    except Away:
        tally.note_silence()
        return None
    return None if answer.status >= 500 else answer


def _opened(person: Visitor, path: str, tally: Tally) -> Page:
    """The page, once somebody answers."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            page = tally.note(person.get(path))
        except Away:
            tally.note_silence()
            page = None
        if page and page.status < 500:
            return page
        if time.monotonic() > deadline:
            raise TimeoutError(f"{path} did not answer for {PATIENCE:.0f} s")
        time.sleep(0.2)


def _faults(stage: Stage) -> int:
    """0 where stock adds up, and documents are its moves."""
    found = subprocess.run(
        [sys.executable, "manage.py", "check_stock"],
        cwd=stage.project, env=stage.as_owner(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return 0 if found.returncode == 0 else max(1, len(found.stdout.splitlines()))
