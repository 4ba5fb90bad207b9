"""Mail in the Django admin, for superusers: what became of each, and sending it again. Never what it says."""

from django.contrib import admin, messages
from django.db.models import Q

from sostocked.foundation.outbox.models import Message
from sostocked.foundation.outbox.services import send_again
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import count_of

STATES = {
    "undelivered": "Undelivered",
    "failed": "Given up",
    "waiting": "Waiting",
    "sent": "Sent",
    "overtaken": "Overtaken",
}


class StateFilter(admin.SimpleListFilter):
    """What became of a mail; what did not arrive comes first."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return STATES.items()

    def queryset(self, request, queryset):
        asked = {
            "undelivered": queryset.undelivered,
            "failed": lambda: queryset.filter(failed_at__isnull=False, overtaken_at=None),
            "waiting": queryset.waiting,
            "sent": lambda: queryset.filter(sent_at__isnull=False),
            "overtaken": lambda: queryset.filter(Q(overtaken_at__isnull=False)),
        }
        return asked.get(self.value() or "", lambda: queryset)()


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    """Superusers only: mail of every organization, and of accounts. Its text is not shown: it may hold a key."""

    organization_path = "organization_id"
    list_display = ["subject", "recipient", "state", "reason", "attempts", "next_try_at"]
    list_filter = [StateFilter, "kind"]
    search_fields = ["subject", "to", "last_error"]
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    list_per_page = 50
    actions = ["send_them_again"]
    fields = [
        "subject", "recipient", "state", "reason", "kind", "organization_id", "attempts", "unanswered",
        "created_at", "trying_since", "next_try_at", "claimed_until", "sent_at", "failed_at", "overtaken_at",
    ]  # fmt: skip

    def lookup_allowed(self, lookup, value, request=None):
        """Only what the filters beside the list ask."""
        return lookup in (StateFilter.parameter_name, "kind", "kind__exact")

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def has_module_permission(self, request):
        return request.user.is_superuser

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="to")
    def recipient(self, message):
        return f"{message.whom}, {message.address}" if message.whom else ", ".join(message.to)

    @admin.display(description="state")
    def state(self, message):
        if message.sent_at:
            return STATES["sent"]
        if message.overtaken_at:
            return STATES["overtaken"]
        return STATES["failed"] if message.failed_at else STATES["waiting"]

    @admin.display(description="reason")
    def reason(self, message):
        return message.overtaken_by or message.last_error

    @admin.action(description="Send again", permissions=["view"])
    def send_them_again(self, request, chosen):
        """Those that did not arrive, at once; what has arrived stays as it is."""
        sent = 0
        for message in chosen:
            try:
                sent += bool(send_again(message))
            except Refused as refusal:
                messages.warning(request, f"{message}: {refusal}")
        messages.info(request, f"{count_of(sent, 'mail')} on the way again.")
