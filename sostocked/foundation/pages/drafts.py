"""What one POST says about a document that is being written: forms, rows of forms, and where one goes on.

Every button of such a page submits the whole form and says by `action` what it is for. Nothing is saved here.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.http import QueryDict

from sostocked.foundation.pages import form_rows
from sostocked.foundation.pages.draft_forms import LimitedRows
from sostocked.foundation.records.errors import Refused


class Draft(ABC):
    """The base of all drafts. A subclass says which `parts` and `rows` it has.

    `rows`: what a row is called in actions, and the prefix of its names, which is the attribute of its formset,
    too. `problems` are sentences that belong to no field; `focus` is the id of what the person goes on with.
    """

    rows: ClassVar[Mapping[str, str]] = {}

    def __init__(self, data: QueryDict):
        self.data = data.copy()
        self.problems: list[str] = []
        self.focus = ""
        self.forgives_blanks = False

    @classmethod
    def acted(cls, data: QueryDict, action: str) -> QueryDict:
        """`data` with a row added, removed or moved, if that is what `action` asks for."""
        return form_rows.act(data, action, cls.rows)

    @property
    @abstractmethod
    def parts(self) -> list[Any]:
        """Its forms and formsets."""

    def is_valid(self) -> bool:
        answers = [part.is_valid() for part in self.parts]  # each is asked: all show what is wrong
        return all(answers)

    def forgive_blanks(self) -> Self:
        """From now on, say nothing about what is merely empty yet."""
        self.is_valid()
        self.forgives_blanks = True
        for part in self.parts:
            for form in getattr(part, "forms", [part]):
                form.forgives_blanks = True
        return self

    def complain(self, refusal: Refused) -> None:
        """Say once what keeps this from being saved."""
        if str(refusal) not in self.problems:
            self.problems.append(str(refusal))

    def go_on(self, action: str) -> None:
        """Remember with which field or button the person goes on after `action`."""
        asked = form_rows.read_action(action)
        if asked is None or not (prefix := self.rows.get(asked.row)):
            return
        if asked.verb == "add":
            self.go_on_in(getattr(self, prefix), -1)
        elif asked.verb == "remove":
            self.focus = f"add-{asked.row}"
        else:
            last = form_rows.total(self.data, prefix) - 1
            self.focus = f"{prefix}-{min(max(asked.to, 0), last)}-{asked.verb}"

    def go_on_in(self, rows: LimitedRows | None, at: int) -> None:
        """Let the person go on in the first field of row `at`, if it is there."""
        if rows is not None and rows.forms and not rows.complaint:
            field = rows.forms[at].visible_fields()[0]
            field.field.widget.attrs["autofocus"] = True
            self.focus = field.auto_id
