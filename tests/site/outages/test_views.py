"""While the database is away every page says so, in one line of the log each; afterwards all is as before."""

import socket

import pytest
from django.db import connection
from django.test import Client

from purchasing.orders import views as orders
from tests.factories import make_placed

PAGES = ["/", "/o/acme/purchase-orders/", "/admin/leadtimes/facility/", "/accounts/login/", "/calendar/x.ics"]


@pytest.fixture
def closed_port():
    """A port of this machine at which nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def database_away(django_db_blocker, closed_port, monkeypatch):
    """The database as somebody finds it who asks at a closed port."""
    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connection.settings_dict, "PORT", str(closed_port))
        yield
        connection.close()


@pytest.fixture
def stranded():
    """Somebody who was signed in when the database went."""
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "s" * 32
    return client


@pytest.mark.parametrize("url", PAGES)
def test_every_page_is_503_and_one_line(database_away, stranded, log, url):
    answer = stranded.get(url)
    assert answer.status_code == 503
    assert (answer["Retry-After"], answer["Cache-Control"]) == ("15", "no-store")
    assert "We cannot reach our records right now" in answer.content.decode()
    (line,) = log.getvalue().splitlines()
    assert line.startswith("ERROR sostocked.site.outages.views: 503, the database is away (")
    assert line.endswith(f"GET {url}")


def test_a_form_that_was_sent_is_503_too(database_away, stranded, log):
    answer = stranded.post("/o/acme/purchase-orders/new/", {"action": "save"})
    assert answer.status_code == 503
    assert len(log.getvalue().splitlines()) == 1


def test_a_hundred_requests_are_a_hundred_lines(database_away, stranded, log):
    assert {stranded.get("/").status_code for _ in range(100)} == {503}
    assert len(log.getvalue().splitlines()) == 100


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_ends_in_the_middle_of_a_page_is_503(cast, sign_in, log, monkeypatch):
    client = sign_in(cast.alice)
    client.raise_request_exception = False
    monkeypatch.setattr(orders, "_rows", lambda *_: hang_up())
    answer = client.get("/o/acme/purchase-orders/")
    connection.close()  # as the end of a request does outside tests
    assert answer.status_code == 503
    (line,) = log.getvalue().splitlines()
    assert "503, the database is away (terminating connection" in line


def hang_up():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def test_a_statement_that_is_wrong_stays_a_fault_of_ours(cast, sign_in, monkeypatch):
    client = sign_in(cast.alice)
    client.raise_request_exception = False
    monkeypatch.setattr(orders, "_rows", lambda *_: wrong())
    assert client.get("/o/acme/purchase-orders/").status_code == 500


def wrong():
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


def test_half_a_body_is_a_bad_request_in_one_line(cast, log):
    client = Client(raise_request_exception=False)
    client.force_login(cast.alice)
    answer = client.post(
        "/o/acme/purchase-orders/new/", **{"wsgi.input": Interrupted(), "CONTENT_LENGTH": "9"}
    )
    assert answer.status_code == 400
    (line,) = log.getvalue().splitlines()
    assert line.startswith("WARNING django.request: Bad Request")


class Interrupted:
    def read(self, *_):
        raise OSError("the other end hung up")

    readline = read


@pytest.mark.parametrize("length", ["abc", "-5", ""])
def test_a_length_that_makes_no_sense_is_no_fault(cast, log, length):
    client = Client(raise_request_exception=False)
    client.force_login(cast.alice)
    answer = client.post("/o/acme/purchase-orders/new/", CONTENT_LENGTH=length)
    assert answer.status_code < 500
    assert len(log.getvalue().splitlines()) <= 1


def test_a_text_with_a_zero_byte_or_half_a_letter_is_answered_beside_its_field(cast, sign_in, log):
    client = sign_in(cast.alice)
    order = make_placed(cast)
    for text in ("a\0b", "\udcff", "\ud800"):
        body = f"notes={text}&action=save&lines-TOTAL_FORMS=1&lines-0-sku={text}".encode(
            errors="surrogatepass"
        )
        kind = "application/x-www-form-urlencoded"
        answer = client.generic("POST", f"{order.get_absolute_url()}edit/", body, content_type=kind)
        assert answer.status_code in (200, 400, 409, 422)
    assert "Traceback" not in log.getvalue()
