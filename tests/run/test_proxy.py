"""The proxy's own configuration in a real nginx, in front of two real web workers."""

import json
import shutil
import socket
import ssl
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request
import warnings
from contextlib import contextmanager
from pathlib import Path

import pytest
from stand_in import ROOT, free_port, wait_until

PROXY = ROOT / "sostocked" / "run" / "proxy"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
ANSWERS_WITHIN = 3  # seconds, on a busy machine
APPLICATION = """
    import json

    def application(environ, start_response):
        environ["wsgi.input"].read()
        start_response("200 OK", [("Content-Type", "application/json")])
        wanted = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_HOST")
        return [json.dumps({name: environ.get(name) for name in wanted}).encode()]
"""
MAIN = """
    daemon off;
    pid {folder}/pid;
    error_log stderr;
    events {{}}
    http {{
        client_body_temp_path {folder}/body;
        proxy_temp_path {folder}/proxy;
        fastcgi_temp_path {folder}/fastcgi;
        uwsgi_temp_path {folder}/uwsgi;
        scgi_temp_path {folder}/scgi;
        include {folder}/site.conf;
    }}
"""


@pytest.fixture(autouse=True)
def nginx_is_here():
    if NGINX is None:
        sentence = "NO NGINX HERE: the configuration of the proxy was not tried."
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn(sentence, pytest.PytestWarning, stacklevel=1)
        pytest.skip(sentence)


@pytest.fixture
def web(tmp_path):
    """The port of two workers, as `make run` and the containers have them."""
    (tmp_path / "shown.py").write_text(textwrap.dedent(APPLICATION))
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "shown", "--workers", "2", "--no-control-socket"]
    with running([*command, "--bind", f"127.0.0.1:{port}"], tmp_path, port):
        yield port


@contextmanager
def running(command, folder: Path, port: int):
    with (folder / "said.log").open("a") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said, stdin=subprocess.DEVNULL)
    try:
        wait_until(lambda: listens(port))
        assert process.poll() is None, (folder / "said.log").read_text()
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def proxy(folder: Path, web: int, *, tls: str = "http", secure: int = 0):
    """Our configuration as the image fills it in, with the port it listens at."""
    port = free_port()
    filled = {"WEB": f"127.0.0.1:{web}", "RESOLVER": "127.0.0.1", "LISTEN": f"127.0.0.1:{port}"}
    filled["TLS"] = str(folder / "tls.conf")
    text = (PROXY / "site.conf.template").read_text()
    for name, value in filled.items():
        assert f"${{{name}}}" in text
        text = text.replace(f"${{{name}}}", value)
    (folder / "site.conf").write_text(text.replace("/dev/stdout", str(folder / "access.log")))
    ends = (PROXY / f"{tls}.conf").read_text()
    ends = ends.replace("/certificates/", f"{folder}/").replace("8443", f"127.0.0.1:{secure}")
    (folder / "tls.conf").write_text(ends)
    (folder / "nginx.conf").write_text(textwrap.dedent(MAIN.format(folder=folder)))
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]
    with running(command, folder, port):
        yield port


def ask(url: str, **headers: str) -> dict[str, str]:
    context = ssl._create_unverified_context() if url.startswith("https") else None  # made by the test itself
    request = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(request, timeout=ANSWERS_WITHIN, context=context) as answer:
        return json.load(answer)


def refusal_of(url: str):
    """Status, headers and text of an answer that is none."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(url)
    with refused.value as answer:
        return answer.code, answer.headers, answer.read().decode()


@contextmanager
def dribbling(port: int, lines: int = 4):
    """So many visitors who have begun to send a form and do not come to its end."""
    held = [socket.create_connection(("127.0.0.1", port)) for _ in range(lines)]
    try:
        for line in held:
            line.sendall(b"POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 1000\r\n\r\nx")
        time.sleep(0.5)
        yield
    finally:
        for line in held:
            line.close()


def test_four_who_dribble_hold_nobody_up(web, tmp_path):
    with proxy(tmp_path, web) as port, dribbling(port):
        assert ask(f"http://127.0.0.1:{port}/")["HTTP_HOST"] == f"127.0.0.1:{port}"


def test_without_the_proxy_they_do(web):
    """Otherwise the test above could not fail."""
    with dribbling(web), pytest.raises(TimeoutError):
        ask(f"http://127.0.0.1:{web}/")


def test_a_neighbour_that_ends_tls_is_believed(web, tmp_path):
    with proxy(tmp_path, web) as port:
        shown = ask(
            f"http://127.0.0.1:{port}/",
            **{"X-Forwarded-For": "198.51.100.7, 203.0.113.9", "X-Forwarded-Proto": "https"},
        )
    assert shown["HTTP_X_FORWARDED_FOR"] == "203.0.113.9"  # the last one that a neighbour has seen itself
    assert shown["HTTP_X_FORWARDED_PROTO"] == "https"


@pytest.mark.skipif(not shutil.which("openssl"), reason="makes its certificate with openssl")
def test_where_tls_ends_here_nobody_is_believed(web, tmp_path):
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=localhost",
    ]
    made += ["-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem")]
    subprocess.run(made, check=True, capture_output=True)
    secure = free_port()
    claims = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    with proxy(tmp_path, web, tls="https", secure=secure) as port:
        plain = ask(f"http://127.0.0.1:{port}/", **claims)
        private = ask(f"https://127.0.0.1:{secure}/", **claims)
    assert (plain["HTTP_X_FORWARDED_FOR"], plain["HTTP_X_FORWARDED_PROTO"]) == ("127.0.0.1", "http")
    assert (private["HTTP_X_FORWARDED_FOR"], private["HTTP_X_FORWARDED_PROTO"]) == ("127.0.0.1", "https")


def test_while_the_web_is_away_it_says_so(tmp_path):
    with proxy(tmp_path, free_port()) as port:
        status, headers, text = refusal_of(f"http://127.0.0.1:{port}/")
    assert (status, headers["Retry-After"]) == (503, "5")
    assert "away for a moment" in text


def test_figures_stay_inside(web, tmp_path):
    with proxy(tmp_path, web) as port:
        assert refusal_of(f"http://127.0.0.1:{port}/metrics")[0] == 404


def test_secrets_in_addresses_are_not_written_down(web, tmp_path):
    with proxy(tmp_path, web) as port:
        for path in ("calendar/s3cret.ics", "invitations/s3cret/", "accounts/confirm-email/s3cret/?x=s3cret"):
            ask(f"http://127.0.0.1:{port}/{path}")
    said = (tmp_path / "access.log").read_text()
    assert "s3cret" not in said
    assert said.count(" 200 ") == 3
