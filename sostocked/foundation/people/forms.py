"""What people fill in about themselves, their organization and those they invite."""

from contextlib import suppress

from allauth.core import context
from django import forms

from sostocked.foundation.pages.fields.choices import offer_choices
from sostocked.foundation.pages.fields.mail_address import MailAddressField
from sostocked.foundation.pages.fields.timezones import offer_places
from sostocked.foundation.pages.fields.typed_fields import OneLineField
from sostocked.foundation.people.invitations import accept_invitation, invitation_behind
from sostocked.foundation.people.models import Organization, Role
from sostocked.foundation.people.proof.services import prove
from sostocked.foundation.people.services import found_organization
from sostocked.foundation.records.errors import Refused

_ROLES_EXPLAINED = {
    Role.OWNER: "everything, and makes other owners",
    Role.ADMIN: "people, facilities and lead times, and orders",
    Role.BUYER: "creates and changes orders and products",
    Role.VIEWER: "looks, changes nothing",
}


class SignupForm(forms.Form):
    """What allauth's sign-up asks besides e-mail and password.

    Who comes by an invitation joins what it invites to; everybody else founds an organization.
    """

    name = OneLineField(
        label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    organization_name = OneLineField(
        label="Organization",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        help_text="Your business, as the facilities you work with know it.",
        error_messages={"required": "Enter the name of your business, or open the link in your invitation."},
    )
    field_order = ["name", "organization_name", "email", "password1"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.invitation = invitation_behind(context.request)
        if self.invitation:
            del self.fields["organization_name"]
            self.initial["email"] = self.invitation.email
            self.fields["email"].disabled = True

    def signup(self, request, user):
        """Called once the user is saved. The secret of an invitation went to that mailbox: that proves it."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
        if not self.invitation:
            found_organization(self.cleaned_data["organization_name"], owner=user)
            return
        prove(user, keeps_password=True)
        user.refresh_from_db()
        with suppress(Refused):  # revoked this very moment: the invitation's own page says so
            accept_invitation(self.invitation, by=user)


class InviteForm(forms.Form):
    """Whom to invite."""

    email = MailAddressField(label="E-mail", max_length=254)

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class RoleForm(forms.Form):
    """Another role for a member. Only an owner is offered to make owners."""

    role = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        offer_choices(self, "role", roles_offered(by))


class InviteMemberForm(RoleForm, InviteForm):
    """Whom to invite, and as what: to buy, unless something else is chosen."""

    role = forms.ChoiceField(widget=forms.RadioSelect, initial=Role.BUYER)


def roles_offered(by):
    """The roles that the member `by` may give, each with what it allows."""
    roles = [role for role in Role if role != Role.OWNER or by.role == Role.OWNER]
    return [(role.value, f"{role.label}: {_ROLES_EXPLAINED[role]}") for role in roles]


class KeepsUnits(forms.ModelForm):
    """A form of an organization, also on a page that was opened before it asked for units or a tolerance."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["units"].required = False
        if "over_receipt_percent" in self.fields:
            self.fields["over_receipt_percent"].required = False

    def clean_units(self):
        return self.cleaned_data["units"] or self.instance.units

    def clean_over_receipt_percent(self):
        """Nothing typed is what stands; 0 is a number."""
        typed = self.cleaned_data["over_receipt_percent"]
        return self.instance.over_receipt_percent if typed is None else typed


class OrganizationForm(KeepsUnits):
    """How an organization is called, where its days begin, and what it pays in."""

    class Meta:
        model = Organization
        fields = ["name", "timezone", "currency", "units", "over_receipt_percent", "reminds"]
        field_classes = {"name": OneLineField}
        labels = {"timezone": "Time zone"}
        help_texts = {
            "timezone": "Decides which day it is on your orders.",
            "currency": "Proposed on new purchase orders; those you have, and costs of products, keep theirs.",
            "units": "Of cartons. What you have is shown in them, too.",
            "reminds": "In the morning of a day on which a leg should end, everybody who writes orders is asked.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_places(self)


class FoundingForm(forms.Form):
    """A first (or another) organization for somebody who is signed in."""

    name = OneLineField(
        label="Organization",
        max_length=120,
        help_text="Your business, as the facilities you work with know it.",
    )
