"""Lead times in the Django admin: writing them, the order of their legs, copy and archive."""

import pytest
from django.utils import timezone

from leadtimes.models import LeadTime, Leg
from tests.factories import FacilityFactory, MembershipFactory, make_draft, make_lead_time
from tests.leadtimes.conftest import ADMIN, NEW, SUPPLIER, change, legs_in_short


def errors_of(page):
    """What is wrong with the rows: by row and field, and with all of them together."""
    formset = page.context["inline_admin_formsets"][0].formset
    rows = {
        (n, name): list(found) for n, row in enumerate(formset.forms) for name, found in row.errors.items()
    }
    return rows, list(formset.non_form_errors())


def test_a_lead_time_from_scratch(cast, sign_in, form_of):
    rows = [
        SUPPLIER,
        {"kind": "freight", "mode": "ocean", "days": 28},
        {"kind": "prep", "facility": cast.lone_star.pk, "days": 5, "day_basis": "working", "label": "Prep"},
        {"kind": "fba", "days": 7},
    ]
    client = sign_in(cast.alice)
    assert client.get(NEW).status_code == 200
    assert client.post(NEW, form_of(rows)).status_code == 302
    made = LeadTime.objects.get(name="New way")
    assert made.organization == cast.acme
    assert legs_in_short(made) == [
        (1, "supplier", 30, None),
        (2, "freight", 28, None),
        (3, "prep", 5, cast.lone_star.pk),
        (4, "fba", 7, None),
    ]
    assert LeadTime.objects.usable().contains(made)
    prep = made.legs.get(position=3)
    assert (prep.day_basis, prep.label) == ("working", "Prep")


@pytest.mark.parametrize(
    ("row", "field", "sentence"),
    [
        ({"kind": "", "days": 1}, "kind", "Choose what happens on this leg."),
        ({"kind": "train", "days": 1}, "kind", "Choose one of the kinds of leg."),
        ({"kind": "freight", "mode": "rail", "days": 1}, "mode", "Choose one of the modes of freight."),
        ({"kind": "fba", "mode": "ocean", "days": 1}, "mode", "Only freight has a mode."),
        ({"kind": "prep", "days": 1}, "facility", "Choose the facility where this leg happens."),
        ({"kind": "warehouse", "days": 1}, "facility", "Choose the facility where this leg happens."),
        ({"kind": "freight", "days": ""}, "days", "Enter the days; 0 is allowed."),
        ({"kind": "freight", "days": "-1"}, "days", "Days cannot be below zero."),
        ({"kind": "freight", "days": "3651"}, "days", "A leg takes at most 3,650 days."),
        ({"kind": "freight", "days": "1000000000000"}, "days", "A leg takes at most 3,650 days."),
        ({"kind": "freight", "days": "2.5"}, "days", "Days are whole: 2.5 is not."),
        (
            {"kind": "freight", "days": "１２"},
            "days",
            "“１２” is not a number we can read. Write it in digits, like 1200 or 1,200.",
        ),
        (
            {"kind": "freight", "days": 1, "label": "x" * 81},
            "label",
            "Ensure this value has at most 80 characters (it has 81).",
        ),
        (
            {"kind": "freight", "days": 1, "day_basis": "lunar"},
            "day_basis",
            "Select a valid choice. lunar is not one of the available choices.",
        ),
        ({"kind": "prep", "days": 1, "facility": 999999}, "facility", "Choose one of your own facilities."),
        ({"kind": "prep", "days": 1, "facility": "abc"}, "facility", "Choose one of your own facilities."),
    ],
)
def test_every_slip_gets_its_sentence_beside_the_field(cast, sign_in, form_of, row, field, sentence):
    page = sign_in(cast.alice).post(NEW, form_of([SUPPLIER, row]))
    assert errors_of(page) == ({(1, field): [sentence]}, [])
    assert LeadTime.objects.count() == 1


def test_a_facility_of_the_wrong_kind_of_others_or_archived_is_refused(cast, sign_in, form_of):
    theirs = FacilityFactory(organization=cast.stranger, prep=True)
    gone = FacilityFactory(organization=cast.acme, name="Old Mill", prep=True, archived_at=timezone.now())
    client = sign_in(cast.alice)
    for facility, sentence in [
        (
            cast.harbor,
            "Harbor Logistics stores; this leg needs a facility that preps. "
            "If it does, tick that on the page of Harbor Logistics.",
        ),
        (theirs, "Choose one of your own facilities."),
        (gone, "Old Mill is archived. Choose another facility."),
    ]:
        page = client.post(NEW, form_of([SUPPLIER, {"kind": "prep", "days": 1, "facility": facility.pk}]))
        assert errors_of(page) == ({(1, "facility"): [sentence]}, [])
    page = client.get(change(cast.lead_time))
    assert theirs.name not in page.text
    assert "Old Mill" not in page.text
    assert "Harbor Logistics (Long Beach)" in page.text


