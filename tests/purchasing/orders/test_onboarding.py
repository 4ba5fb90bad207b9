"""From nothing to the first order: what is missing is said, and where it is made."""

import pytest

from tests.factories import FacilityFactory, MembershipFactory, ProductFactory, make_lead_time

URL = "/o/stranger/purchase-orders/"


def steps(page):
    return [(bool(step.url), step.done) for step in page.context["setup_steps"]]


def test_a_new_seller_is_led_to_the_first_order(cast, sign_in):
    client = sign_in(cast.charlie)
    page = client.get(URL)
    assert steps(page) == [(True, False)] * 4
    assert "Four steps to your first purchase order" in page.content.decode()
    for step in page.context["setup_steps"]:
        assert client.get(step.url).status_code == 200


def test_what_is_there_is_ticked_off(cast, sign_in):
    FacilityFactory(organization=cast.stranger, supplier=True)
    ProductFactory(organization=cast.stranger)
    assert [done for _url, done in steps(sign_in(cast.charlie).get(URL))] == [True, False, True, False]
    make_lead_time(cast.stranger, ("supplier", 1), ("fba", 1))
    assert [done for _url, done in steps(sign_in(cast.charlie).get(URL))] == [True, True, True, False]


@pytest.mark.parametrize(("role", "links"), [("buyer", [False, False, True, True])])
def test_who_cannot_set_up_is_told_whom_to_ask(cast, sign_in, role, links):
    MembershipFactory(organization=cast.stranger, user=cast.bob, role=role)
    page = sign_in(cast.bob).get(URL)
    assert [url for url, _done in steps(page)] == links
    assert "Ask an owner or admin" in page.content.decode()
