"""The way in and out: password, throttle, reset, second factor."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client

from sostocked.foundation.outbox.models import Message
from tests.foundation.people.conftest import PASSWORD


def sign_in_by_form(client, email, password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


def test_signing_in_leads_to_ones_orders(client, cast, with_password):
    with_password(cast.alice)
    assert sign_in_by_form(client, "alice@example.com").url == "/"
    assert client.get("/").url == "/o/acme/purchase-orders/"


def test_facility_staff_land_on_their_worklist(client, cast, with_password):
    with_password(cast.dana)
    sign_in_by_form(client, "dana@example.com")
    assert client.get("/").url == "/work-orders/"


def test_a_page_that_needs_a_sign_in_is_where_one_ends_up(client, cast, with_password):
    with_password(cast.alice)
    login = client.get("/o/acme/people/")
    assert login.url == "/accounts/login/?next=/o/acme/people/"
    assert sign_in_by_form(client, "alice@example.com", next="/o/acme/people/").url == "/o/acme/people/"


def test_nobody_is_led_to_another_site(client, cast, with_password):
    with_password(cast.alice)
    assert sign_in_by_form(client, "alice@example.com", next="https://evil.example/").url == "/"


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, cast, with_password):
    with_password(cast.alice)
    wrong = sign_in_by_form(client, "alice@example.com", "no")
    unknown = sign_in_by_form(client, "nobody@example.com", "no")
    errors = [answer.context["form"].non_field_errors() for answer in (wrong, unknown)]
    assert errors[0] == errors[1] == ["This e-mail and password do not belong together."]
    assert "_auth_user_id" not in client.session


def test_somebody_switched_off_does_not_get_in(client, cast, with_password):
    with_password(cast.alice)
    cast.alice.is_active = False
    cast.alice.save()
    sign_in_by_form(client, "alice@example.com")
    assert "_auth_user_id" not in client.session


def test_guessing_one_account_is_stopped_even_with_the_right_password_at_last(client, cast, with_password):
    with_password(cast.alice)
    for _ in range(5):
        sign_in_by_form(client, "alice@example.com", "guess")
    late = sign_in_by_form(client, "alice@example.com")
    assert "Too many tries" in late.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_stranger_elsewhere_locks_nobody_out(client, cast, with_password):
    """Alice signs in from where she always does, whatever is tried with her address from elsewhere."""
    with_password(cast.alice)
    sign_in_by_form(client, "alice@example.com")
    client.post("/accounts/logout/")
    for n in range(40):
        Client().post(
            "/accounts/login/",
            {"login": "alice@example.com", "password": "guess"},
            REMOTE_ADDR=f"198.51.100.{n}",
        )
    assert sign_in_by_form(client, "alice@example.com").url == "/"


def test_many_strangers_together_guess_no_more_than_one_would(client, cast, with_password):
    """Each from a place of their own: after thirty tries the address is closed to places never seen."""
    with_password(cast.alice)
    for n in range(30):
        Client().post(
            "/accounts/login/", {"login": "alice@example.com", "password": "no"}, REMOTE_ADDR=f"203.0.113.{n}"
        )
    late = Client().post(
        "/accounts/login/",
        {"login": "alice@example.com", "password": PASSWORD},
        REMOTE_ADDR="203.0.113.99",
    )
    assert "Too many tries" in late.content.decode()


def test_who_is_locked_out_comes_in_by_a_code_from_the_mailbox(client, cast, with_password, mailbox):
    with_password(cast.alice)
    for _ in range(6):
        sign_in_by_form(client, "alice@example.com", "guess")
    assert "Sign in with a code by mail" in client.get("/accounts/login/").content.decode()
    asked = client.post("/accounts/login/code/", {"email": "alice@example.com"}, follow=True)
    assert "If there is an account for <bdi>alice@example.com</bdi>" in asked.content.decode()
    wrong = client.post("/accounts/login/code/confirm/", {"code": "000000"})
    assert "_auth_user_id" not in client.session
    assert "This code is not right" in wrong.content.decode()
    code = mailbox("alice@example.com").code()
    assert client.post("/accounts/login/code/confirm/", {"code": code}).url == "/"
    assert client.session["_auth_user_id"] == str(cast.alice.pk)
    cast.alice.refresh_from_db()
    assert cast.alice.check_password(PASSWORD), "of a proved account nothing ends"


def test_a_new_password_by_mail_opens_a_door_that_was_locked(client, cast, with_password, mailbox):
    with_password(cast.alice)
    for _ in range(6):
        sign_in_by_form(client, "alice@example.com", "guess")
    client.post("/accounts/password/reset/", {"email": "alice@example.com"})
    form = client.get(mailbox("alice@example.com").link(), follow=True)
    new = "another long secret"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert sign_in_by_form(client, "alice@example.com", new).url == "/"


def test_a_sign_in_code_tells_nothing_about_accounts(client, cast, mailbox):
    answers = [
        Client().post("/accounts/login/code/", {"email": email}, follow=True).content.decode()
        for email in ("alice@example.com", "ghost@example.com")
    ]
    assert answers[0].replace("alice@", "ghost@").count("<") == answers[1].count("<")
    assert mailbox("ghost@example.com").subject == "No account for this address"


@pytest.mark.parametrize("path", ["/accounts/password/reset/", "/accounts/login/code/"])
def test_nobody_s_mailbox_is_filled_by_strangers(path, cast, client):
    """Five mails in an hour from one place, ten from all, whoever asks; the page says what to do."""
    for place in range(20):
        for _ in range(3):
            answer = Client().post(path, {"email": "alice@example.com"}, REMOTE_ADDR=f"198.51.100.{place}")
    assert Message.objects.count() == 10
    assert "Several mails have gone to this address already" in answer.content.decode()


def test_where_the_owner_signs_in_a_mail_is_to_be_had_whatever_strangers_ask_for(client, cast, with_password):
    with_password(cast.alice)
    sign_in_by_form(client, "alice@example.com")
    client.post("/accounts/logout/")
    for place in range(20):
        Client().post(
            "/accounts/password/reset/", {"email": "alice@example.com"}, REMOTE_ADDR=f"198.51.100.{place}"
        )
    before = Message.objects.count()
    client.post("/accounts/password/reset/", {"email": "alice@example.com"})
    assert Message.objects.count() == before + 1


@pytest.mark.parametrize(
    ("path", "email"),
    [
        ("/accounts/password/reset/", "alice@example.com"),
        ("/accounts/password/reset/", "ghost@example.com"),
        ("/accounts/login/code/", "ghost@example.com"),
    ],
)
def test_links_in_mails_lead_to_our_own_address_whatever_host_is_named(path, email, client, cast, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(path, {"email": email}, headers={"host": "evil.example"})
    text = Message.objects.get().text
    assert "http://127.0.0.1:8000/" in text
    assert "evil.example" not in text


def test_guessing_many_accounts_from_one_address_ends_in_a_readable_page(client, cast):
    answers = [sign_in_by_form(client, f"a{n}@example.com", "guess") for n in range(31)]
    assert answers[-1].status_code == 429
    assert "Please wait a few minutes" in answers[-1].content.decode()


def test_the_tries_are_counted_in_the_database_for_all_workers(client, cast, settings):
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


def test_behind_a_proxy_the_visitor_is_counted_and_not_the_proxy(client, cast, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(31):
        sign_in_by_form(client, f"a{n}@example.com", "guess")
    other = client.post(
        "/accounts/login/",
        {"login": "b@example.com", "password": "guess"},
        headers={"x-forwarded-for": "198.51.100.7"},
    )
    assert other.status_code == 200


def test_signing_out_needs_a_post(client, cast, sign_in):
    sign_in(cast.alice)
    assert "Sign out?" in client.get("/accounts/logout/").content.decode()
    assert "_auth_user_id" in client.session
    assert client.post("/accounts/logout/").url == "/accounts/login/"
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(client, cast, with_password, mailbox):
    with_password(cast.alice)
    answer = client.post("/accounts/password/reset/", {"email": "alice@example.com"}, follow=True)
    assert "Look into your mailbox" in answer.content.decode()
    mail = mailbox("alice@example.com")
    assert mail.subject == "Choose a new password"
    form = client.get(mail.link(), follow=True)
    where = form.redirect_chain[-1][0]
    new = "another long secret"
    done = client.post(where, {"password1": new, "password2": new}, follow=True)
    assert "Your password is changed" in done.content.decode()
    assert sign_in_by_form(client, "alice@example.com", new).url == "/"
    assert "does not work any more" in client.get(mail.link(), follow=True).content.decode()


def test_asking_for_an_unknown_address_tells_only_its_mailbox(client, cast, mailbox):
    answer = client.post("/accounts/password/reset/", {"email": "ghost@example.com"}, follow=True)
    assert "Look into your mailbox" in answer.content.decode()
    assert mailbox("ghost@example.com").subject == "No account for this address"


def code(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def turn_totp_on(client):
    """Set up an authenticator as a person does; the secret."""
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked.url.startswith("/accounts/reauthenticate/")
    page = client.post(asked.url, {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    assert answer.status_code == 302, answer.context["form"].errors
    return secret


def test_with_an_authenticator_the_password_alone_is_not_enough(client, cast, with_password):
    with_password(cast.alice)
    sign_in_by_form(client, "alice@example.com")
    secret = turn_totp_on(client)
    client.post("/accounts/logout/")
    cache.clear()  # a code works once; the next half minute would bring another
    assert sign_in_by_form(client, "alice@example.com").url == "/accounts/2fa/authenticate/"
    assert client.get("/").status_code == 302
    assert "_auth_user_id" not in client.session
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert list(wrong.context["form"].errors) == ["code"]
    client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert client.session["_auth_user_id"] == str(cast.alice.pk)


def test_with_an_authenticator_a_code_by_mail_is_not_enough_either(client, cast, with_password, mailbox):
    with_password(cast.alice)
    sign_in_by_form(client, "alice@example.com")
    turn_totp_on(client)
    client.post("/accounts/logout/")
    client.post("/accounts/login/code/", {"email": "alice@example.com"})
    answer = client.post("/accounts/login/code/confirm/", {"code": mailbox("alice@example.com").code()})
    assert answer.url == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session


def test_an_authenticator_is_for_people_whose_address_is_known(client, cast, with_password):
    with_password(cast.alice)
    EmailAddress.objects.create(user=cast.alice, email="alice@example.com", primary=True)
    sign_in_by_form(client, "alice@example.com")
    page = client.get("/accounts/2fa/totp/activate/", follow=True)
    assert "until you have verified your email address" in page.content.decode()


def test_a_recovery_code_signs_in_once(client, cast, with_password):
    with_password(cast.alice)
    sign_in_by_form(client, "alice@example.com")
    turn_totp_on(client)
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    first = re.search(r"<li>(\w{8})</li>", page)[1]
    for expected in (True, False):
        client.post("/accounts/logout/")
        sign_in_by_form(client, "alice@example.com")
        client.post("/accounts/2fa/authenticate/", {"code": first})
        assert ("_auth_user_id" in client.session) is expected


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/logout/",
    ],
)
def test_the_account_pages_open(path, client, cast, with_password):
    with_password(cast.alice)
    sign_in_by_form(client, "alice@example.com")
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/inactive/"]
)
def test_the_pages_before_the_door_open_and_bring_no_inline_code(path, client, db):
    answer = client.get(path)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page)


def test_the_password_is_changed_by_who_knows_the_old_one(client, cast, with_password):
    with_password(cast.alice)
    sign_in_by_form(client, "alice@example.com")
    new = "another long secret"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    cast.alice.refresh_from_db()
    assert cast.alice.check_password(new)
