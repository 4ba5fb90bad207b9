from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "sostocked.outbox"
    label = "outbox"
