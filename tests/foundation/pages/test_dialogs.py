"""Asking before something that matters."""

import pytest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from sostocked.foundation.pages.dialogs import go, posted


def request(method="get", *, htmx=False, data=None):
    made = getattr(RequestFactory(headers={"HX-Request": "true"} if htmx else {}), method)("/here/", data)
    made.htmx = HtmxDetails(made)
    return made


@pytest.mark.parametrize(("htmx", "status", "header"), [(False, 302, "Location"), (True, 200, "HX-Redirect")])
def test_one_goes_on_as_a_whole_page_with_scripts_and_without(htmx, status, header):
    answer = go(request(htmx=htmx), "/there/?a=1")
    assert (answer.status_code, answer[header]) == (status, "/there/?a=1")


def test_a_form_is_filled_by_what_was_sent_and_by_no_address():
    assert posted(request(data={"reason": "No."})) is None
    assert posted(request("post", data={"reason": "No."})).dict() == {"reason": "No."}
    assert posted(request("post")).dict() == {}