def test_the_first_leg_is_the_suppliers(cast, sign_in, form_of, rows_of):
    client = sign_in(cast.alice)
    page = client.post(NEW, form_of([{"kind": "freight", "days": 3}, SUPPLIER]))
    assert errors_of(page) == ({(0, "kind"): ["The first leg is the supplier's: production."]}, [])
    rows = [{**row, "position": 9 - row["position"]} for row in rows_of(cast.lead_time)]
    page = client.post(change(cast.lead_time), form_of(rows, lead_time=cast.lead_time))
    assert errors_of(page) == ({(5, "kind"): ["The first leg is the supplier's: production."]}, [])
    rows = [{**row, "DELETE": "on"} if n == 0 else row for n, row in enumerate(rows_of(cast.lead_time))]
    page = client.post(change(cast.lead_time), form_of(rows, lead_time=cast.lead_time))
    assert errors_of(page) == ({(1, "kind"): ["The first leg is the supplier's: production."]}, [])
    assert len(legs_in_short(cast.lead_time)) == 6


def test_at_least_one_leg(cast, sign_in, form_of, rows_of):
    client = sign_in(cast.alice)
    sentence = "Add at least one leg. The first one is the supplier's: production."
    assert errors_of(client.post(NEW, form_of([]))) == ({}, [sentence])
    assert errors_of(client.post(NEW, form_of([{"position": 1}]))) == ({}, [sentence])
    gone = [{**row, "DELETE": "on"} for row in rows_of(cast.lead_time)]
    page = client.post(change(cast.lead_time), form_of(gone, lead_time=cast.lead_time))
    assert errors_of(page) == ({}, [sentence])


def test_at_most_fifty(cast, sign_in, form_of):
    page = sign_in(cast.alice).post(NEW, form_of([SUPPLIER, *[{"kind": "freight", "days": 1}] * 50]))
    assert errors_of(page)[1] == ["A lead time has at most 50 legs."]


def test_the_name_is_unique_and_not_empty(cast, sign_in, form_of):
    client = sign_in(cast.alice)
    page = client.post(NEW, form_of([SUPPLIER], name=cast.lead_time.name))
    assert page.context["adminform"].form.errors == {"name": ["You have a lead time of this name already."]}
    assert 'value="30"' in page.text
    assert client.post(NEW, form_of([SUPPLIER], name=" ")).context["adminform"].form.errors == {
        "name": ["This field is required."]
    }
    make_lead_time(cast.stranger, ("supplier", 1), name="New way")
    assert client.post(NEW, form_of([SUPPLIER])).status_code == 302


def test_reordered_by_their_positions_without_a_gap(cast, sign_in, form_of, rows_of):
    rows = rows_of(cast.lead_time)
    for row, position in zip(rows, (1, 4, 5, 40, 2, 30), strict=True):
        row["position"] = position
    answer = sign_in(cast.alice).post(change(cast.lead_time), form_of(rows, lead_time=cast.lead_time))
    assert answer.status_code == 302
    assert legs_in_short(cast.lead_time) == [
        (1, "supplier", 30, None),
        (2, "freight", 6, None),
        (3, "freight", 28, None),
        (4, "freight", 4, None),
        (5, "fba", 7, None),
        (6, "prep", 5, cast.lone_star.pk),
    ]


@pytest.mark.django_db(transaction=True)
def test_the_database_agrees_when_the_change_is_committed(cast, sign_in, form_of, rows_of):
    rows = rows_of(cast.lead_time)
    rows[0] |= {"DELETE": "on"}
    rows[1] |= {"kind": "supplier", "mode": "", "position": 1}
    rows[3] |= {"position": 4, "kind": "warehouse", "facility": cast.harbor.pk}
    rows[2]["position"], rows[4]["position"] = 5, 2
    answer = sign_in(cast.alice).post(change(cast.lead_time), form_of(rows, lead_time=cast.lead_time))
    assert answer.status_code == 302
    assert [leg[:3] for leg in legs_in_short(cast.lead_time)] == [
        (1, "supplier", 28),
        (2, "freight", 6),
        (3, "warehouse", 5),
        (4, "freight", 4),
        (5, "fba", 7),
    ]


