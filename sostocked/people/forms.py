"""Sign-up makes a person and, unless an invitation brought them, the organization they sell for."""

from django import forms

from sostocked.people.services import found_organization


class SignupForm(forms.Form):
    """What allauth's sign-up asks besides e-mail and password."""

    name = forms.CharField(label="Your name", max_length=120)
    organization_name = forms.CharField(
        label="Organization",
        max_length=120,
        required=False,
        help_text="Your business. Leave it empty if somebody invited you to theirs.",
    )
    field_order = ["name", "organization_name", "email", "password1"]

    def signup(self, request, user):
        """Called by allauth once the user is saved."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
        if self.cleaned_data["organization_name"]:
            found_organization(self.cleaned_data["organization_name"], owner=user)
