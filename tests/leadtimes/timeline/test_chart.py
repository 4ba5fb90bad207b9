"""A timeline as markup: what is drawn, what is said, and that nobody's words become markup."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.test import RequestFactory

from leadtimes.rules.lateness_words import Lateness
from leadtimes.rules.schedule import Closed
from leadtimes.rules.timeline import Period, TimelineLeg, Track, plot
from leadtimes.timeline.chart import (
    MONTHS,
    WEEKS,
    Chart,
    ChartRow,
    grid,
    head,
    leg_in_words,
    picture,
    scale_of,
    scales,
)

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
WEEK = 64


def leg(name="Ocean freight", first=0, days=28, **more):
    """A leg that starts so many days from today."""
    dates = {"starts_on": TODAY + first * DAY, "ends_on": TODAY + (first + days) * DAY}
    plain = {"tone": "moving", "place": "", "state": "planned"}
    return TimelineLeg(**plain | {"name": name} | dates | more)


def drawn(*legs, baseline=None, week=0):
    """The picture of one document, as parsed: markup that is not well-formed is no picture."""
    timeline = plot([Track(legs, baseline)], today=TODAY)
    return ElementTree.fromstring(picture(timeline.rows[0], timeline, week=week))


def boxes(picture, kind):
    """The titles of all that is drawn of a kind."""
    return [each[0].text for each in picture.iter("rect") if each.get("class").split()[0] == kind]


def names(picture):
    return [each.text for each in picture.iter("text") if each.get("class") == "name"]


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (leg(), "Ocean freight, 22 Nov to 20 Dec 2026, planned"),
        (
            leg(place="Lone Star", state="assumed"),
            "Ocean freight at Lone Star, 22 Nov to 20 Dec 2026, assumed",
        ),
        (
            leg(closed=(Closed(TODAY, TODAY + DAY, "Stocktaking"), Closed(TODAY + 9 * DAY, TODAY + 9 * DAY))),
            "Ocean freight, 22 Nov to 20 Dec 2026, planned, closed 22 Nov to 23 Nov 2026 (Stocktaking), "
            "closed 1 Dec to 1 Dec 2026",
        ),
        (leg(told="Sun 22 Nov, closed"), "Ocean freight, 22 Nov to 20 Dec 2026, planned, Sun 22 Nov, closed"),
    ],
)
def test_a_leg_is_told_with_all_that_its_bar_shows(one, words):
    assert leg_in_words(one) == words


def test_every_leg_is_a_bar_of_its_tone_and_state_and_is_told_to_who_does_not_see_it():
    made, shipped = leg("Production", -30, 30, tone="making", state="confirmed"), leg()
    picture = drawn(made, shipped)
    assert [each.get("class") for each in picture.iter("rect")] == [
        "leg making confirmed",
        "leg moving planned",
    ]
    assert boxes(picture, "leg") == [leg_in_words(made), leg_in_words(shipped)]
    assert picture.get("aria-label") == f"{leg_in_words(made)}; {leg_in_words(shipped)}"


def test_a_leg_of_no_days_is_a_thin_line():
    (rect,) = drawn(leg(days=0)).iter("rect")
    assert rect.get("width") == "0.3%"


def test_a_document_without_dated_legs_says_so():
    assert drawn().get("aria-label") == "No dated legs"


def test_what_was_placed_stands_behind_it_and_what_goes_beyond_is_marked():
    picture = drawn(leg(), baseline=Period(TODAY, TODAY + 21 * DAY))
    assert boxes(picture, "ghost") == ["As placed: 22 Nov to 13 Dec 2026"]
    assert boxes(picture, "overrun") == ["Later than placed: 13 Dec 2026"]
    assert picture.get("aria-label").endswith(". As placed: 22 Nov to 13 Dec 2026")
    on_time = drawn(leg(), baseline=Period(TODAY, TODAY + 28 * DAY))
    assert boxes(on_time, "overrun") == []


def test_days_off_are_shaded_with_their_reason():
    picture = drawn(
        leg(closed=(Closed(TODAY, TODAY + DAY, "New Year"), Closed(TODAY + 5 * DAY, TODAY + 6 * DAY)))
    )
    assert boxes(picture, "closed") == [
        "Closed 22 Nov to 23 Nov 2026: New Year",
        "Closed 27 Nov to 28 Nov 2026: closed",
    ]


@pytest.mark.parametrize(("first", "word"), [(-400, "‹ earlier"), (900, "later ›")])
def test_what_is_beyond_the_axis_says_on_which_side(first, word):
    picture = drawn(leg(first=first, days=5))
    assert [each.text for each in picture.iter("text")] == [word]


def test_names_are_written_where_there_is_room_for_them():
    wide, narrow = leg("Ocean freight", 0, 28), leg("Drayage", 28, 1)
    assert names(drawn(wide, narrow, week=WEEK)) == ["Ocean freight"]
    assert names(drawn(leg("Ocean freight", 0, 7), week=WEEK)) == ["Ocean fr…"]
    assert names(drawn(leg("Air", 0, 3), week=WEEK)) == ["Air"]
    assert names(drawn(wide, narrow)) == []


NASTY = "<script>alert('1')</script> \"&"


def test_what_people_wrote_is_never_markup():
    nasty = leg(NASTY, 0, 200, place=NASTY, closed=(Closed(TODAY, TODAY + DAY, NASTY),))
    picture = drawn(nasty, week=WEEK)
    assert picture.get("aria-label") == leg_in_words(nasty)
    assert boxes(picture, "leg") == [leg_in_words(nasty)]
    assert boxes(picture, "closed") == [f"Closed 22 Nov to 23 Nov 2026: {NASTY}"]
    assert names(picture) == [NASTY]


# ── The table ─────────────────────────────────────────────────────────────────────────────────────────


def row(number="PO-1001", **more):
    plain = {
        "number": number,
        "url": f"/{number}/",
        "status": "Placed",
        "who": "Ningbo",
        "dates": (TODAY,),
        "lateness": Lateness(),
        "track": Track((leg(),)),
    }
    return ChartRow(**plain | more)


def chart(*rows, columns=("Available",), scale=MONTHS):
    return Chart("Orders", "Order", columns, rows, TODAY, scale)


def cells(chart):
    return ElementTree.fromstring(f"<table>{chart.body}</table>")


def test_a_row_says_who_when_and_how_it_stands():
    (line,) = cells(chart(row(lateness=Lateness(3, at_risk=True))))
    link = line.find("th/a")
    assert (link.text, link.get("href")) == ("PO-1001", "/PO-1001/")
    assert (line.find("th/span").text, line.find("th/bdi").text) == ("Placed", "Ningbo")
    assert [(each.get("class"), each.text) for each in line.findall("td/span")] == [
        ("date", "22 Nov 2026"),
        ("word late", "3 days late"),
        ("word at-risk", "to be confirmed"),
    ]


def test_each_date_stands_under_the_name_of_its_column():
    (line,) = cells(chart(row(dates=(TODAY, None)), columns=("Goods expected", "Must leave")))
    assert [(each.get("data-label"), each[0].text) for each in line.findall("td[@data-label]")] == [
        ("Goods expected", "22 Nov 2026"),
        ("Must leave", "not dated"),
    ]


def test_what_people_are_called_is_never_markup():
    (line,) = cells(chart(row(NASTY, who=NASTY, url='/"><b>')))
    assert (line.find("th/a").text, line.find("th/bdi").text) == (NASTY, NASTY)
    assert line.find("th/a").get("href") == '/"><b>'


def test_every_document_has_its_row_in_order():
    lines = cells(chart(row("PO-2"), row("PO-1"), row("PO-3")))
    assert [line.find("th/a").text for line in lines] == ["PO-2", "PO-1", "PO-3"]


def test_only_a_facilitys_timeline_has_two_dates():
    assert not chart().is_of_facility
    assert chart(columns=("Goods expected", "Must leave")).is_of_facility


def test_a_chart_of_nothing_still_shows_today():
    empty = chart()
    assert empty.body == ""
    assert empty.today_words == "Today, 22 Nov"
    assert empty.span == "1 Nov 2026 to 31 Jan 2027"
    assert chart(scale=WEEKS).span == "16 Nov 2026 to 10 Jan 2027"


# ── The axis ──────────────────────────────────────────────────────────────────────────────────────────


def texts(markup, kind):
    axis = ElementTree.fromstring(markup)
    return ["".join(each.itertext()) for each in axis.iter("text") if each.get("class") == kind]


def test_months_stand_under_their_years_where_the_whole_is_shown():
    axis = head(plot([Track((leg(),))], today=TODAY, whole_months=True))
    assert texts(axis, "upper") == ["2026", "2027"]
    assert texts(axis, "lower") == ["Nov", "Dec", "Jan"]
    assert texts(axis, "today") == ["Today, 22 Nov"]


def test_of_many_months_only_those_that_begin_a_quarter_count():
    axis = head(plot([Track((leg(first=-60, days=300),))], today=TODAY, whole_months=True))
    assert texts(axis, "lower") == ["Oct", "Jan", "Apr", "Jul"]
    assert texts(axis, "lower minor") == ["Sep", "Nov", "Dec", "Feb", "Mar", "May", "Jun"]


def test_weeks_stand_under_their_months_where_there_is_room():
    axis = head(plot([Track((leg(),))], today=TODAY), week=WEEK)
    assert texts(axis, "upper") == ["November 2026", "December 2026", "January 2027"]
    assert texts(axis, "lower") == ["16", "23", "30", "7", "14", "21", "28", "4"]
    assert ElementTree.fromstring(axis).get("width") == "512"


@pytest.mark.parametrize(
    ("first", "days", "anchor"), [(0, 300, "start"), (-170, 171, "end"), (-60, 120, "middle")]
)
def test_todays_word_stays_on_the_axis(first, days, anchor):
    axis = ElementTree.fromstring(head(plot([Track((leg(first=first, days=days),))], today=TODAY)))
    (today,) = (each for each in axis.iter("text") if each.get("class") == "today")
    assert today.get("text-anchor") == anchor


def test_lines_stand_where_weeks_and_months_begin_and_at_today():
    timeline = plot([Track((leg(),))], today=TODAY)
    lines = ElementTree.fromstring(f"<g>{grid(timeline)}</g>")
    counts = {each.get("class"): each.get("d").count("M") for each in lines}
    assert counts == {
        "timeline-line--week": 7,
        "timeline-line--month": 2,
        "timeline-line--today": 1,
    }


def test_of_too_many_weeks_no_line_is_drawn():
    timeline = plot([Track((leg(days=500),))], today=TODAY)
    assert "timeline-line--week" not in grid(timeline)
    assert "timeline-line--month" in grid(timeline)


# ── The scale ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("address", "scale"),
    [("/", MONTHS), ("/?scale=weeks", WEEKS), ("/?scale=months", MONTHS), ("/?scale=years", MONTHS)],
)
def test_the_address_says_the_scale(address, scale):
    assert scale_of(RequestFactory().get(address)) == scale


def test_the_other_scale_is_a_link_away_with_all_that_narrows_the_list():
    assert scales(RequestFactory().get("/?q=brush&scale=weeks")) == [
        {"label": "Months", "url": "?q=brush&scale=months", "current": False},
        {"label": "Weeks", "url": "?q=brush&scale=weeks#today", "current": True},
    ]
