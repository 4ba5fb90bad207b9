"""What is no longer used is archived and can come back; nothing is deleted."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from sostocked.foundation.people.tenant_admin import OwnRowsAdmin
from sostocked.foundation.records.archiving import archive, restore


class UseFilter(admin.SimpleListFilter):
    """Rows in use unless the archived ones are asked for."""

    title = "use"
    parameter_name = "show"

    def lookups(self, request, model_admin):
        return [("archived", "Archived"), ("all", "All")]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": "In use"}, *others]

    def queryset(self, request, queryset):
        shown = {"archived": queryset.exclude(archived_at=None), "all": queryset}
        return shown.get(self.value() or "", queryset.filter(archived_at=None))


class ArchivingAdmin(OwnRowsAdmin):
    """Rows with `archived_at`: buttons and list actions take them out of use and back."""

    actions = ["archive_selected", "restore_selected"]
    change_form_template = "admin/archiving_change_form.html"

    def get_urls(self):
        """The buttons' addresses, before Django's own."""
        names = {"archive": archive, "restore": restore}
        return [
            path(f"<path:object_id>/{name}/", self._button(act), name=f"{self._name()}_{name}")
            for name, act in names.items()
        ] + super().get_urls()

    def _name(self):
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def _button(self, act):
        def press(request, object_id):
            row = self.get_object(request, object_id)
            if row is None:
                raise Http404(f"There is no such {self.opts.verbose_name}.")
            self._act(request, act, [row])
            return redirect(reverse(f"admin:{self._name()}_change", args=[row.pk]))

        return self.admin_site.admin_view(require_POST(press))

    def _act(self, request, act, rows):
        for row in rows:
            act(row)
            self.log_change(request, row, "Archived." if row.archived_at else "Restored.")
        names = ", ".join(str(row) for row in rows)
        done = "archived" if act is archive else "in use again"
        self.message_user(request, f"{names}: {done}.", messages.SUCCESS)

    @admin.action(description="Archive the selected ones", permissions=["change"])
    def archive_selected(self, request, queryset):
        self._act(request, archive, list(queryset))

    @admin.action(description="Restore the selected ones", permissions=["change"])
    def restore_selected(self, request, queryset):
        self._act(request, restore, list(queryset))

    @admin.display(description="in use", boolean=True, ordering="archived_at")
    def in_use(self, row):
        return row.archived_at is None
