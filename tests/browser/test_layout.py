"""Where things stand on a page, as a person sees them: nothing hidden, nothing out of its order."""

from datetime import date

import pytest

from tests.factories import make_placed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def closed_on_weekends(cast):
    """Goods come and leave on days on which nobody is at Lone Star; every day is told with the one that counts."""
    return [make_placed(cast, ordered_on=date(2026, 10, 8 + n)) for n in range(7)]


def test_the_sellers_list_shows_all_its_columns_where_days_are_told(
    cast, open_window, enter, closed_on_weekends
):
    seller = enter(open_window(), cast.alice)
    seller.set_viewport_size({"width": 1280, "height": 900})
    seller.goto("/o/acme/work-orders/")
    assert seller.locator(".data-table__told").count() > 2
    room = seller.locator(".table-wrap").evaluate("each => [each.scrollWidth, each.clientWidth]")
    assert room[0] <= room[1]


def test_a_step_on_a_phone_asks_what_and_then_of_which_product_and_how_many(cast, open_window, enter):
    work_order = make_placed(cast).work_orders.get()
    seller = enter(open_window("phone"), cast.alice)
    seller.goto(f"{work_order.get_absolute_url()}steps/")
    first = seller.locator(".step-editor__row").first
    what, product, units = (
        first.locator(f"[name$=-{name}]").bounding_box() for name in ("kind", "product", "quantity")
    )
    assert what["y"] < product["y"] == units["y"]
    assert product["x"] < units["x"]
