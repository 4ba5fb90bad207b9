"""What people of the demo world do in a drill, at its pages, and what they were promised."""

import re
import time
import uuid
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from tests.drills.stage import Stage
from tests.drills.tally import Tally
from tests.drills.visitor import Away, Page, Visitor

SELLER, FACILITY = "olivia", "dana"
ORGANIZATION = "brightwater-goods"
ORDERS = f"/o/{ORGANIZATION}/purchase-orders/"
_ONE_STOP = """
    SELECT l.id, f.id FROM leadtimes_leadtime l
    JOIN people_organization o ON o.id = l.organization_id AND o.slug = %s
    JOIN leadtimes_leg g ON g.lead_time_id = l.id AND g.kind IN ('warehouse', 'prep', 'other')
    JOIN leadtimes_facility_staff s ON s.facility_id = g.facility_id
    JOIN people_user u ON u.id = s.user_id AND u.email LIKE %s
    CROSS JOIN LATERAL (SELECT id FROM leadtimes_facility WHERE organization_id = o.id AND kind = 'supplier'
                        AND archived_at IS NULL ORDER BY id LIMIT 1) f
    WHERE l.archived_at IS NULL AND (SELECT count(*) FROM leadtimes_leg x WHERE x.lead_time_id = l.id
                                     AND x.kind IN ('warehouse', 'prep', 'other')) = 1
    ORDER BY l.id LIMIT 1
"""


@dataclass
class Promises:
    """What the site said that it did. Whoever was told "placed" must find it placed."""

    written: list[str] = field(default_factory=list)
    placed: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def keep(self, kind: str, number: str) -> None:
        with self.lock:
            getattr(self, kind).append(number)


