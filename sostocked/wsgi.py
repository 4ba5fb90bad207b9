"""What gunicorn serves. Everything is loaded here, once, before it forks: a new worker answers at once."""

import gc
import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.template.loader import get_template
from django.urls import get_resolver

from sostocked.run.open_site import refuse_to_open

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sostocked.settings")
refuse_to_open(secret_key=settings.SECRET_KEY, allowed_hosts=settings.ALLOWED_HOSTS, demo=settings.DEMO)


def load_what_requests_need() -> None:
    """Views and templates, which Django would load at the first request of each worker."""
    _ = get_resolver().url_patterns
    folder = Path(settings.BASE_DIR) / "templates"
    for path in folder.rglob("*.html"):
        get_template(str(path.relative_to(folder)))


application = get_wsgi_application()

from sostocked.site.start import say_who_is_shut_out  # noqa: E402  (it asks models, which exist only now)

say_who_is_shut_out()
connections.close_all()  # each worker opens its own: two that share one read each other's answers
if not settings.DEBUG:  # there templates are read anew at every request
    load_what_requests_need()
    gc.freeze()  # what was loaded stays: never looked through again, nor copied for each worker
