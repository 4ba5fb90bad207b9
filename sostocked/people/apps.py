from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sostocked.people"
    label = "people"
    verbose_name = "People"
