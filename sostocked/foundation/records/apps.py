from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    name = "sostocked.foundation.records"

    def ready(self) -> None:
        """Close the way around the triggers whenever a migration has opened it again.

        The signal comes for apps with models only, and pgtrigger's is the last of them that makes functions.
        """
        from sostocked.foundation.records.site_role import only_the_owner_ignores  # noqa: PLC0415 (needs the apps)

        sender = apps.get_app_config("pgtrigger")
        post_migrate.connect(only_the_owner_ignores, sender=sender, dispatch_uid="only the owner ignores")
