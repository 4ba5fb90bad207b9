"""What the page of a work order says, as one value. Nothing is read and nothing written."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from inventory.rules.product_facts import Cartons, ProductFacts
from leadtimes.rules.legs import PlainLeg
from leadtimes.rules.told_days import ToldDay
from sostocked.foundation.records.changes import Change
from workorders.content import BundlePart, StepText
from workorders.page.page import Ingredient, Label, WorkOrderPage
from workorders.rules.onward import Onward

TODAY = date(2026, 11, 22)
COMES, LEAVES = TODAY + timedelta(days=3), TODAY + timedelta(days=8)
DAY = timedelta(days=1)
AMAZON = Onward("Amazon FBA", "fba")


def step(kind="receive", *, done=False, product=None, quantity=None, text="Do it.", parts=()):
    row = SimpleNamespace(
        kind=kind,
        label=kind.title(),
        instruction="",
        done_at=datetime(2026, 11, 21, tzinfo=UTC) if done else None,
        product_id=product and 1,
        facts=product,
        quantity=quantity,
    )
    return StepText(row, text, list(parts))


def line(sku="CH-BRUSH", fnsku="", packed=(50, 0)):
    return SimpleNamespace(quantity=1, facts=ProductFacts(sku=sku, fnsku=fnsku), packed=Cartons(*packed))


def leg(**known):
    return PlainLeg(
        pk=1,
        owner_id=1,
        kind="prep",
        facility_id=7,
        **({"baseline_starts_on": COMES, "baseline_ends_on": LEAVES} | known),
    )


def page(*, lines=(), steps=(), legs_here=None, onward=AMAZON, **more):
    work_order = {
        "status": "sent",
        "expected_on": COMES,
        "leave_on": LEAVES,
        "arrival": None,
        "leaving": None,
        "stands_alone": False,
        "instructions": "",
        "cancel_reason": "",
        "awaits_acknowledgement": False,
    }
    access = {"today": TODAY, "is_running": True}
    work_order |= {name: more.pop(name) for name in list(more) if name in work_order}
    access |= {name: more.pop(name) for name in list(more) if name in access}
    content = SimpleNamespace(
        work_order=SimpleNamespace(**work_order),
        legs_here=[leg()] if legs_here is None else legs_here,
        lines=list(lines),
        steps=list(steps),
        onward=onward,
        units=2000,
        cartons=50,
    )
    return WorkOrderPage(
        access=SimpleNamespace(**access),
        content=content,
        acknowledgements=more.pop("acknowledgements", []),
        date_changes=[],
        history=[],
    )


# ── The dates ─────────────────────────────────────────────────────────────────────────────────────────


def shown(page):
    """Label, value, hint and tone of the two dates."""
    return [
        tuple(tile.get(name, "") for name in ("label", "value", "hint", "tone")) for tile in page.tiles[:2]
    ]


def test_dates_are_told_with_their_weekday_and_how_far_off_they_are():
    assert shown(page()) == [
        ("Goods expected", "25 Nov 2026", "Wednesday, in 3 days", ""),
        ("Must leave", "30 Nov 2026", "Monday, in 8 days", ""),
    ]


@pytest.mark.parametrize(
    ("stands_alone", "onward", "labels"),
    [
        (False, AMAZON, ["Goods expected", "Must leave"]),
        (True, AMAZON, ["Work starts", "Must leave"]),
        (False, Onward(), ["Goods expected", "To be done by"]),
        (True, Onward(), ["Work starts", "To be done by"]),
    ],
)
def test_dates_are_called_by_what_happens_on_them(stands_alone, onward, labels):
    assert [tile["label"] for tile in page(stands_alone=stands_alone, onward=onward).tiles[:2]] == labels


@pytest.mark.parametrize(
    ("moved", "known", "hint", "tone"),
    [
        (0, {"actual_starts_on": TODAY}, "confirmed", ""),
        (2, {}, "Friday, in 5 days · 2 days late", "danger"),
        (-1, {}, "Tuesday, in 2 days · 1 day early", ""),
        (2, {"actual_starts_on": TODAY}, "confirmed · 2 days late", "danger"),
        (-3, {"baseline_starts_on": TODAY}, "today", ""),
        (-4, {"baseline_starts_on": TODAY - DAY}, "1 day ago · to be confirmed", "warning"),
        (-4, {"baseline_starts_on": TODAY - DAY, "actual_starts_on": TODAY - DAY}, "confirmed", ""),
        (
            -4,
            {"baseline_starts_on": TODAY - 3 * DAY},
            "1 day ago · 2 days late · to be confirmed",
            "danger",
        ),
    ],
)
def test_the_day_goods_come_says_whether_that_is_late_or_still_to_be_confirmed(moved, known, hint, tone):
    arrival = shown(page(expected_on=COMES + moved * DAY, legs_here=[leg(**known)]))[0]
    assert arrival[2:] == (hint, tone)


def test_goods_leave_after_the_last_leg_there():
    here = [leg(actual_ends_on=TODAY), leg(baseline_ends_on=LEAVES - DAY)]
    assert shown(page(legs_here=here))[1][2:] == ("Monday, in 8 days · 1 day late", "danger")
    over = [leg(), leg(actual_ends_on=TODAY)]
    assert shown(page(legs_here=over))[1][2] == "confirmed"


@pytest.mark.parametrize("status", ["completed", "cancelled"])
def test_of_what_is_over_only_the_day_is_told(status):
    late = page(status=status, expected_on=COMES + 9 * DAY)
    assert shown(late)[0] == ("Goods expected", "4 Dec 2026", "Friday", "")


def test_a_work_order_without_dates_or_legs_says_so():
    assert [tile["value"] for tile in page(expected_on=None, leave_on=None).tiles[:2]] == ["Not dated"] * 2
    assert shown(page(legs_here=[]))[0][2] == "Wednesday, in 3 days"


SUNDAY = date(2026, 11, 29)
CLOSED = ToldDay(SUNDAY, is_closed=True, counts=SUNDAY + DAY)
EARLIER = ToldDay(SUNDAY, is_closed=True, counts=SUNDAY - 2 * DAY)


def test_a_day_on_which_nobody_is_there_is_told_beside_the_date():
    told = shown(page(expected_on=SUNDAY, arrival=CLOSED, legs_here=[leg(baseline_starts_on=SUNDAY)]))[0]
    assert told[1:3] == ("29 Nov 2026", "Sun 29 Nov, closed; first open day Mon 30 Nov · in 7 days")


def test_a_day_by_which_goods_must_be_gone_earlier_is_told_instead_of_the_date():
    told = shown(page(leave_on=SUNDAY, leaving=EARLIER, legs_here=[leg(baseline_ends_on=SUNDAY)]))[1]
    assert told[1:3] == ("by Fri 27 Nov", "Sun 29 Nov, closed · in 5 days")


def test_what_somebody_said_needs_no_open_day():
    said = leg(baseline_starts_on=SUNDAY, actual_starts_on=TODAY)
    assert shown(page(expected_on=SUNDAY, arrival=CLOSED, legs_here=[said]))[0][2] == "confirmed"


# ── Amounts ───────────────────────────────────────────────────────────────────────────────────────────


def test_units_and_cartons_say_how_many_products_and_which_carton_is_not_full():
    units, cartons = page(lines=[line(), line("SOAP", packed=(3, 17))]).tiles[2:]
    assert (units["value"], units["hint"]) == ("2,000", "2 products")
    assert (cartons["value"], cartons["hint"]) == ("50", "one of 17 units")


# ── Saying that goods came ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("more", "offers"),
    [
        ({}, True),
        ({"expected_on": TODAY + 7 * DAY}, True),
        ({"expected_on": TODAY + 8 * DAY}, False),
        ({"expected_on": TODAY - 30 * DAY}, True),
        ({"expected_on": None}, False),
        ({"is_running": False}, False),
        ({"legs_here": []}, False),
        ({"legs_here": [leg(actual_starts_on=TODAY)]}, False),
        ({"legs_here": [leg(actual_ends_on=TODAY)]}, False),
        ({"legs_here": [leg(), leg(actual_starts_on=TODAY)]}, True),
    ],
)
def test_starting_may_say_that_goods_came_where_nobody_did_and_it_is_about_time(more, offers):
    assert page(**more).offers_arrival is offers


# ── Steps ─────────────────────────────────────────────────────────────────────────────────────────────


def test_steps_are_numbered_and_counted():
    some = page(steps=[step(done=True), step("ship"), step("other", done=True)])
    assert [(row.number, row.step.kind, row.text) for row in some.steps] == [
        (1, "receive", "Do it."),
        (2, "ship", "Do it."),
        (3, "other", "Do it."),
    ]
    assert (some.steps_done, some.all_done) == (2, False)
    assert page(steps=[step(done=True)]).all_done
    assert page().all_done


BRUSH, SOAP, PLAIN = line(fnsku="X00BRUSH"), line("SOAP", fnsku="X00SOAP"), line("PLAIN")


@pytest.mark.parametrize(
    ("one", "lines", "labels"),
    [
        (step("label"), [BRUSH, SOAP], [Label("CH-BRUSH", "X00BRUSH"), Label("SOAP", "X00SOAP")]),
        (step("label"), [BRUSH, PLAIN], [Label("CH-BRUSH", "X00BRUSH"), Label("PLAIN", "")]),
        (step("label"), [PLAIN], [Label("PLAIN", "")]),
        (step("label", product=SOAP.facts), [BRUSH], [Label("SOAP", "X00SOAP")]),
        (step("label", product=PLAIN.facts), [BRUSH], [Label("PLAIN", "")]),
        (step("polybag"), [BRUSH], []),
    ],
)
def test_a_step_of_labelling_says_which_label_goes_onto_what(one, lines, labels):
    assert page(lines=lines, steps=[one]).steps[0].labels == labels


@pytest.mark.parametrize(("quantity", "totals"), [(200, [400, 200]), (None, [0, 0])])
def test_a_bundle_says_how_much_of_each_part_it_takes_in_all(quantity, totals):
    parts = [BundlePart(2, "JAR", "Jar"), BundlePart(1, "LID", "Lid")]
    bundle = step("bundle", quantity=quantity, parts=parts)
    assert page(steps=[bundle]).steps[0].ingredients == [
        Ingredient(2, "JAR", "Jar", totals[0]),
        Ingredient(1, "LID", "Lid", totals[1]),
    ]
    assert page(steps=[step("repack", quantity=5, parts=parts)]).steps[0].ingredients == []


# ── What changed since it was read ────────────────────────────────────────────────────────────────────


def read(**facts):
    kept = {"Goods expected": "2026-11-25", "Must leave": "2026-11-30", "Note": ""}
    return SimpleNamespace(content={"facts": kept | facts, "lines": [], "steps": []})


def test_dates_that_changed_since_are_told_as_people_write_them():
    changed = page(acknowledgements=[read(**{"Must leave": "2026-11-28"})], awaits_acknowledgement=True)
    assert changed.changes == [Change("Must leave", "28 Nov 2026", "30 Nov 2026")]


def test_only_the_last_reading_counts():
    twice = [read(Note="Old"), read()]
    assert page(acknowledgements=twice, awaits_acknowledgement=True).changes == []
    assert page(acknowledgements=twice[::-1], awaits_acknowledgement=True).changes == [
        Change("Note", "Old", "")
    ]


def test_nothing_changed_for_who_has_read_it_or_never_did():
    assert page(acknowledgements=[read(Note="Old")]).changes == []
    assert page(awaits_acknowledgement=True).changes == []
