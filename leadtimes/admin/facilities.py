"""Facilities in the Django admin: what they are, when they work, and who does the work there."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import get_text_list

from leadtimes.admin.archiving import ArchivingAdmin, UseFilter
from leadtimes.facilities.forms import MOST_CLOSURES, MOST_EXTRA_DAYS, ClosureForm, ExtraDayForm, FacilityForm
from leadtimes.models import Closure, ExtraDay, Facility
from leadtimes.rescheduling.services import calendar_changed
from sostocked.foundation.people.models import SecurityKind
from sostocked.foundation.people.security_log.services import note
from sostocked.foundation.people.tenant_admin import OwnInline
from sostocked.foundation.records.keys import forget_mended


class ClosureInline(OwnInline, admin.TabularInline):
    """Days on which the facility is closed, once or again. A closure that falls through is removed."""

    model = Closure
    form = ClosureForm
    extra = 0
    max_num = MOST_CLOSURES
    too_many = f"A facility has at most {MOST_CLOSURES} closures. Remove some that are long over."


class ExtraDayInline(OwnInline, admin.TabularInline):
    """Days of work out of turn: a make-up Saturday, a holiday worked through."""

    model = ExtraDay
    form = ExtraDayForm
    extra = 0
    max_num = MOST_EXTRA_DAYS
    too_many = f"A facility has at most {MOST_EXTRA_DAYS} days out of turn. Remove some that are long over."


@admin.register(Facility)
class FacilityAdmin(ArchivingAdmin):
    """A supplier, forwarder, warehouse, prep center or any other business."""

    form = FacilityForm
    written_with = ("closures", "extra_days")
    inlines = [ClosureInline, ExtraDayInline]
    list_display = ["name", "kind", "city", "organization", "contact_email", "default_lead_time", "in_use"]
    list_filter = [UseFilter, "kind", "name_to_mend"]
    list_select_related = ["organization", "default_lead_time"]
    search_fields = ["name", "city", "contact_email"]

    def get_fieldsets(self, request, obj=None):
        what = ["organization", "name", "kind"]
        if obj is None or obj.gets_work_orders:
            what.append("capabilities")
        if obj is None or obj.kind == "supplier":
            what.append("default_lead_time")
        where = ["address", ("city", "country"), "timezone", "contact_email"]
        if obj is None or obj.gets_work_orders:
            where.append("notice_days")
        when = [("holiday_country", "holiday_subdivision"), "working_weekdays"]
        when = when if obj else [*when, "usual_week_of"]
        sets = [
            (None, {"fields": [each for each in what if self._shown(request, each)]}),
            ("Where and whom to ask", {"fields": where}),
            ("When it works", {"fields": when}),
        ]
        return [*sets, ("Who does the work", {"fields": ["people"]})] if obj else sets

    def get_readonly_fields(self, request, obj=None):
        fixed = ["kind", "people"] if obj else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def save_model(self, request, facility, form, change):
        """Remember when it worked before; take the marks off names that are mended by saving it."""
        request.rules_before = Facility.objects.get(pk=facility.pk).working_rules() if change else None
        request.names_contact = "contact_email" in form.changed_data
        super().save_model(request, facility, form, change)
        forget_mended(Facility, facility.organization_id, key="name_key", mark="name_to_mend")

    def log_addition(self, request, facility, message):
        """Remembered for the owners, too."""
        self._note(request, facility, f"added the facility {facility}")
        return super().log_addition(request, facility, message)

    def log_change(self, request, facility, message):
        """Remembered for the owners, too, with the names of what was changed."""
        self._note(
            request, facility, f"changed the facility {facility}: {get_text_list(_changed(message), 'and')}"
        )
        return super().log_change(request, facility, message)

    def _note(self, request, facility, what):
        named = facility.contact_email if getattr(request, "names_contact", False) else ""
        note(SecurityKind.FACILITIES, what, by=request.user, organization=facility.organization, email=named)

    def response_change(self, request, facility):
        """After a change of its calendar lead on to what that does to open orders."""
        answer = super().response_change(request, facility)
        if Facility.objects.get(pk=facility.pk).working_rules() == request.rules_before:
            return answer
        if not calendar_changed(facility, by=request.user):
            return answer
        url = reverse("leadtimes:rescheduling", args=[facility.organization.slug, facility.pk])
        if not {"_continue", "_addanother"} & set(request.POST):
            return redirect(url)
        sentence = 'Open orders still have the dates of the old calendar. <a href="{}">See what moves</a>'
        messages.warning(request, format_html(sentence, url))
        return answer

    @admin.display(description="staff")
    def people(self, facility):
        """The e-mails of the staff; people are invited, and let go, on the facility's own page."""
        emails = [(email,) for email in facility.staff.order_by("email").values_list("email", flat=True)]
        url = reverse("leadtimes:facility_staff", args=[facility.organization.slug, facility.pk])
        who = format_html_join("", "{}<br>", emails) or format_html("{}<br>", "Nobody can sign in yet.")
        return format_html('{}<a href="{}">Invite or remove people</a>', who, url)


def _changed(message):
    """The names in what the admin remembers of a change: a sentence, or what was done to which fields."""
    if isinstance(message, str):
        return [message.rstrip(".").lower()]
    names: list[str] = []
    for each in message:
        for done in each.values():
            names += done.get("fields", []) or [done.get("name", "")]
    return [str(name) for name in dict.fromkeys(names) if name] or ["nothing"]
