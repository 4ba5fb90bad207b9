"""The forms of a page as a browser without JavaScript reads them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """Where it goes, and what it sends when nothing is touched. `choices` are the values of select and radio."""

    action: str = ""
    method: str = "get"
    name: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, **typed: object) -> list[tuple[str, str]]:
        """What is sent once `typed` is in the fields (`__` in a name stands for `-`); None leaves a field out."""
        values = {name: list(each) for name, each in self.values.items()}
        for name, value in typed.items():
            values[name.replace("__", "-")] = [] if value is None else [str(value)]
        return [(name, value) for name, each in values.items() for value in each]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._open: Form | None = None
        self._select: tuple[Form, str] | None = None
        self._option: tuple[str, bool] | None = None
        self._text: list[str] | None = None
        self._area: tuple[Form, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(
                given.get("action", ""), given.get("method", "get").lower(), given.get("id", "")
            )
            self._by_id[self._open.name] = self._open
            self.forms.append(self._open)
        elif owner := self._by_id.get(given.get("form", ""), self._open) if "form" in given else self._open:
            self._control(tag, given, owner, is_off="disabled" in given)

    def _control(self, tag: str, given: dict[str, str], owner: Form, *, is_off: bool) -> None:
        name = given.get("name", "")
        if tag == "option" and self._select:
            self._end_option()
            self._option, self._text = (given.get("value", "\0"), "selected" in given), []
        elif not name or is_off:
            return
        elif tag == "input":
            self._input(given, owner, name)
        elif tag == "button":
            owner.buttons.append((name, given.get("value", "")))
        elif tag == "select":
            self._select = (owner, name)
            owner.choices.setdefault(name, [])
        elif tag == "textarea":
            self._area, self._text = (owner, name), []

    def _input(self, given: dict[str, str], owner: Form, name: str) -> None:
        kind, value = given.get("type", "text"), given.get("value", "")
        if kind == "submit":
            owner.buttons.append((name, value))
        elif kind in ("checkbox", "radio"):
            value = given.get("value", "on")
            owner.choices.setdefault(name, []).append(value)
            if "checked" in given:
                owner.values.setdefault(name, []).append(value)
        elif kind not in ("button", "reset", "image", "file"):
            owner.values.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "option":
            self._end_option()
        elif tag == "select" and self._select:
            self._end_option()
            owner, name = self._select
            if name not in owner.values and owner.choices[name]:
                owner.values[name] = owner.choices[name][:1]
            self._select = None
        elif tag == "textarea" and self._area:
            owner, name = self._area
            owner.values.setdefault(name, []).append("".join(self._text or []).removeprefix("\n"))
            self._area = self._text = None

    def _end_option(self) -> None:
        if not self._select or not self._option:
            return
        owner, name = self._select
        value, chosen = self._option
        value = "".join(self._text or []).strip() if value == "\0" else value
        owner.choices[name].append(value)
        if chosen:
            owner.values.setdefault(name, []).append(value)
        self._option = self._text = None


def forms_of(html: str) -> list[Form]:
    """Every form of the page, in its order."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms
