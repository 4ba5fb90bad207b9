"""Amounts in templates: `{% load amounts %}{{ total|amount:order.currency }}`."""

from decimal import Decimal

from django import template

from sostocked.foundation.rules.money import amount_in_words

register = template.Library()


@register.filter
def amount(value: Decimal | None, currency: str) -> str:
    """With the decimals of its currency; nothing where there is none."""
    return "" if value is None else amount_in_words(value, currency)
