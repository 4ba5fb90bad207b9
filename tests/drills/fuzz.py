"""Thousands of requests that nobody in their right mind would send, at every form and every list there is."""

import random
import re
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urljoin, urlsplit

from tests.drills.forms import Form
from tests.drills.stage import Stage
from tests.drills.tally import Report, Tally
from tests.drills.visitor import Away, Page, Visitor

REQUESTS = 4_500
PEOPLE = ("olivia", "dana", "charlotte", "vera")
SECONDS = 240.0
"""No longer than so, however slow the machine is; how many were sent is told."""
PAGES = 60
"""Of each person, one of a kind."""
NONSENSE = [
    "", " ", "0", "-1", "1e9", "999999999999999999999", "NaN", "0.385", "1,5", "½", "²", "١٢", "true", "null",
    "2026-02-30", "0000-00-00", "9999-12-31", "31/12/2026", "2026-11-27T12:00", "../../etc/passwd", "%00",
    "\x00", "\x0c", "\u202egro", "\u200b", "e\u0301" * 40, "\U0001f4e6" * 300, "A" * 20_000, "'; --", "[]",
    "{{ 7*7 }}", "<script>alert(1)</script>", "a@b", '"\x0ca:"@example.com', "\r\nBcc: x@example.com", "ß" * 300,
]  # fmt: skip
TAMES = re.compile(r"/logout/|/mfa/|/password/|/sessions?/")
"""Not these: they would end the person's own visit."""


def drill(stage: Stage, report: Report, *, requests: int = REQUESTS, seed: int = 20261127) -> None:
    people = {name: stage.signed_in(name) for name in PEOPLE}
    tally = Tally()
    targets = {name: _targets(person, tally) for name, person in people.items()}
    forms = sum(len(posts) for posts, _ in targets.values())
    report.say(
        f"{forms} forms and {sum(len(lists) for _, lists in targets.values())} pages of {len(people)} people"
    )
    share = requests // len(people)
    with ThreadPoolExecutor(len(people)) as pool:
        jobs = [
            pool.submit(_assault, person.like(), targets[name], share, random.Random(f"{seed} {name}"), tally)
            for name, person in people.items()
        ]
        for job in jobs:
            job.result()
    report.say(str(tally))
    report.say(f"answers by status: {dict(sorted(tally.statuses.items()))}; slowest {tally.slowest:.1f} s")
    for each in sorted({re.sub(r"\d+", "N", fault)[:160] for fault in tally.faults})[:10]:
        report.say(f"     {each}")
    report.goal("5xx", len(tally.faults) + tally.refused_in_words)
    report.goal("unanswered", tally.unanswered)


def _targets(person: Visitor, tally: Tally) -> tuple[list[tuple[str, Form]], list[str]]:
    """Every form and page that this person finds by walking about, one of a kind."""
    waiting, seen, posts, pages = ["/"], set(), {}, []
    while waiting and len(pages) < PAGES:
        page = tally.note(person.get(waiting.pop(0)))
        if page.status != 200 or "text/html" not in page.headers.get("content-type", ""):
            continue
        pages.append(page.url)
        for form in page.forms:
            address = urljoin(page.url, form.action)
            if not TAMES.search(address):
                posts.setdefault((_kind(address), *sorted(form.values)[:4]), (address, form))
        for link in _links(page):
            if _kind(link) not in seen and not TAMES.search(link):
                seen.add(_kind(link))
                waiting.append(link)
    return list(posts.values()), pages


def _links(page: Page) -> list[str]:
    found = re.findall(r'href="(/[^"#]*|\?[^"#]*)"', page.text)
    return [urljoin(page.url, each.replace("&amp;", "&")) for each in found if not each.startswith("/static")]


def _kind(address: str) -> str:
    return re.sub(r"\d+", "N", urlsplit(address).path)


def _assault(
    person: Visitor, targets: tuple[list, list[str]], share: int, dice: random.Random, tally: Tally
) -> None:
    posts, pages = targets
    end = time.monotonic() + SECONDS
    for _ in range(share):
        if time.monotonic() > end:
            return
        try:
            if posts and dice.random() < 0.8:
                address, form = dice.choice(posts)
                tally.note(person.ask("POST", address, urlencode(_mutated(form, person, dice))))
            else:
                name = dice.choice(["q", "page", "after", "status", "scale", "on", "order", "x"])
                query = urlencode({name: dice.choice(NONSENSE)})
                tally.note(person.ask("GET", f"{urlsplit(dice.choice(pages)).path}?{query}", None))
        except Away:
            tally.note_silence()


def _mutated(form: Form, person: Visitor, dice: random.Random) -> list[tuple[str, str]]:
    """What the form would send, with one to four things wrong."""
    values = [(name, value) for name, value in form.filled() if name != "csrfmiddlewaretoken"]
    for _ in range(dice.randint(1, 4)):
        nth = dice.randrange(len(values)) if values else 0
        act = dice.random()
        if not values or act < 0.1:
            values.append(
                (dice.choice(["x", "action", "version", "legs-0-days", "lines-0-id"]), dice.choice(NONSENSE))
            )
        elif act < 0.2:
            values.pop(nth)
        elif act < 0.3:
            values.append(values[nth])
        elif act < 0.4 and form.choices:
            name = dice.choice(list(form.choices))
            values.append((name, dice.choice([*form.choices[name], "0", "none"])))
        else:
            values[nth] = (values[nth][0], dice.choice(NONSENSE))
    if form.buttons and dice.random() < 0.5:
        values.append(dice.choice(form.buttons))
    return [*values, ("csrfmiddlewaretoken", person.cookies.get("csrftoken", ""))]
