"""Every rule that the database keeps about a row has a sentence; a form shows it where it helps."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from sostocked.foundation.records.keys import checked_with, marks_of


class SentencesBesideFields(forms.ModelForm):
    """A model form in which a constraint's sentence stands beside the field that `beside` names for it.

    Constraints about the organization and about keys, which such forms do not show, are checked all the
    same. A code that stands although it would be refused today may stay until it is typed anew.
    """

    beside: ClassVar[Mapping[str, str]] = {}

    def _get_validation_exclusions(self) -> set[str]:
        # The stubs leave out what Django keeps to itself.
        left_out: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        left_out -= checked_with(type(self.instance), left_out)
        return left_out - {"organization"} if getattr(self.instance, "organization_id", None) else left_out

    def _post_clean(self) -> None:
        for mark in marks_of(type(self.instance)):
            if mark.of in self.changed_data:
                setattr(self.instance, mark.name, False)
        super()._post_clean()  # type: ignore[misc]  # likewise

    def _update_errors(self, errors: Any) -> None:
        """Called by Django with what is wrong with the row."""
        found = getattr(errors, "error_dict", {})
        for error in found.pop(NON_FIELD_ERRORS, []):
            found.setdefault(self.field_of(error.message), []).append(error)
        super()._update_errors(errors)  # type: ignore[misc]  # likewise

    def field_of(self, sentence: str) -> str:
        """The field that a constraint's sentence stands beside."""
        for _model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                if constraint.get_violation_error_message() == sentence:
                    field = self.beside.get(constraint.name)
                    return field if field in self.fields else NON_FIELD_ERRORS
        return NON_FIELD_ERRORS
