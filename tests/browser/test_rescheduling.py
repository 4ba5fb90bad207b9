"""A closure is typed in, and open orders move when somebody says so: with scripts by itself, without by a link."""

from datetime import date

import pytest
from playwright.sync_api import expect

from leadtimes.rescheduling import batches
from tests.factories import ClosureFactory, make_placed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("javascript", [True, False])
def test_counted_and_moved_while_one_looks_on(cast, open_window, enter, javascript):
    order = make_placed(cast, ordered_on=date(2027, 1, 4))
    ClosureFactory(facility=cast.ningbo, starts_on=date(2027, 1, 25), ends_on=date(2027, 2, 20))
    page = enter(open_window("phone", javascript=javascript), cast.alice)

    def let_it_run():
        batches.run(cast.ningbo.reschedulings.first())  # the worker's part
        if not javascript:
            page.get_by_role("link", name="Refresh").click()

    page.goto(cast.ningbo.get_absolute_url())
    page.get_by_role("link", name="Date open orders again").click()
    page.get_by_role("button", name="See what moves").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    let_it_run()
    expect(page.get_by_text("1 of 1 open order moves: 1 later by 27 days.")).to_be_visible()
    page.get_by_role("button", name="Move these dates").click()
    expect(page.get_by_text("Moving dates")).to_be_visible()
    let_it_run()
    expect(page.get_by_text("1 of 1 open order moved: 1 later by 27 days.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    page.get_by_role("link", name="Purchase orders").last.click()
    expect(page.get_by_text("21 Apr 2027").first).to_be_visible()
    assert order.legs.last().expected_ends_on == date(2027, 4, 21)
