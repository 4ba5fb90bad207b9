"""Forms that are still being written do not nag about what is empty yet."""

from django import forms
from django.forms.utils import ErrorDict


class DraftForm(forms.Form):
    """A form which, once `forgives_blanks` is set, shows only what is wrong with fields that hold something.

    Set it after `is_valid`, which it would deceive.
    """

    forgives_blanks = False

    @property
    def errors(self):
        found = super().errors
        if not self.forgives_blanks:
            return found
        typed = {name: errors for name, errors in found.items() if self._is_typed(name)}
        return ErrorDict(typed, renderer=self.renderer)

    def _is_typed(self, name) -> bool:
        return bool((self.data.get(self.add_prefix(name)) or "").strip())
