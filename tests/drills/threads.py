"""Sixteen windows on the same document, all pressing the same button at once."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.drills.forms import Form
from tests.drills.people import ORDERS, ORGANIZATION, Crew, number_of, work_order_on
from tests.drills.stage import Stage
from tests.drills.tally import Report, Tally
from tests.drills.visitor import Page, Visitor

WINDOWS = 16
Press = Callable[[Visitor], Page]


def at_once(person: Visitor, presses: list[Press], tally: Tally, ports: list[int]) -> list[Page]:
    """Each press in a window of its own, all starting together."""
    barrier = Barrier(len(presses))

    def run(nth: int) -> Page:
        window = person.like()
        window.port = ports[nth % len(ports)]
        barrier.wait()
        return tally.note(presses[nth](window))

    with ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(run, range(len(presses))))


def sending(page: Page, form: Form, **typed: object) -> Press:
    return lambda window: window.send(page, form, **typed)


def drill(stage: Stage, report: Report, *, ports: list[int] | None = None) -> None:
    """Create, place, acknowledge, report, edit and cancel: sixteen at once end where one would."""
    crew, tally, ports = Crew(stage), Tally(), ports or [stage.port]
    number = _create(crew, tally, report, ports)
    work_order = _place(crew, tally, report, ports, number)
    _acknowledge(crew, tally, report, ports, work_order)
    _report(crew, tally, report, ports, number)
    _edit(crew, tally, report, ports, number)
    _cancel(crew, tally, report, ports)
    report.say(str(tally))
    report.goal("5xx", len(tally.faults) + tally.refused_in_words)


def _create(crew: Crew, tally: Tally, report: Report, ports: list[int]) -> str:
    page, filled = crew.new_order(crew.seller, tally)
    press: Press = lambda window: window.post(page.url, filled)  # noqa: E731  one form, sent sixteen times
    numbers = {number_of(each) for each in at_once(crew.seller, [press] * WINDOWS, tally, ports)}
    report.exactly("create: orders of one form", len(numbers), 1)
    forms = [crew.new_order(crew.seller, tally) for _ in range(WINDOWS)]
    presses: list[Press] = [lambda window, f=each: window.post(f[0].url, f[1]) for each in forms]
    made = sorted(int(number_of(each)[3:]) for each in at_once(crew.seller, presses, tally, ports))
    report.exactly("create: numbers of sixteen forms", len(set(made)), WINDOWS)
    report.goal("create: holes between them", made[-1] - made[0] + 1 - len(set(made)))
    return numbers.pop()


def _place(crew: Crew, tally: Tally, report: Report, ports: list[int], number: str) -> str:
    page = tally.note(crew.seller.get(f"{ORDERS}{number}/place/"))
    at_once(crew.seller, [sending(page, page.form("/place/"))] * WINDOWS, tally, ports)
    count = crew.stage.one(
        "SELECT count(*) FROM workorders_workorder w JOIN purchasing_purchaseorder p ON p.id = w.order_id"
        " JOIN people_organization o ON o.id = p.organization_id WHERE p.number = %s AND o.slug = %s",
        number, ORGANIZATION,
    )  # fmt: skip
    report.exactly("place: work orders", count, 1)
    return work_order_on(tally.note(crew.seller.get(f"{ORDERS}{number}/")), number)


def _acknowledge(crew: Crew, tally: Tally, report: Report, ports: list[int], work_order: str) -> None:
    page = tally.note(crew.facility.get(f"/o/{ORGANIZATION}/work-orders/{work_order}/"))
    at_once(crew.facility, [sending(page, page.form("/acknowledge/"))] * WINDOWS, tally, ports)
    count = crew.stage.one(
        "SELECT count(*) FROM workorders_acknowledgement a JOIN workorders_workorder w ON w.id = a.work_order_id"
        " JOIN people_organization o ON o.id = w.organization_id WHERE w.number = %s AND o.slug = %s",
        work_order, ORGANIZATION,
    )  # fmt: skip
    report.exactly("acknowledge: acknowledgements", count, 1)


def _report(crew: Crew, tally: Tally, report: Report, ports: list[int], number: str) -> None:
    page = tally.note(crew.seller.get(f"{ORDERS}{number}/"))
    leg = re.search(rf"{ORDERS}{number}/legs/\d+/report/", page.text)
    assert leg, "the order offers no leg to report"
    asked = tally.note(crew.seller.get(leg[0]))
    press = sending(asked, asked.form("/report/"), what="started")
    at_once(crew.seller, [press] * WINDOWS, tally, ports)
    count = crew.stage.one(
        "SELECT count(*) FROM purchasing_orderleg l JOIN purchasing_purchaseorder p ON p.id = l.order_id"
        " JOIN people_organization o ON o.id = p.organization_id"
        " WHERE p.number = %s AND o.slug = %s AND l.actual_starts_on IS NOT NULL",
        number, ORGANIZATION,
    )  # fmt: skip
    report.exactly("report: legs said to have begun", count, 1)


def _edit(crew: Crew, tally: Tally, report: Report, ports: list[int], number: str) -> None:
    page = tally.note(crew.seller.get(f"{ORDERS}{number}/edit/"))
    form, before = page.form("/edit/"), _version(crew, number)
    presses = [sending(page, form, notes=f"Drill, window {nth}", action="save") for nth in range(WINDOWS)]
    at_once(crew.seller, presses, tally, ports)
    report.exactly("edit: windows that saved over another", _version(crew, number) - before, 1)


def _cancel(crew: Crew, tally: Tally, report: Report, ports: list[int]) -> None:
    number = crew.write(crew.seller, tally)
    crew.place(crew.seller, number, tally)
    page, before = tally.note(crew.seller.get(f"{ORDERS}{number}/cancel/")), _version(crew, number)
    press = sending(page, page.form("/cancel/"), reason="Drill: the factory is flooded")
    at_once(crew.seller, [press] * WINDOWS, tally, ports)
    status = crew.stage.one(
        "SELECT p.status FROM purchasing_purchaseorder p JOIN people_organization o ON o.id = p.organization_id"
        " WHERE p.number = %s AND o.slug = %s",
        number, ORGANIZATION,
    )  # fmt: skip
    report.goal("cancel: orders that are not cancelled", int(status != "cancelled"))
    report.exactly("cancel: times it was cancelled", _version(crew, number) - before, 1)


def _version(crew: Crew, number: str) -> int:
    return crew.stage.one(
        "SELECT p.version FROM purchasing_purchaseorder p JOIN people_organization o ON o.id = p.organization_id"
        " WHERE p.number = %s AND o.slug = %s",
        number, ORGANIZATION,
    )  # fmt: skip
