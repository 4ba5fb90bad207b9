"""What gunicorn serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from sostocked.run.open_site import refuse_to_open

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sostocked.settings")
refuse_to_open(secret_key=settings.SECRET_KEY, allowed_hosts=settings.ALLOWED_HOSTS, demo=settings.DEMO)
application = get_wsgi_application()

from sostocked.site.start import say_who_is_shut_out  # noqa: E402  (it asks models, which exist only now)

say_who_is_shut_out()
