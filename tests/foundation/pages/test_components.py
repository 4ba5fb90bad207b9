"""What the shared templates promise: escaped help, and buttons and menus only where they can do something."""

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from sostocked.foundation.records.outdated import OutdatedDocument


def field(help_text):
    class Form(forms.Form):
        name = forms.CharField(help_text=help_text)

    return render_to_string("components/field.html", {"field": Form()["name"]})


def test_markup_in_a_help_text_is_text_unless_it_is_marked_as_safe():
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; plain" in field("<b>Bold</b> & plain")
    assert "<b>Bold</b>" in field(mark_safe("<b>Bold</b>"))


@pytest.mark.parametrize(
    ("reasons", "may_write", "offers"),
    [
        (["", ""], True, True),
        (["Begun.", "", "Already done."], True, True),
        (["Begun.", "Already done."], True, False),
        (["", ""], False, False),
    ],
)
def test_documents_are_offered_to_be_told_while_one_of_them_can_be(reasons, may_write, offers):
    documents = [
        OutdatedDocument(
            pk=pk, kind="order", number=f"PO-{pk}", url="/", who="Acme", changes=[], why_fixed=why
        )
        for pk, why in enumerate(reasons)
    ]
    values = {"documents": documents, "what": "this product", "action": "/tell/", "may_write": may_write}
    page = render_to_string("components/outdated.html", values)
    assert ("Tell the chosen ones" in page) == offers


@pytest.mark.parametrize(("names", "switches"), [(["Acme"], False), (["Acme", "Other"], True)])
def test_there_is_a_menu_of_organizations_once_there_is_a_choice(names, switches):
    organizations = [{"name": name, "url": "/", "role": "Owner", "current": name == "Acme"} for name in names]
    nav = {"organization": {"name": "Acme"}, "organizations": organizations}
    switcher = render_to_string("components/organization_switcher.html", {"nav": nav})
    assert "<span>Acme</span>" in switcher
    assert ("switch organization" in switcher) == switches
