"""Every form that asks for an address refuses one that no mail can go to, beside its field."""

import pytest

from leadtimes.facilities.forms import FacilityForm
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.people.models import User

POISONED = '"\x0ca:"@example.com'
SENTENCE = "Mail cannot be sent to this address: it holds characters that nobody can see."
PASSWORD = "correct horse battery"


@pytest.mark.parametrize(
    ("url", "fields", "status"),
    [
        (
            "/accounts/signup/",
            {"name": "N", "organization_name": "N", "email": POISONED, "password1": PASSWORD},
            200,
        ),
        ("/accounts/password/reset/", {"email": POISONED}, 200),
    ],
)
def test_before_the_door(client, db, url, fields, status):
    page = client.post(url, fields)
    assert (page.status_code, SENTENCE in page.content.decode()) == (status, True)
    assert (User.objects.count(), Message.objects.count()) == (0, 0)


def test_another_address_of_one_s_own(cast, sign_in):
    page = sign_in(cast.alice).post("/accounts/email/", {"email": POISONED, "action_add": ""})
    assert SENTENCE in page.content.decode()
    assert Message.objects.count() == 0


def test_an_invitation_of_a_colleague_or_of_staff(cast, sign_in):
    client = sign_in(cast.alice)
    for url in ("/o/acme/people/", f"/o/acme/facilities/{cast.lone_star.pk}/staff/"):
        page = client.post(url, {"email": POISONED, "role": "buyer"})
        assert (page.status_code, SENTENCE in page.content.decode()) == (422, True)
    assert Message.objects.count() == 0


def test_the_contact_address_of_a_facility(cast):
    class Form(FacilityForm):
        pass

    form = Form({"contact_email": POISONED}, instance=cast.lone_star)
    assert form.errors["contact_email"] == [SENTENCE]
    assert "contact_email" not in Form({"contact_email": "a@example.com"}, instance=cast.lone_star).errors
