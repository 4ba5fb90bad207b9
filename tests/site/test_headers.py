"""What every answer tells the browser."""

import pytest

from sostocked.foundation.people.calendar_feeds import open_feed

PRIVATE = {"private", "no-store"}


def cache_control(answer):
    return set(answer.headers.get("Cache-Control", "").replace(" ", "").split(","))


@pytest.mark.parametrize(
    "path",
    ["/o/acme/purchase-orders/", "/o/acme/people/", "/work-orders/", "/how-it-works/", "/o/nobody/people/"],
)
def test_no_browser_keeps_what_a_signed_in_person_sees(path, cast, sign_in):
    assert cache_control(sign_in(cast.alice).get(path)) >= PRIVATE


def test_the_page_that_signs_out_and_the_one_that_signs_in_are_not_kept_either(cast, sign_in, client):
    sign_in(cast.alice)
    assert cache_control(client.get("/accounts/logout/")) >= PRIVATE
    client.logout()
    assert "no-store" in cache_control(client.get("/accounts/login/"))


def test_a_calendar_feed_keeps_its_own_word_and_its_tag(cast, sign_in):
    url = f"/calendar/{open_feed(cast.alice).secret}.ics"
    client = sign_in(cast.alice)
    answer = client.get(url)
    assert cache_control(answer) == {"private", "no-cache"}
    again = client.get(url, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_files_may_be_kept(client, cast):
    answer = client.get("/static/css/app.css")
    answer.close()
    assert "no-store" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("path", ["/accounts/login/", "/o/acme/people/", "/nowhere/"])
def test_no_page_may_use_what_it_has_no_need_of(path, client, cast):
    said = client.get(path).headers["Permissions-Policy"]
    assert "camera=(self)" in said
    for name in ("microphone", "geolocation", "payment", "usb"):
        assert f"{name}=()" in said


def test_the_content_security_policy_stays_strict(cast, sign_in):
    said = sign_in(cast.alice).get("/o/acme/people/").headers["Content-Security-Policy"]
    rules = dict(each.strip().split(" ", 1) for each in said.split(";") if each.strip())
    assert (rules["default-src"], rules["script-src"], rules["style-src"]) == ("'none'", "'self'", "'self'")
    assert "unsafe" not in said
