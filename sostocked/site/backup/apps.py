from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "sostocked.site.backup"
    label = "backup"
