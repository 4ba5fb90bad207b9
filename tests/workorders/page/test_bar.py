"""The workflow bar is at the top of every page about a work order, and of none of its dialogs."""

import pytest

from tests.workorders.conftest import url_of

HTMX = {"HX-Request": "true"}
BAR = '<div id="workflow-bar">'


def pages(work_order):
    leg = work_order.order.legs.get(kind="prep") if work_order.order else work_order.legs.first()
    return [f"legs/{leg.pk}/report/", "steps/"]


@pytest.mark.parametrize("who", ["alice", "dana"])
def test_saying_what_happened(cast, sign_in, started, who):
    client = sign_in(getattr(cast, who))
    url = url_of(started, pages(started)[0])
    page = client.get(url)
    assert page.text.count(BAR) == 1
    assert page.context["bar"].portions[1].title == started.number
    assert page.context["bar"].portions[0].url == ("" if who == "dana" else started.order.get_absolute_url())
    assert BAR not in client.get(url, headers=HTMX).text
    assert client.post(url).text.count(BAR) == 1, "also when it was not right"


def test_completing(cast, sign_in, started):
    client = sign_in(cast.dana)
    assert client.get(url_of(started, "complete/")).text.count(BAR) == 1
    assert BAR not in client.get(url_of(started, "complete/"), headers=HTMX).text


@pytest.mark.parametrize("action", ["steps/", "edit/", "send/", "cancel/"])
def test_writing_sending_and_cancelling(cast, sign_in, planned, action):
    page = sign_in(cast.alice).get(url_of(planned, action))
    assert page.status_code == 200
    assert page.text.count(BAR) == 1


def test_whoever_is_refused_sees_it_too(cast, sign_in, sent):
    client = sign_in(cast.alice)
    for action in ("complete/", "edit/"):
        assert client.get(url_of(sent, action)).text.count(BAR) == 1
