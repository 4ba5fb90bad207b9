"""One person at one browser: keeps cookies, follows redirects, reads forms and sends them."""

import http.client
import time
from collections.abc import Iterable
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from tests.drills.forms import Form, forms_of

PATIENCE = 30.0  # seconds for one answer


class Away(Exception):
    """Nobody answered: the connection was refused, or broke before the answer was whole."""


class Page:
    """An answer."""

    def __init__(self, url: str, status: int, headers: dict[str, str], text: str, seconds: float) -> None:
        self.url, self.status, self.headers, self.text, self.seconds = url, status, headers, text, seconds

    @property
    def forms(self) -> list[Form]:
        return [form for form in forms_of(self.text) if form.method == "post"]

    def form(self, ends_with: str = "") -> Form:
        """The form whose address ends so; the page's own address counts for one without. LookupError if none."""
        for form in self.forms:
            if urlsplit(urljoin(self.url, form.action)).path.endswith(ends_with):
                return form
        raise LookupError(f"no form to …{ends_with} on {self.url} ({self.status})")


class Visitor:
    """A person. Not for several threads at once."""

    def __init__(self, port: int, *, name: str = "") -> None:
        self.port, self.name = port, name
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Page:
        return self._follow("GET", path, None)

    def post(self, path: str, values: Iterable[tuple[str, str]]) -> Page:
        """Send a form's values; the token that proves it is ours is taken from them, or from the cookie."""
        values = list(values)
        if not any(name == "csrfmiddlewaretoken" for name, _ in values):
            values.append(("csrfmiddlewaretoken", self.cookies.get("csrftoken", "")))
        return self._follow("POST", path, urlencode(values))

    def send(self, page: Page, form: Form, **typed: object) -> Page:
        return self.post(urljoin(page.url, form.action), form.filled(**typed))

    def sign_in(self, email: str, password: str) -> "Visitor":
        page = self.get("/accounts/login/")
        page = self.send(page, page.form("/accounts/login/"), login=email, password=password)
        if "sessionid" not in self.cookies:
            raise LookupError(f"{email} was not let in ({page.status} {page.url})")
        self.name = email
        return self

    def like(self) -> "Visitor":
        """The same person at another window."""
        other = Visitor(self.port, name=self.name)
        other.cookies = dict(self.cookies)
        return other

    def _follow(self, method: str, path: str, body: str | None) -> Page:
        page = self.ask(method, path, body)
        for _ in range(5):
            if page.status not in (301, 302, 303):
                return page
            page = self.ask("GET", urljoin(page.url, page.headers["location"]), None)
        return page

    def ask(self, method: str, path: str, body: str | None) -> Page:
        """One request and its answer, redirects not followed. Raises Away."""
        parts = urlsplit(path)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://127.0.0.1:{self.port}/",
            }
        start = time.monotonic()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request(method, target, body, headers)
            answer = line.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            raise Away(f"{method} {target}: {error!r}") from error
        finally:
            line.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self._keep(value)
        given = {name.lower(): value for name, value in answer.getheaders()}
        return Page(target, answer.status, given, text, time.monotonic() - start)

    def _keep(self, line: str) -> None:
        for name, morsel in SimpleCookie(line).items():
            if morsel.value:
                self.cookies[name] = morsel.value
            else:
                self.cookies.pop(name, None)
