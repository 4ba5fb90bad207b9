"""A real Chromium, its console watched: a script error or a breach of the security policy fails the test."""

import os
import shutil
import warnings

import pytest
from django.test import Client, override_settings
from playwright.sync_api import expect, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 20_000  # milliseconds: a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE)
SIZES = {"desktop": (1440, 900), "tablet": (820, 1180), "phone": (375, 812)}


def pytest_collection_modifyitems(items):
    """Without a browser these tests do not run, loudly; where one is required they fail instead."""
    if CHROMIUM or os.environ.get("REQUIRE_BROWSER"):
        return
    warnings.warn("NO CHROMIUM HERE: the browser tests do not run.", pytest.PytestWarning, stacklevel=1)
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def chromium():
    assert CHROMIUM, "Chromium is required here (REQUIRE_BROWSER) and not installed."
    # Playwright keeps an event loop in this thread; the tests' own queries are synchronous all the same.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def plain_http(tmp_path_factory):
    """The live server speaks plain http, as in demo mode; it reads this when it starts."""
    static = str(tmp_path_factory.mktemp("static"))
    with override_settings(SECURE_SSL_REDIRECT=False, SECURE_HSTS_SECONDS=0, STATIC_ROOT=static):
        yield


@pytest.fixture(scope="session")
def site(plain_http, live_server):
    """The running site."""
    return live_server


@pytest.fixture
def plain_cookies(settings):
    """Cookies travel without TLS, and a person may sign in as often as the tests like."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def open_window(chromium, site, plain_cookies, transactional_db):
    """`open_window(size="phone", javascript=False)`: a window of its own on the site."""
    windows, complaints = [], []

    def open_(size="desktop", *, javascript=True):
        width, height = SIZES[size]
        context = chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale="en-US",
            timezone_id="America/Chicago",
        )
        context.set_default_timeout(PATIENCE)
        windows.append(context)
        page = context.new_page()
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_
    for context in windows:
        context.close()
    # A refused form (409, 422) is an answer, not a fault; Chromium notes it in the console all the same.
    assert [each for each in complaints if "status of 409" not in each and "status of 422" not in each] == []


@pytest.fixture
def window(open_window):
    return open_window()


@pytest.fixture
def enter(site):
    """`enter(page, cast.alice)`: the page's window is signed in as her, without typing a password."""

    def enter_(page, person):
        client = Client()
        client.force_login(person)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}
        page.context.add_cookies([cookie])
        return page

    return enter_
