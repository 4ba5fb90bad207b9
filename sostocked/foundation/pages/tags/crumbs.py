"""Where crumbs lead, in templates: `{% load crumbs %}{% way_back crumb.url as url %}`."""

from django import template

from sostocked.foundation.pages import list_memory

register = template.Library()


@register.simple_tag(takes_context=True)
def way_back(context: template.Context, url: str) -> str:
    """The address of a list with the filters that one left it with; any other address as it is."""
    request = getattr(context, "request", None)
    return list_memory.way_back(request, url) if request else url