@pytest.mark.parametrize("nonsense", ["", "x", "-1", "0", "1" * 30])
def test_a_row_whose_place_is_nonsense_goes_to_the_end(cast, sign_in, form_of, rows_of, nonsense):
    rows = rows_of(cast.lead_time)
    rows[1]["position"] = nonsense
    sign_in(cast.alice).post(change(cast.lead_time), form_of(rows, lead_time=cast.lead_time))
    assert [leg[1:3] for leg in legs_in_short(cast.lead_time)][-1] == ("freight", 28)
    assert [leg[0] for leg in legs_in_short(cast.lead_time)] == [1, 2, 3, 4, 5, 6]


def test_added_in_the_middle_and_removed_in_one_go(cast, sign_in, form_of, rows_of):
    rows = rows_of(cast.lead_time)
    rows[2]["DELETE"] = "on"
    rows[3]["position"], rows[4]["position"], rows[5]["position"] = 5, 6, 7
    rows.append({"kind": "warehouse", "facility": cast.harbor.pk, "days": 14, "position": 4})
    sign_in(cast.alice).post(change(cast.lead_time), form_of(rows, lead_time=cast.lead_time))
    assert [leg[:3] for leg in legs_in_short(cast.lead_time)] == [
        (1, "supplier", 30),
        (2, "freight", 28),
        (3, "warehouse", 14),
        (4, "prep", 5),
        (5, "freight", 6),
        (6, "fba", 7),
    ]


def test_orders_keep_their_legs_when_the_lead_time_changes(cast, sign_in, form_of, rows_of):
    order = make_draft(cast)
    rows = rows_of(cast.lead_time)
    rows[1]["days"] = 35
    sign_in(cast.alice).post(change(cast.lead_time), form_of(rows, lead_time=cast.lead_time))
    assert [leg.days for leg in order.legs.all()] == [30, 28, 4, 5, 6, 7]


def test_legs_of_another_lead_time_cannot_be_taken(cast, sign_in, form_of, rows_of):
    theirs = make_lead_time(cast.stranger, ("supplier", 9), name="Theirs")
    forged = [{**row, "days": 99, "id": theirs.legs.get().pk} for row in rows_of(cast.lead_time)[:1]]
    data = form_of(forged, lead_time=cast.lead_time) | {"legs-INITIAL_FORMS": "1"}
    page = sign_in(cast.alice).post(change(cast.lead_time), data)
    assert errors_of(page)[1] == ["Somebody else changed these legs meanwhile. Open the page again."]
    assert legs_in_short(theirs) == [(1, "supplier", 9, None)]


@pytest.mark.parametrize("what", ["removed", "added"])
def test_what_somebody_did_to_the_legs_meanwhile_is_told(cast, sign_in, form_of, rows_of, what):
    rows = [*rows_of(cast.lead_time), {"kind": "fba", "days": 3, "position": 7}]
    data = form_of(rows, lead_time=cast.lead_time)
    if what == "removed":
        cast.lead_time.legs.get(position=6).delete()
    else:
        Leg.objects.create(lead_time=cast.lead_time, position=7, kind="fba", days=1)
    page = sign_in(cast.alice).post(change(cast.lead_time), data)
    assert errors_of(page)[1] == ["Somebody else changed these legs meanwhile. Open the page again."]


@pytest.mark.parametrize(
    "broken", [{"legs-TOTAL_FORMS": "x"}, {"legs-INITIAL_FORMS": "3"}, {"legs-TOTAL_FORMS": "9999"}]
)
def test_a_forged_management_form_is_no_crash(cast, sign_in, form_of, broken):
    for address in (NEW, f"{ADMIN}preview/"):
        assert sign_in(cast.alice).post(address, form_of([SUPPLIER]) | broken).status_code == 200
    assert LeadTime.objects.count() == 1


def test_any_text_is_kept_and_is_only_text(cast, sign_in, form_of):
    name, label = "<script>alert(1)</script> 😀", "<script>2</script> شنطة"
    client = sign_in(cast.alice)
    client.post(NEW, form_of([{**SUPPLIER, "label": label}], name=name))
    made = LeadTime.objects.get(name=name)
    assert made.legs.get().label == label
    for page in (client.get(change(made)), client.get(ADMIN)):
        assert "<script>alert(1)" not in page.text
        assert "<script>2" not in page.text


