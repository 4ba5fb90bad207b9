"""Lead times in the Django admin: legs dragged into order, and a live picture of what they will do."""

from typing import cast

from adminsortable2.admin import SortableAdminBase, SortableTabularInline
from django.contrib import admin, messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from leadtimes.admin.archiving import ArchivingAdmin, UseFilter
from leadtimes.lead_times.followers import let_follow
from leadtimes.lead_times.forms import LeadTimeForm, LeadTimeLegForm, LeadTimeLegFormSet
from leadtimes.lead_times.leg_forms import MOST_LEGS
from leadtimes.lead_times.planned_bar import template_bar
from leadtimes.lead_times.services import copy_lead_time
from leadtimes.models import LeadTime, Leg
from sostocked.foundation.people.tenant_admin import OwnInline
from sostocked.foundation.records.keys import forget_mended


class LegInline(OwnInline, SortableTabularInline):
    """The legs of a lead time."""

    model = Leg
    form = LeadTimeLegForm
    formset = LeadTimeLegFormSet
    template = "admin/leadtimes/leadtime/legs.html"
    max_num = MOST_LEGS
    too_many = f"A lead time has at most {MOST_LEGS} legs."

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 1


@admin.register(LeadTime)
class LeadTimeAdmin(SortableAdminBase, ArchivingAdmin):
    """A chain of legs. The picture above the form shows what an order placed today would set off."""

    form = LeadTimeForm
    written_with = ("legs",)
    inlines = [LegInline]
    fields = ["organization", "name", "note"]
    change_form_template = "admin/leadtimes/leadtime/change_form.html"
    actions = ["copy_selected", "archive_selected", "restore_selected"]
    list_display = ["name", "organization", "days", "legs_in_words", "work_orders", "default_of", "in_use"]
    list_filter = [UseFilter, "name_to_mend"]
    list_select_related = ["organization"]
    search_fields = ["name", "note"]

    def get_queryset(self, request):
        legs = Prefetch("legs", Leg.objects.select_related("facility"))
        return super().get_queryset(request).with_days().prefetch_related(legs, "default_of")

    def get_urls(self):
        """The picture's addresses and the copy button's, before Django's own."""
        view, name = self.admin_site.admin_view, self._name()
        return [
            path("preview/", view(require_POST(self.preview)), name=f"{name}_preview_new"),
            path("<int:object_id>/preview/", view(require_POST(self.preview)), name=f"{name}_preview"),
            path("<int:object_id>/copy/", view(require_POST(self.copy)), name=f"{name}_copy"),
            *super().get_urls(),
        ]

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """A new lead time starts with the supplier's leg."""
        start = {} if obj.pk or request.method == "POST" else {"initial": [{"kind": "supplier"}]}
        return super().get_formset_kwargs(request, obj, inline, prefix) | start

    def save_model(self, request, lead_time, form, change):
        """Save it, and take the marks off names that are mended by that."""
        super().save_model(request, lead_time, form, change)
        forget_mended(LeadTime, lead_time.organization_id, key="name_key", mark="name_to_mend")

    def save_related(self, request, form, formsets, change):
        """Save the legs, and let drafts that follow them follow."""
        super().save_related(request, form, formsets, change)
        let_follow(form.instance)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Draw the picture of what is on the form."""
        formset = context["inline_admin_formsets"][0].formset
        legs = formset.sketches() if formset.is_bound else list(obj.legs.all()) if obj else []
        url = f"admin:{self._name()}_preview" if obj else f"admin:{self._name()}_preview_new"
        context |= self._picture(request, formset.instance, legs)
        context["preview_url"] = reverse(url, args=[obj.pk] if obj else [])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def preview(self, request, object_id=None):
        """The picture of what is being typed. Nothing is saved."""
        lead_time = self._own(request, object_id) if object_id else LeadTime()
        if not lead_time.organization_id:
            lead_time.organization = self.sole_organization(request)
        lead_time.name = request.POST.get("name", "")[:120]
        inline = self.get_inline_instances(request, lead_time)[0]
        formset_class = inline.get_formset(request, lead_time)
        kwargs = self.get_formset_kwargs(request, lead_time, inline, "legs")
        formset = cast(LeadTimeLegFormSet, formset_class(**kwargs))
        formset.is_valid()
        picture = self._picture(request, lead_time, formset.sketches())
        return render(request, "admin/leadtimes/leadtime/picture.html", picture)

    def _picture(self, request, lead_time, legs):
        organization = lead_time.organization if lead_time.organization_id else None
        today = organization.today() if organization else timezone.localdate()
        bar, trouble = template_bar(legs, today=today, label=lead_time.name)
        return {"bar": bar, "trouble": trouble}

    def copy(self, request, object_id):
        """Copy one lead time and open the copy."""
        return self._copied(request, [self._own(request, object_id)])

    @admin.action(description="Copy the selected ones", permissions=["add"])
    def copy_selected(self, request, queryset):
        return self._copied(request, list(queryset))

    def _copied(self, request, originals):
        copies = [copy_lead_time(each) for each in originals]
        for copy in copies:
            self.log_addition(request, copy, "Copied.")
            self.message_user(request, f"“{copy}” is ready. Give it its own name and legs.", messages.SUCCESS)
        if len(copies) == 1:
            return redirect(reverse(f"admin:{self._name()}_change", args=[copies[0].pk]))
        return redirect(reverse(f"admin:{self._name()}_changelist"))

    def _own(self, request, object_id):
        found = self.get_object(request, str(object_id))
        if found is None:
            raise Http404("There is no such lead time.")
        return found

    @admin.display(description="days", ordering="total_days")
    def days(self, lead_time):
        return lead_time.total_days

    @admin.display(description="legs")
    def legs_in_words(self, lead_time):
        return " → ".join(f"{leg.name} {leg.days}" for leg in lead_time.legs.all()) or "none yet"

    @admin.display(description="work orders for")
    def work_orders(self, lead_time):
        gone = lead_time.archived_stops()
        names = [
            f"{each} (archived)" if each in gone else str(each)
            for each in lead_time.facilities_with_work_orders()
        ]
        return ", ".join(names) or "none"

    @admin.display(description="default of")
    def default_of(self, lead_time):
        return ", ".join(str(supplier) for supplier in lead_time.default_of.all()) or "–"
