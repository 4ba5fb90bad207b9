from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sostocked.foundation.people"
    label = "people"
    verbose_name = "People"
