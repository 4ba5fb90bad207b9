from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "sostocked.site"

    def ready(self):
        # The checks register themselves; they ask the models, which exist only once every app is loaded.
        from sostocked.site import start  # noqa: F401, PLC0415