def test_a_copy_has_the_legs_and_a_name_of_its_own(cast, sign_in):
    client = sign_in(cast.alice)
    for n, name in [(1, "China → Lone Star → FBA (copy)"), (2, "China → Lone Star → FBA (copy 2)")]:
        answer = client.post(f"{ADMIN}{cast.lead_time.pk}/copy/")
        copy = LeadTime.objects.get(name=name)
        assert answer.url == change(copy)
        assert legs_in_short(copy) == legs_in_short(cast.lead_time)
        assert Leg.objects.count() == 6 * (n + 1)


def test_copied_archived_and_restored_from_the_list(cast, sign_in):
    client = sign_in(cast.alice)
    chosen = {"_selected_action": [cast.lead_time.pk]}
    assert client.post(ADMIN, {"action": "archive_selected", **chosen}).status_code == 302
    assert LeadTime.objects.get().archived_at is not None
    assert list(client.get(ADMIN).context["cl"].result_list) == []
    assert list(client.get(f"{ADMIN}?show=archived").context["cl"].result_list) == [cast.lead_time]
    client.post(f"{ADMIN}?show=archived", {"action": "restore_selected", **chosen})
    assert LeadTime.objects.get().archived_at is None
    answer = client.post(ADMIN, {"action": "copy_selected", **chosen})
    assert answer.url == change(LeadTime.objects.latest("pk"))


def test_archived_and_restored_by_its_buttons(cast, sign_in):
    client = sign_in(cast.alice)
    client.post(f"{ADMIN}{cast.lead_time.pk}/archive/")
    assert not LeadTime.objects.usable().exists()
    assert "Archived: new orders do not use it." in client.get(change(cast.lead_time)).text
    client.post(f"{ADMIN}{cast.lead_time.pk}/restore/")
    assert LeadTime.objects.usable().exists()


def test_the_list_tells_days_legs_and_work_orders(cast, sign_in):
    cast.ningbo.default_lead_time = cast.lead_time
    cast.ningbo.save()
    text = sign_in(cast.alice).get(ADMIN).text
    for told in (">80<", "Production 30 → Ocean freight 28", ">Lone Star Prep<", ">Ningbo Brightware<"):
        assert told in text


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_same_queries_however_many_rows(cast, sign_in, rows, django_assert_max_num_queries):
    for n in range(rows - 1):
        make_lead_time(cast.acme, ("supplier", 1), (cast.harbor, 2), name=f"Way {n}")
    client = sign_in(cast.alice)
    with django_assert_max_num_queries(14):
        client.get(ADMIN)


@pytest.mark.parametrize("rows", [1, 3, 48])
def test_the_same_queries_however_many_legs(cast, sign_in, rows, django_assert_max_num_queries):
    way = make_lead_time(cast.acme, ("supplier", 1), *[(cast.harbor, 2)] * rows, name="Long")
    client = sign_in(cast.alice)
    with django_assert_max_num_queries(20):
        client.get(change(way))


def test_a_person_who_manages_two_sellers_chooses_and_stays_within_one(cast, sign_in, form_of):
    MembershipFactory(organization=cast.stranger, user=cast.alice, role="admin")
    theirs = FacilityFactory(organization=cast.stranger, name="Their Prep", prep=True)
    client = sign_in(cast.alice)
    assert 'name="organization"' in client.get(NEW).text
    rows = [SUPPLIER, {"kind": "prep", "days": 1, "facility": theirs.pk}]
    page = client.post(NEW, form_of(rows))
    assert page.context["adminform"].form.errors == {"organization": ["This field is required."]}
    page = client.post(NEW, form_of(rows, organization=cast.acme.pk))
    assert errors_of(page) == ({(1, "facility"): ["Choose one of your own facilities."]}, [])
    assert client.post(NEW, form_of(rows, organization=cast.stranger.pk)).status_code == 302
    made = LeadTime.objects.get(name="New way")
    assert made.organization == cast.stranger
    rows = [
        {"id": leg.pk, "kind": leg.kind, "facility": leg.facility_id, "days": 2} for leg in made.legs.all()
    ]
    client.post(change(made), form_of(rows, lead_time=made, organization=cast.acme.pk))
    made.refresh_from_db()
    assert made.organization == cast.stranger
    other = form_of([SUPPLIER], organization=cast.acme.pk, name="China → Lone Star → FBA")
    assert "You have a lead time of this name already." in client.post(NEW, other).text
