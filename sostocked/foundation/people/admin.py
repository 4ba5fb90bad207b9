"""Organizations and who works for them. People are invited, and let go, on the People page."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

from sostocked.foundation.pages.constraint_messages import SentencesBesideFields
from sostocked.foundation.pages.fields.timezones import offer_places
from sostocked.foundation.pages.fields.typed_fields import OneLineField
from sostocked.foundation.people.access import as_owner
from sostocked.foundation.people.forms import KeepsUnits
from sostocked.foundation.people.models import Membership, Organization
from sostocked.foundation.people.services import change_role, check_role_change, note_settings
from sostocked.foundation.people.tenant_admin import OwnRowsAdmin, OwnRowsForm, VersionedForm
from sostocked.foundation.records.errors import Refused


class OrganizationForm(KeepsUnits, SentencesBesideFields, VersionedForm):
    """An organization is its own."""

    class Meta:
        field_classes = {"name": OneLineField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_places(self)


@admin.register(Organization)
class OrganizationAdmin(OwnRowsAdmin):
    """Name, time zone and currency; the address of its pages stays."""

    organization_path = "pk"
    form = OrganizationForm
    fields = ["name", "slug", "timezone", "currency", "units", "created_at"]
    readonly_fields = ["slug", "created_at"]
    list_display = ["name", "slug", "timezone", "currency"]
    list_filter = []
    search_fields = ["name", "slug"]

    def has_add_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        note_settings(_membership_of(request.user, obj), form.changed_data)

    def get_list_filter(self, request):
        return []

    def get_exclude(self, request, obj=None):
        return []

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields


class MembershipForm(OwnRowsForm):
    """The role, by the rules that hold on the People page too."""

    @staticmethod
    def by(organization: Organization) -> Membership:
        """Who asks, as a member of that organization; the admin tells."""
        raise TypeError("Only the admin knows who asks.")

    def clean_role(self):
        role = self.cleaned_data["role"]
        try:
            check_role_change(self.instance, role=role, by=self.by(self.instance.organization))
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return role


@admin.register(Membership)
class MembershipAdmin(OwnRowsAdmin):
    """Who works for the organization, and as what."""

    form = MembershipForm
    fields = ["user", "e_mail", "organization", "role", "more"]
    readonly_fields = ["user", "e_mail", "more"]
    list_display = ["user", "e_mail", "organization", "role"]
    list_filter = ["role"]
    list_select_related = ["user", "organization"]
    search_fields = ["user__name", "user__email"]

    def has_add_permission(self, request, obj=None):
        return False

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by = staticmethod(lambda organization: _membership_of(request.user, organization))
        return form

    def save_model(self, request, obj, form, change):
        change_role(obj, role=form.cleaned_data["role"], by=form.by(obj.organization))

    @admin.display(description="e-mail", ordering="user__email")
    def e_mail(self, membership):
        return membership.user.address

    @admin.display(description="invite or remove")
    def more(self, membership):
        url = reverse("people:members", args=[membership.organization.slug])
        return format_html('<a href="{}">On the People page</a>', url)


def _membership_of(user, organization):
    if user.is_superuser:
        return as_owner(user, organization)
    return Membership.objects.get(organization=organization, user=user)
