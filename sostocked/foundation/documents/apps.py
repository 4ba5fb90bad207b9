from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "sostocked.foundation.documents"
    label = "documents"
    verbose_name = "Files"