class Crew:
    """Seller and facility, signed in once, and the goods, lead time and supplier they work with."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.seller = stage.signed_in(SELLER)
        self.facility = stage.signed_in(FACILITY)
        self.lead_time, self.supplier = stage.rows(_ONE_STOP, ORGANIZATION, f"{FACILITY}@%")[0]
        self.sku = stage.one(
            "SELECT sku FROM inventory_product p JOIN people_organization o ON o.id = p.organization_id"
            " WHERE o.slug = %s AND p.archived_at IS NULL ORDER BY p.id LIMIT 1",
            ORGANIZATION,
        )

    def new_order(self, seller: Visitor, tally: Tally) -> tuple[Page, list[tuple[str, str]]]:
        """The empty form, and what is sent once it is filled."""
        page = tally.note(seller.get(f"{ORDERS}new/"))
        filled = page.form("/new/").filled(
            supplier=self.supplier, lead_time=self.lead_time, lines__0__sku=self.sku,
            lines__0__quantity=120, lines__0__unit_cost="2.10", notes=f"Drill {uuid.uuid4()}", action="save",
        )  # fmt: skip
        return page, filled

    def write(self, seller: Visitor, tally: Tally) -> str:
        """A new draft; its number."""
        page, filled = self.new_order(seller, tally)
        return number_of(tally.note(seller.post(page.url, filled)))

    def place(self, seller: Visitor, number: str, tally: Tally) -> str:
        """Place it; the number of its work order."""
        asked = tally.note(seller.get(f"{ORDERS}{number}/place/"))
        return work_order_on(tally.note(seller.send(asked, asked.form("/place/"))), number)

    def acknowledge(self, facility: Visitor, work_order: str, tally: Tally) -> None:
        page = tally.note(facility.get(f"/o/{ORGANIZATION}/work-orders/{work_order}/"))
        tally.note(facility.send(page, page.form("/acknowledge/")))


def number_of(page: Page) -> str:
    """The order whose page this is."""
    found = re.fullmatch(rf"{ORDERS}(PO-\d+)/", page.url.partition("?")[0])
    if page.status != 200 or not found:
        raise LookupError(f"no order page but {page.status} {page.url}")
    return found[1]


def work_order_on(page: Page, number: str) -> str:
    found = re.search(rf"/work-orders/({number.replace('PO', 'WO')}-\d+)/", page.text)
    if page.status != 200 or not found:
        raise LookupError(f"no work order of {number} on {page.status} {page.url}: {said_on(page)}")
    return found[1]


def said_on(page: Page) -> str:
    """What a page that refuses says, in short."""
    text = re.sub(r"(?s)<(script|style|head|nav|aside|header).*?</\1>|<[^>]+>", " ", page.text)
    return " ".join(text.split())[:300]


class Writer(Thread):
    """Writes, places and has acknowledged one order after the other, and presses again when nobody answers."""

    def __init__(
        self, crew: Crew, tally: Tally, promises: Promises, stop: Event, *, ports: list[int]
    ) -> None:
        super().__init__(daemon=True)
        self.crew, self.tally, self.promises, self.stop = crew, tally, promises, stop
        self.seller, self.facility = crew.seller.like(), crew.facility.like()
        self._ports, self._turn = ports, 0
        self.trouble: list[str] = []

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self._one_order()
            except LookupError as error:
                self.trouble.append(str(error))

    def _one_order(self) -> None:
        page = self._answered(lambda: self.seller.get(f"{ORDERS}new/"))
        filled = page.form("/new/").filled(
            supplier=self.crew.supplier, lead_time=self.crew.lead_time, lines__0__sku=self.crew.sku,
            lines__0__quantity=120, lines__0__unit_cost="2.10", notes=f"Drill {uuid.uuid4()}", action="save",
        )  # fmt: skip
        number = number_of(self._answered(lambda: self.seller.post(page.url, filled)))
        self.promises.keep("written", number)
        self._press(self.seller, f"{ORDERS}{number}/place/", "/place/")
        order = self._answered(lambda: self.seller.get(f"{ORDERS}{number}/"))
        work_order = work_order_on(order, number)
        self.promises.keep("placed", number)
        self._press(self.facility, f"/o/{ORGANIZATION}/work-orders/{work_order}/", "/acknowledge/")
        self.promises.keep("acknowledged", work_order)

    def _press(self, person: Visitor, path: str, button: str) -> None:
        """Open the page and press its button, until the page has none any more or says that it was done."""
        while not self.stop.is_set():
            page = self._answered(lambda: person.get(path))
            try:
                form = page.form(button)
            except LookupError as missing:
                if page.status >= 400:
                    raise LookupError(f"{page.status} {page.url}: {said_on(page)}") from missing
                return  # it was done at the time before, and the answer was lost
            answer = self._once(lambda page=page, form=form: person.send(page, form))
            if answer and answer.status >= 400:
                raise LookupError(f"{answer.status} {answer.url}: {said_on(answer)}")
            if answer:
                return
        raise LookupError("stopped")

    def _answered(self, ask) -> Page:
        """Ask until there is an answer, as a person does who presses again."""
        while not self.stop.is_set():
            if page := self._once(ask):
                return page
        raise LookupError("stopped")

    def _once(self, ask) -> Page | None:
        self._turn += 1
        self.seller.port = self.facility.port = self._ports[self._turn % len(self._ports)]
        try:
            page = self.tally.note(ask())
        except Away:
            self.tally.note_silence()
            time.sleep(0.3)
            return None
        if page.status >= 500:
            time.sleep(0.3)
            return None
        return page


class Load:
    """So many writers at work as long as the context lasts."""

    def __init__(self, crew: Crew, writers: int = 4, ports: list[int] | None = None) -> None:
        self.tally, self.promises, self._stop = Tally(), Promises(), Event()
        ports = ports or [crew.stage.port]
        self.writers = [
            Writer(crew, self.tally, self.promises, self._stop, ports=ports) for _ in range(writers)
        ]

    def __enter__(self) -> "Load":
        for writer in self.writers:
            writer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for writer in self.writers:
            writer.join(timeout=60)

    @property
    def trouble(self) -> list[str]:
        return [each for writer in self.writers for each in writer.trouble if each != "stopped"]
