"""Every rule that the database keeps about a row has a sentence; a form shows it where it helps."""

from django.core.exceptions import ValidationError


class SentencesBesideFields:
    """For a model form: every constraint's sentence stands beside the field that `beside` names for it.

    Constraints about a field that the form does not show (the organization) are checked all the same.
    """

    beside = {}
    checked_elsewhere = frozenset()

    def validate_constraints(self):
        for model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                if constraint.name not in self.checked_elsewhere:
                    self._hold(constraint, model)

    def _hold(self, constraint, model):
        try:
            constraint.validate(model, self.instance, exclude=set(self.errors))
        except ValidationError as error:
            field = self.beside.get(constraint.name)
            self.add_error(field if field in self.fields else None, error.messages)
