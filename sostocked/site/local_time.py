"""Clock times are shown where the documents are: each page's door says whose clock that is."""

from django.utils import timezone


def forget_the_last_clock(get_response):
    """Middleware: the clock that a door sets (`timezone.activate`) is this request's alone."""

    def respond(request):
        with timezone.override(None):
            return get_response(request)

    return respond
