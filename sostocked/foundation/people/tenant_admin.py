"""What each model's admin shares: a manager finds the rows of the organizations she manages, no others."""

import re
from typing import ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.db import transaction
from django.http import Http404

from sostocked.foundation.pages.constraint_messages import SentencesBesideFields
from sostocked.foundation.people.models import Organization, managed_by
from sostocked.foundation.records.versions import newer_than, version_of, version_said
from sostocked.foundation.words import ended


def managed_organizations(request):
    """The organizations the person manages; a superuser manages all."""
    return Organization.objects.filter(managed_by(request.user, "pk"))


class VersionedForm(forms.ModelForm):
    """A form of the Django admin that is not saved over what somebody else saved since it was opened.

    `reader` and `written_with` are set by the admin; `newer` is what was saved in between, for the page to show.
    """

    reader = None
    written_with: tuple[str, ...] = ()
    newer = None

    def clean(self):
        cleaned = super().clean()
        row = self.instance
        if row.pk and self.reader:
            zone = getattr(row, "organization", row).timezone
            said = version_said(self.data)
            self.newer = newer_than(row, said, reader=self.reader, timezone=zone, beside=self.written_with)
        if self.newer:
            self.add_error(None, self.newer.title)
        return cleaned


class OwnRowsForm(SentencesBesideFields, VersionedForm):
    """A row of one organization, and choices of that organization only.

    `sole_organization` is set by the admin where the person manages exactly one.
    """

    sole_organization: ClassVar[Organization | None] = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.sole_organization and not self.instance.organization_id:
            self.instance.organization = self.sole_organization
        if self.instance.organization_id:
            limit_choices(self.fields.values(), self.instance.organization_id)

    def clean(self):
        super().clean()
        organization = self.cleaned_data.get("organization") or self.sole_organization
        if organization and not self.instance.pk:
            refuse_strangers(self, organization)
        return self.cleaned_data


def limit_choices(fields, organization_id):
    """Offer only rows of one organization in every field that offers rows of organizations."""
    for field in fields:
        rows = getattr(field, "queryset", None)
        if rows is not None and any(each.name == "organization" for each in rows.model._meta.fields):
            field.queryset = rows.filter(organization=organization_id)


def refuse_strangers(form, organization):
    """Put an error beside every choice that belongs to another organization (for who manages several)."""
    for name, value in list(form.cleaned_data.items()):
        if getattr(value, "organization_id", organization.pk) != organization.pk:
            form.add_error(
                name,
                ended(f"{ended(f'{value} belongs to {value.organization}')} Choose one of {organization}"),
            )


class HousePermissions(BaseModelAdmin):
    """Whoever the site lets in may look and change; nothing is deleted unless a subclass says so."""

    def _inside(self, request):
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request, obj=None):
        return self._inside(request)

    def has_change_permission(self, request, obj=None):
        return self._inside(request)

    def has_add_permission(self, request, obj=None):
        return self._inside(request)

    def has_delete_permission(self, request, obj=None):
        return False


