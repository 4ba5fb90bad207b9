"""One address answers browsers with a page and htmx with a part of it: neither may be taken for the other."""

from django.utils.cache import patch_vary_headers


def tell_fragments_apart(get_response):
    """Middleware: without it, Back to a list that htmx had narrowed would show the bare list."""

    def respond(request):
        response = get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        return response

    return respond
