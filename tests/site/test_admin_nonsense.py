"""No address of the Django admin's lists, and nothing that its forms may send, is more than it can answer."""

import itertools

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.factories import make_placed

MODELS = [f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry]

BAD = ["", "abc", "-1", "99999999999999999999999", "%00", "(", "%ED%A0%80"]
NAMES = ["o", "p", "q", "e", "all", "_to_field", "_popup", "id__exact", "id__in", "pk", "show", "kind__exact"]
NAMES += ["organization__id__exact", "organization", "name_to_mend__exact", "_changelist_filters"]
NAMES += ["id__isnull", "name__regex", "sku__iregex", "created_at__year", "kind__regex", "_facets"]


@pytest.mark.parametrize("model", MODELS)
def test_a_list_with_a_nonsense_address(cast, sign_in, model):
    make_placed(cast)
    client, url = sign_in(cast.root), reverse(f"admin:{model}_changelist")
    for name, value in itertools.product(NAMES, BAD):
        assert client.get(f"{url}?{name}={value}").status_code in (200, 302, 400), (name, value)


def test_the_filters_beside_a_list_still_filter(cast, sign_in):
    client, url = sign_in(cast.root), reverse("admin:leadtimes_facility_changelist")
    for asked in (f"organization__id__exact={cast.acme.pk}&kind__exact=prep_center", "name_to_mend__exact=0"):
        assert "Lone Star Prep" in client.get(f"{url}?{asked}").content.decode()
    assert "Lone Star Prep" in client.get(f"{url}?show=all").content.decode()
    for asked in ("kind__exact=supplier", "show=archived"):
        page = client.get(f"{url}?{asked}")
        assert page.status_code == 200
        assert "Lone Star Prep" not in page.content.decode()


ROWS = ["abc", "", "-1", "99999999999999999999999", "\0", "1,2"]
ACTIONS = ["archive_selected", "delete_selected", ""]


@pytest.mark.parametrize("model", MODELS)
def test_a_list_whose_selected_rows_make_no_sense(cast, sign_in, model):
    make_placed(cast)
    client, url = sign_in(cast.root), reverse(f"admin:{model}_changelist")
    for row, action in itertools.product(ROWS, ACTIONS):
        for index in ("0", "99", "abc"):
            sent = {"_selected_action": row, "action": action, "index": index}
            assert client.post(url, sent).status_code in (200, 302, 400, 403, 404, 405), sent
    many = {"_selected_action": ["1"] * 2000, "action": "archive_selected", "index": "0"}
    assert client.post(url, many).status_code in (200, 302, 400, 403, 405)


@pytest.mark.parametrize("model", MODELS)
def test_a_list_that_is_sent_rows_to_edit(cast, sign_in, model):
    client, url = sign_in(cast.root), reverse(f"admin:{model}_changelist")
    sent = {"_save": "1", "form-TOTAL_FORMS": "5000", "form-INITIAL_FORMS": "5000", "form-0-id": "abc"}
    assert client.post(url, sent).status_code in (200, 302, 403, 405)


@pytest.mark.parametrize("model", MODELS)
def test_a_row_that_cannot_be_one(cast, sign_in, model):
    client, url = sign_in(cast.root), reverse(f"admin:{model}_changelist")
    for row in BAD:
        for verb in ("change", "delete", "archive"):
            for ask in (client.get, client.post):
                status = ask(f"{url}{row}/{verb}/").status_code
                assert status in (301, 302, 400, 403, 404, 405), (row, verb)


def test_what_is_looked_for_while_one_types_in_the_admin(cast, sign_in):
    client, url = sign_in(cast.root), reverse("admin:autocomplete")
    for name, value in itertools.product(("app_label", "model_name", "field_name", "term", "page"), BAD):
        known = {"app_label": "leadtimes", "model_name": "facility", "field_name": "organization"}
        sent = "&".join(f"{k}={v}" for k, v in (known | {name: value}).items())
        assert client.get(f"{url}?{sent}").status_code in (200, 400, 403, 404)
