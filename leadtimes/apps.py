from django.apps import AppConfig


class LeadtimesConfig(AppConfig):
    name = "leadtimes"
    verbose_name = "Lead times and facilities"
