"""The timelines in a browser: on a phone, wide as weeks, with JavaScript off."""

import pytest

from tests.factories import make_placed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SELLER, FACILITY = "/o/acme/timeline/", "/work-orders/timeline/"
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def november(cast, time_machine):
    """Orders that a person in November would look at; the clock goes on, or no page would ever load."""
    time_machine.move_to("2026-11-22T18:00:00Z", tick=True)
    return [make_placed(cast) for _ in range(3)]


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_page_itself_never_scrolls_sideways(open_window, enter, cast, november, size):
    for person, url in ((cast.alice, SELLER), (cast.dana, FACILITY)):
        page = enter(open_window(size), person)
        for scale in ("months", "weeks"):
            page.goto(f"{url}?scale={scale}")
            assert page.locator("tbody tr").count() == 3
            assert page.evaluate(TOO_WIDE) is False


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_weeks_open_where_today_is(open_window, enter, cast, november, size):
    page = enter(open_window(size), cast.alice)
    page.goto(SELLER)
    page.get_by_role("link", name="Weeks").click()
    page.wait_for_url("**scale=weeks#today")
    frame, today = (page.locator(each).bounding_box() for each in (".timeline-chart__wrap", "#today"))
    if size == "phone":  # on a desk these weeks fit
        assert page.locator(".timeline-chart__wrap").evaluate("frame => frame.scrollLeft") > 0
    assert frame["x"] < today["x"] < frame["x"] + frame["width"] - today["width"]


def test_bars_have_colours_lines_and_words(open_window, enter, cast, november):
    page = enter(open_window(), cast.alice)
    page.goto(SELLER)
    bar = page.locator("tbody rect.leg").first
    box, cell = bar.bounding_box(), page.locator("tbody td").first.bounding_box()
    assert cell["x"] <= box["x"] < box["x"] + box["width"] <= cell["x"] + cell["width"]
    assert box["height"] >= 16
    today = page.locator("#timeline-grid .timeline-line--today")
    assert today.evaluate("line => getComputedStyle(line).stroke") == "rgb(179, 38, 30)"
    assert "Production, 12 Oct to 11 Nov 2026, assumed" in page.locator("tbody tr").first.aria_snapshot()


def test_filters_keep_the_scale_without_javascript(open_window, enter, cast, november):
    page = enter(open_window(javascript=False), cast.alice)
    page.goto(f"{SELLER}?scale=weeks")
    page.get_by_label("Dates").select_option("at_risk")
    page.get_by_role("button", name="Filter").click()
    assert page.locator(".timeline-chart").get_attribute("data-scale") == "weeks"
    assert page.locator("tbody tr").count() == 3
