"""Components with a sentence in them: `{% banner tone="info" %}The sentence, on its own lines.{% endbanner %}`."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_block_tag
def banner(content: SafeString, **values: object) -> str:
    """`components/banner.html`, with what stands between the tags as its text."""
    return _component("components/banner.html", content, values)


@register.simple_block_tag
def empty_state(content: SafeString, **values: object) -> str:
    """`components/empty_state.html`, with what stands between the tags as its text."""
    return _component("components/empty_state.html", content, values)


@register.simple_block_tag
def sentence(content: SafeString) -> SafeString:
    """`{% sentence as text %}…{% endsentence %}`: words too long for one line, for an include to show."""
    return _in_one_line(content)


def _component(name: str, content: SafeString, values: dict[str, object]) -> str:
    return render_to_string(name, {**values, "text": _in_one_line(content)})


def _in_one_line(content: SafeString) -> SafeString:
    """The content was escaped where it was written; only its line ends go."""
    return mark_safe(" ".join(content.split()))  # noqa: S308
