"""Documents on paper: what can only be pressed on a screen is not printed."""

import pytest

from tests.factories import make_placed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("who", ["alice", "dana"])
def test_no_button_is_printed(open_window, enter, cast, who):
    """Placed long ago, so that legs wait to be confirmed and the most buttons are there to be seen."""
    order = make_placed(cast)
    documents = {"alice": [order, order.work_orders.get()], "dana": [order.work_orders.get()]}
    page = enter(open_window(), getattr(cast, who))
    for document in documents[who]:
        page.goto(document.get_absolute_url())
        buttons = page.locator("main :is(button, .button):visible")
        assert buttons.count() > 1
        page.emulate_media(media="print")
        assert buttons.count() == 0
        page.emulate_media(media="screen")
