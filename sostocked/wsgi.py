"""What gunicorn serves. Everything is loaded here, once, before it forks: a new worker answers at once."""

import gc
import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sostocked.settings")


def load_what_requests_need() -> None:
    """Views and templates, which Django would load at the first request of each worker."""
    _ = get_resolver().url_patterns
    folder = Path(settings.BASE_DIR) / "templates"
    for path in folder.rglob("*.html"):
        get_template(str(path.relative_to(folder)))


application = get_wsgi_application()
if not settings.DEBUG:  # there templates are read anew at every request
    load_what_requests_need()
    gc.freeze()  # what was loaded stays: never looked through again, nor copied for each worker