class OwnChoices(BaseModelAdmin):
    """Whatever can be chosen is the person's own. Choosing does not lead away from the form."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        for way in ("add", "change", "view"):
            widget = getattr(field, "widget", None)
            if hasattr(widget, f"can_{way}_related"):
                setattr(widget, f"can_{way}_related", False)
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", own_choices(self.admin_site, db_field.remote_field.model, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", own_choices(self.admin_site, db_field.remote_field.model, request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class OwnRowsAdmin(HousePermissions, OwnChoices, admin.ModelAdmin):
    """A model whose rows belong to organizations; `organization_path` leads from a row to its own."""

    organization_path = "organization"
    form: type[forms.ModelForm] = OwnRowsForm
    written_with: tuple[str, ...] = ()
    """The rows beside a row that the same page writes, by their relations: its version counts them."""
    change_form_template = "admin/versioned_change_form.html"
    save_on_top = False
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER

    def has_module_permission(self, request):
        return self._inside(request)

    def get_queryset(self, request):
        return super().get_queryset(request).filter(managed_by(request.user, self.organization_path))

    def view_on_site(self, row):
        """The row's page among the pages of the house, if it has one."""
        return row.get_absolute_url() if hasattr(row, "get_absolute_url") else None

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = cast(type[OwnRowsForm], super().get_form(request, obj, change=change, **kwargs))
        form.sole_organization = self.sole_organization(request)
        form.reader, form.written_with = request.user, self.written_with
        return form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """The page says which version of the row it shows, and who saved another one since."""
        if obj and self.has_change_permission(request, obj):
            form = context["adminform"].form
            said = request.POST.get("version") or version_of(obj, self.written_with)
            context |= {"version": said, "newer": getattr(form, "newer", None), "path": request.path}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def sole_organization(self, request):
        """The organization the person manages, if it is exactly one. Read once per request."""
        if not hasattr(request, "_sole_organization"):
            mine = list(managed_organizations(request)[:2])
            request._sole_organization = mine[0] if len(mine) == 1 else None
        return request._sole_organization

    def get_exclude(self, request, obj=None):
        hidden = ["organization"] if self.sole_organization(request) else []
        return [*(super().get_exclude(request, obj) or []), *hidden]

    def get_fields(self, request, obj=None):
        return [each for each in super().get_fields(request, obj) if self._shown(request, each)]

    def get_list_display(self, request):
        return [each for each in super().get_list_display(request) if self._shown(request, each)]

    def get_list_filter(self, request):
        several = [("organization", admin.RelatedOnlyFieldListFilter)]
        return [*super().get_list_filter(request), *([] if self.sole_organization(request) else several)]

    def lookup_allowed(self, lookup, value, request=None):
        """Only what the filters beside the list ask: any other question may be one that the database refuses."""
        asked = re.fullmatch(r"(?P<field>\w+?)(__id)?(__exact|__isnull|__in)?", lookup)
        known = [_asks_by(each) for each in self.get_list_filter(request)]
        if asked is None or asked["field"] not in known:
            return False
        return super().lookup_allowed(lookup, value, request)

    def _shown(self, request, name):
        return name != "organization" or not self.sole_organization(request)

    def get_readonly_fields(self, request, obj=None):
        fixed = ["organization"] if obj and self._shown(request, "organization") else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """One change of an organization at a time: what the form checked is still true when it is saved."""
        with transaction.atomic():
            if request.method == "POST" and not request.user.is_superuser:
                list(managed_organizations(request).order_by("pk").select_for_update())
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Another organization's row is not there at all."""
        raise Http404(f"There is no such {opts.verbose_name}.")


def _asks_by(list_filter):
    """The name by which a filter beside a list asks: its own, or its field's."""
    name = list_filter[0] if isinstance(list_filter, tuple) else list_filter
    return getattr(name, "parameter_name", name)


class OwnInline(HousePermissions, OwnChoices, InlineModelAdmin):
    """Rows of a row: they may also be removed. Its choices are the ones the row's organization has.

    One form takes `max_num` of them; where more are there from before, they may stay.
    """

    max_num = 200
    too_many = "These are more rows than one form takes."

    def get_formset(self, request, obj=None, **kwargs):
        """Django's, which never builds more forms than it takes, and says so in `too_many`."""
        formset = super().get_formset(request, obj, validate_max=True, **kwargs)
        formset.max_num = formset.absolute_max = self._most(formset, obj, is_sent=request.method == "POST")
        formset.default_error_messages = formset.default_error_messages | {"too_many_forms": self.too_many}
        return formset

    def _most(self, formset, obj, *, is_sent):
        """How many rows are taken; those that are there are counted only when they come back."""
        if not (is_sent and obj and obj.pk):
            return self.max_num
        return max(self.max_num, formset.model._default_manager.filter(**{formset.fk.name: obj}).count())

    def has_delete_permission(self, request, obj=None):
        return self._inside(request)


def own_choices(site, model, request):
    """What a person may choose from: the rows she finds in that model's own admin, or none."""
    found = site.get_model_admin(model).get_queryset(request) if site.is_registered(model) else None
    return model._default_manager.none() if found is None else found


class ReadOnlyAdmin(OwnRowsAdmin):
    """Rows to look at; they are made and changed on the pages of the house."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class ReadOnlyInline(HousePermissions, admin.TabularInline):
    """Rows of a document, to look at."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        shown = self.fields or ()
        foreign = [each.name for each in self.model._meta.fields if each.is_relation and each.name in shown]
        rows = super().get_queryset(request)
        return rows.select_related(*foreign) if foreign else rows
