"""A working day in little: some write, most read, for a while; nothing grows that should not."""

import time
from threading import Event, Thread

from tests.drills import truth
from tests.drills.people import ORDERS, ORGANIZATION, Crew, Load
from tests.drills.stage import Stage
from tests.drills.tally import Report, Tally
from tests.drills.visitor import Away, Visitor

READERS, WRITERS = 6, 3
SELLERS_PAGES = [
    ORDERS, f"{ORDERS}?q=shaker", f"/o/{ORGANIZATION}/timeline/", f"/o/{ORGANIZATION}/work-orders/",
    f"/o/{ORGANIZATION}/products/", f"/o/{ORGANIZATION}/facilities/", f"/o/{ORGANIZATION}/lead-times/",
]  # fmt: skip
FACILITYS_PAGES = ["/work-orders/", "/work-orders/timeline/", "/work-orders/?q=WO-10"]
MOST_GROWTH = 150.0  # megabytes of all programs together, once they are warm


def drill(stage: Stage, report: Report, *, seconds: float = 60.0) -> None:
    crew, reading, stop = Crew(stage), Tally(), Event()
    readers = [
        Thread(target=_read, args=(person.like(), pages, reading, stop), daemon=True)
        for person, pages in [(crew.seller, SELLERS_PAGES), (crew.facility, FACILITYS_PAGES)] * (READERS // 2)
    ]
    with Load(crew, writers=WRITERS) as load:
        for reader in readers:
            reader.start()
        time.sleep(seconds / 4)
        warm = stage.memory()
        time.sleep(seconds * 3 / 4)
        stop.set()
        for reader in readers:
            reader.join(timeout=60)
    grown = stage.memory() - warm
    report.say(f"{seconds:.0f} s; reading: {reading}; slowest {reading.slowest:.1f} s")
    report.say(f"writing: {load.tally}; slowest {load.tally.slowest:.1f} s")
    report.say(f"memory of web, workers and beat: {warm:.0f} MB warm, {grown:+.0f} MB at the end")
    for each in (*reading.faults[:5], *load.tally.faults[:5], *load.trouble[:5]):
        report.say(f"     {each}")
    truth.check(stage, load.promises, report)
    both = [reading, load.tally]
    report.goal("5xx", sum(len(each.faults) + each.refused_in_words for each in both))
    report.goal("unanswered", sum(each.unanswered for each in both))
    report.goal("megabytes that memory grew by", grown, MOST_GROWTH)


def _read(person: Visitor, pages: list[str], tally: Tally, stop: Event) -> None:
    turn = 0
    while not stop.is_set():
        try:
            tally.note(person.get(pages[turn % len(pages)]))
        except Away:
            tally.note_silence()
        turn += 1
