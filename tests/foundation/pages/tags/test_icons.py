"""The icons of the pages."""

import pytest
from django.template import Context, Template
from lucide import IconDoesNotExist


def drawn(source):
    return Template("{% load lucide %}" + source).render(Context())


def test_an_icon_is_drawn_in_its_size():
    picture = drawn('{% lucide "truck" size=16 %}')
    assert picture.startswith("<svg")
    assert 'width="16"' in picture
    others = [drawn('{% lucide "truck" size=24 %}'), drawn('{% lucide "plane" size=16 %}')]
    assert len({picture, *others}) == 3


def test_an_icon_that_does_not_exist_is_no_blank():
    with pytest.raises(IconDoesNotExist):
        drawn('{% lucide "no-such-icon" %}')
