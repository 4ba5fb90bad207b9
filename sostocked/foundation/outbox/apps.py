from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "sostocked.foundation.outbox"
    label = "outbox"
    verbose_name = "Mail"
