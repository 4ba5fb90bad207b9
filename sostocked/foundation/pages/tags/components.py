"""Components with a sentence in them: `{% banner tone="info" %}The sentence, on its own lines.{% endbanner %}`."""

from collections.abc import Iterable

from django import template
from django.forms import BoundField
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


@register.filter
def may_be_left_out(field: BoundField) -> bool:
    """`{% if field|may_be_left_out %}`: whether nothing at all is an answer. Of choices, one always is chosen."""
    if field.field.required or field.widget_type == "checkbox":
        return False
    choices = getattr(field.field, "choices", None)
    return choices is None or not _is_always_chosen(field, choices)


def _is_always_chosen(field: BoundField, choices: Iterable[tuple[object, object]]) -> bool:
    """Whether the question has an answer when it is asked, and offers no way back to none."""
    several = getattr(field.field.widget, "allow_multiple_selected", False)
    return not several and all(value not in ("", None) for value, _label in choices)


@register.simple_block_tag
def sentence(content: SafeString) -> SafeString:
    """`{% sentence as text %}…{% endsentence %}`: words too long for one line, for an include to show."""
    return _in_one_line(content)


def _component(name: str, content: SafeString, values: dict[str, object]) -> str:
    return render_to_string(name, {**values, "text": _in_one_line(content)})


def _in_one_line(content: SafeString) -> SafeString:
    """The content was escaped where it was written; only its line ends go."""
    return mark_safe(" ".join(content.split()))  # noqa: S308
