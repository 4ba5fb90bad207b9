"""Stand-alone work orders, typed in as a person does (scenario S14)."""

import re
import uuid
from datetime import date

import pytest

from inventory.bundles.services import PartInput
from tests.factories import ClosureFactory, FacilityFactory, ProductFactory, make_stock
from tests.workorders.conftest import make_transfer, url_of
from workorders import services
from workorders.models import WorkOrder, WorkOrderLeg
from workorders.steps.services import StepInput
from workorders.transfers.services import LineInput, change_transfer, needs_its_own, send
from workorders.workflow import Status

HTMX = {"HTTP_HX_REQUEST": "true"}
NEW = "/o/acme/work-orders/new/"
NASTY = "<script>alert(1)</script> 🎉 مرحبا"


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice)
    return client


def form(facility, *, lines=(("KT-BOARD-L", "900"),), steps=("label", "ship"), legs=None, **more):
    """S14 as it is typed: 2 days of work, a parcel of 4, 6 days at Amazon."""
    legs = [("", "", "", "2"), ("freight", "parcel", "", "4"), ("fba", "", "", "6")] if legs is None else legs
    data = {
        "facility": getattr(facility, "pk", facility),
        "starts_on": "2026-11-16",
        "instructions": "",
        **more,
    }
    data |= {"lines-TOTAL_FORMS": len(lines), "steps-TOTAL_FORMS": len(steps), "legs-TOTAL_FORMS": len(legs)}
    data |= {f"{name}-INITIAL_FORMS": 0 for name in ("lines", "steps", "legs")}
    for n, (sku, quantity) in enumerate(lines):
        data |= {f"lines-{n}-sku": sku, f"lines-{n}-quantity": quantity}
    for n, kind in enumerate(steps):
        data[f"steps-{n}-kind"] = kind
    for n, (kind, mode, place, days) in enumerate(legs):
        data |= {f"legs-{n}-kind": kind, f"legs-{n}-mode": mode, f"legs-{n}-facility": place}
        data |= {f"legs-{n}-days": days, f"legs-{n}-day_basis": "calendar"}
    return data


def text_of(response):
    return " ".join(response.content.decode().split())


def errors_of(answer):
    draft = answer.context["draft"]
    forms = [draft.head, *draft.lines, *draft.steps, *draft.legs]
    beside = [error for each in forms for errors in each.errors.values() for error in errors]
    return [*beside, *draft.lines.non_form_errors(), *draft.legs.non_form_errors(), *draft.problems]


@pytest.mark.parametrize("path", [NEW, "edit/", "send/", "cancel/"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("alice", 200),
        ("bob", 200),
        ("vera", 403),
        ("root", 200),
        ("dana", 404),
        ("wes", 404),
        ("charlie", 404),
    ],
)
def test_who_may_write_stand_alone_work_orders(client, cast, planned, path, who, status):
    client.force_login(getattr(cast, who))
    url = path if path == NEW else url_of(planned, path)
    assert client.get(url).status_code == status
    if status != 200:
        assert client.post(url, {"reason": "x"}).status_code == status


def test_s14_typed_in(alice, cast, pacific):
    answer = alice.post(NEW, form(pacific.facility), follow=True)
    made = WorkOrder.objects.get()
    assert answer.redirect_chain == [(made.get_absolute_url(), 302)]
    assert (made.number, made.status, made.created_by) == ("WO-5001", Status.PLANNED, cast.alice)
    assert [(line.product.sku, line.quantity) for line in made.lines.all()] == [("KT-BOARD-L", 900)]
    assert [each.kind for each in made.steps.all()] == ["label", "ship"]
    dates = [(leg.kind, leg.expected_ends_on) for leg in made.legs.all()]
    assert dates == [
        ("warehouse", date(2026, 11, 18)),
        ("freight", date(2026, 11, 22)),
        ("fba", date(2026, 11, 28)),
    ]
    assert (made.expected_on, made.leave_on) == (date(2026, 11, 16), date(2026, 11, 18))
    assert "Send to facility" in text_of(answer)


def test_the_work_that_comes_first_is_chosen_where_a_facility_does_several_things(alice, cast):
    """A prep center preps, unless somebody says that it stores."""
    data = form(cast.lone_star, lines=[("CH-BRUSH-SET", "9")], action="preview")
    page = alice.post(NEW, data)
    assert page.context["draft"].legs[0]["kind"].value() == "prep"
    assert '<select name="legs-0-kind"' in page.text
    with_bar = alice.post(NEW, data, **HTMX).text
    assert 'id="work-here" hx-swap-oob="true"' in with_bar
    assert '<select name="legs-0-kind"' in with_bar
    stored = data | {"legs-0-facility": cast.lone_star.pk, "legs-0-kind": "warehouse", "action": "save"}
    alice.post(NEW, stored)
    made = WorkOrder.objects.get()
    assert [leg.kind for leg in made.legs.all()] == ["warehouse", "freight", "fba"]
    page = alice.get(url_of(made, "edit/"))
    assert page.context["draft"].legs[0]["kind"].value() == "warehouse"
    odd = stored | {"legs-0-kind": "other"}
    assert alice.post(NEW, odd | {"action": "preview"}).context["draft"].legs[0]["kind"].value() == "prep"


def test_work_of_one_kind_only_is_not_asked_for(alice, pacific):
    text = text_of(alice.post(NEW, form(pacific.facility, action="preview")))
    assert '<input type="hidden" name="legs-0-kind" value="warehouse"' in text


def test_the_bar_is_drawn_before_anything_is_saved(alice, pacific):
    answer = alice.post(NEW, form(pacific.facility, lines=[("", "")], action="preview"), **HTMX)
    text = text_of(answer)
    assert answer.status_code == 200
    assert "Sellable 28 Nov 2026" in text
    assert text.count('data-active="true"') == 3
    assert 'data-active="false"' not in text
    assert "<form" not in text
    assert not WorkOrder.objects.exists()


def test_the_bar_waits_for_facility_and_day(alice, pacific):
    for more in ({"facility": ""}, {"starts_on": ""}, {"starts_on": "2026-02-30"}):
        answer = alice.post(NEW, form(pacific.facility) | more | {"action": "preview"}, **HTMX)
        assert "Choose the facility and the day" in text_of(answer)


def test_the_bar_counts_closures_in(alice, pacific):
    ClosureFactory(facility=pacific.facility, starts_on="2026-11-17", ends_on="2026-11-19")
    text = text_of(alice.post(NEW, form(pacific.facility, action="preview"), **HTMX))
    assert "Sellable 1 Dec 2026" in text
    assert "3 days closed: Stocktaking" in text


def test_a_double_click_makes_one_work_order(alice, pacific):
    data = form(pacific.facility, creation_key=str(uuid.uuid4()))
    first, second = alice.post(NEW, data), alice.post(NEW, data)
    assert first.url == second.url
    assert WorkOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"facility": ""}, "Choose the facility where the goods are."),
        ({"facility": "999999"}, "Choose one of your own warehouses"),
        ({"facility": "abc"}, "Choose one of your own warehouses"),
        ({"starts_on": ""}, "Choose the day on which the work starts."),
        ({"starts_on": "2026-02-30"}, "This day does not exist."),
        ({"starts_on": "9999-12-31"}, "Choose a day between 1 Jan 2000 and 31 Dec 2099."),
        ({"lines-0-sku": ""}, "Choose a product by SKU, title or code."),
        ({"lines-0-sku": "NOPE"}, "You have no product with the SKU, title or code “NOPE”."),
        ({"lines-0-quantity": ""}, "Enter how many units."),
        ({"lines-0-quantity": "0"}, "Enter at least 1 unit."),
        ({"lines-0-quantity": "-5"}, "Enter at least 1 unit."),
        ({"lines-0-quantity": "1000000000000"}, "Enter at most 10,000,000 units."),
        ({"lines-0-quantity": "12.5"}, "Units are whole: 12.5 is not."),
        ({"lines-0-quantity": "１２"}, "“１２” is not a number we can read."),
        ({"lines-0-sku": "", "lines-0-quantity": ""}, "add at least one product"),
        ({"steps-0-kind": "dance"}, "Choose one of the kinds of step."),
        ({"legs-1-kind": "supplier"}, "Choose one of the kinds of leg."),
        ({"legs-1-days": ""}, "Enter the days; 0 is allowed."),
        ({"legs-1-days": "-1"}, "Days cannot be below zero."),
        ({"legs-1-days": "99999"}, "A leg takes at most 3,650 days."),
        ({"legs-2-mode": "air"}, "Only freight has a mode."),
        ({"legs-1-kind": "warehouse", "legs-1-mode": ""}, "Choose the facility where this leg happens."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(alice, pacific, changes, sentence):
    answer = alice.post(NEW, form(pacific.facility, instructions=NASTY) | changes)
    assert answer.status_code == 422
    assert any(sentence in error for error in errors_of(answer)), errors_of(answer)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 🎉 مرحبا" in text_of(answer)
    assert "<script>alert" not in text_of(answer)
    assert not WorkOrder.objects.exists()


def test_nothing_of_another_organization_gets_in(alice, cast, pacific):
    foreign = FacilityFactory(organization=cast.stranger)
    forwarder = FacilityFactory(organization=cast.stranger, forwarder=True)
    ProductFactory(organization=cast.stranger, sku="FOREIGN")
    legs = [("", "", "", "2"), ("freight", "parcel", str(forwarder.pk), "4")]
    for data, sentence in [
        (form(foreign), "Choose one of your own warehouses"),
        (form(pacific.facility, lines=[("FOREIGN", "5")]), "You have no product with the SKU, title or code"),
        (form(pacific.facility, legs=legs), "Choose one of your own facilities."),
    ]:
        answer = alice.post(NEW, data)
        assert answer.status_code == 422
        assert any(sentence in error for error in errors_of(answer))


def test_suppliers_and_archived_facilities_get_no_work(alice, cast, pacific):
    archived = FacilityFactory(organization=cast.acme, archived_at="2026-01-01T00:00Z")
    for facility in (cast.ningbo, archived):
        assert alice.post(NEW, form(facility)).status_code == 422


def test_a_leg_at_another_facility_is_refused_beside_that_leg(alice, cast, pacific):
    legs = [("", "", "", "2"), ("freight", "ground", "", "1"), ("warehouse", "", str(cast.harbor.pk), "3")]
    answer = alice.post(NEW, form(pacific.facility, legs=legs))
    assert answer.status_code == 422
    assert answer.context["draft"].legs[2].errors["facility"] == [needs_its_own(cast.harbor)]
    assert "Please look at the marked rows." in text_of(answer)


def test_a_product_stands_on_one_line(alice, pacific):
    answer = alice.post(
        NEW, form(pacific.facility, lines=[("KT-BOARD-L", "5"), ("", ""), ("kt-board-l", "6")])
    )
    assert answer.context["draft"].lines[2].errors["sku"] == ["KT-BOARD-L is on line 1 already."]


def test_five_hundred_lines_are_one_form(alice, cast, pacific, django_assert_max_num_queries):
    products = [ProductFactory(organization=cast.acme) for _ in range(500)]
    data = form(pacific.facility, lines=[(product.sku, "1") for product in products])
    with django_assert_max_num_queries(40):
        assert alice.post(NEW, data).status_code == 302
    assert WorkOrder.objects.get().lines.count() == 500


def legs_of(answer):
    return [(form["kind"].value(), form["days"].value()) for form in answer.context["draft"].legs]


def test_the_topmost_leg_after_the_work_moves_down_only(alice, pacific):
    page = alice.get(NEW).text
    ups = {at: re.search(rf'id="leg-up-{at}"\s*(disabled)?', page) for at in (1, 2)}
    assert [bool(ups[at][1]) for at in (1, 2)] == [True, False]
    answer = alice.post(NEW, form(pacific.facility, action="leg-down-1"), **HTMX)
    assert legs_of(answer) == [("warehouse", "2"), ("fba", "6"), ("freight", "4")]


@pytest.mark.parametrize("action", ["leg-up-1", "leg-down-0", "leg-up-0", "remove-leg-0"])
def test_whatever_is_sent_the_work_stays_the_first_leg_and_no_other_is_lost(alice, pacific, action):
    answer = alice.post(NEW, form(pacific.facility, action=action), **HTMX)
    assert legs_of(answer) == [("warehouse", "2"), ("freight", "4"), ("fba", "6")]


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("action", "counts"),
    [
        ("add-line", {"lines": 2, "steps": 2, "legs": 3}),
        ("remove-line-0", {"lines": 0, "steps": 2, "legs": 3}),
        ("add-step", {"lines": 1, "steps": 3, "legs": 3}),
        ("add-leg", {"lines": 1, "steps": 2, "legs": 4}),
        ("remove-leg-2", {"lines": 1, "steps": 2, "legs": 2}),
    ],
)
def test_rows_come_and_go_with_scripts_on_and_off(alice, pacific, action, counts, headers):
    answer = alice.post(NEW, form(pacific.facility, action=action, instructions="Kept"), **headers)
    text = text_of(answer)
    assert answer.status_code == 200
    for prefix, count in counts.items():
        assert f'name="{prefix}-TOTAL_FORMS" value="{count}"' in text
    assert "Kept" in text
    assert "field__error" not in text
    assert ("hx-swap-oob" in text) is bool(headers)


def test_the_first_leg_stays_at_the_facility_whatever_is_sent(alice, cast, pacific):
    legs = [("fba", "", str(cast.harbor.pk), "2"), ("fba", "", "", "6")]
    alice.post(NEW, form(pacific.facility, legs=legs))
    assert [(leg.kind, leg.facility) for leg in WorkOrder.objects.get().legs.all()] == [
        ("warehouse", pacific.facility),
        ("fba", None),
    ]


def test_editing_starts_with_what_is_there_and_saves_it(alice, planned, pacific):
    page = alice.get(url_of(planned, "edit/"))
    assert "Sellable 28 Nov 2026" in text_of(page)
    assert 'value="KT-BOARD-L"' in text_of(page)
    data = form(pacific.facility, lines=[("KT-BOARD-L", "1,000")], version="1", starts_on="2026-11-17")
    assert alice.post(url_of(planned, "edit/"), data).status_code == 302
    found = WorkOrder.objects.get()
    assert (found.lines.get().quantity, found.leave_on, found.version) == (1000, date(2026, 11, 19), 2)


def test_editing_what_was_acknowledged_says_that_it_will_be_asked_again(alice, cast, planned, pacific):
    send(planned)
    services.acknowledge(planned, by=cast.dana, revision=1)
    warning = "Pacific 3PL has acknowledged revision 1 and will be asked again."
    assert warning in text_of(alice.get(url_of(planned, "edit/")))
    alice.post(url_of(planned, "edit/"), form(pacific.facility, lines=[("KT-BOARD-L", "800")], version="2"))
    assert WorkOrder.objects.get().awaits_acknowledgement


def test_two_tabs_the_later_one_is_told(alice, planned, pacific):
    alice.post(url_of(planned, "edit/"), form(pacific.facility, lines=[("KT-BOARD-L", "800")], version="1"))
    late = form(
        pacific.facility, lines=[("KT-BOARD-L", "700")], version="1", instructions="From the other tab"
    )
    answer = alice.post(url_of(planned, "edit/"), late)
    assert answer.status_code == 409
    assert "Changed by " in text_of(answer)
    assert "From the other tab" in text_of(answer)
    assert WorkOrder.objects.get().lines.get().quantity == 800


def test_one_that_follows_an_order_is_changed_there(alice, sent):
    answer = alice.get(url_of(sent, "edit/"))
    assert answer.status_code == 409
    assert "WO-1001-1 follows PO-1001: change the lines and legs there." in text_of(answer)


def test_sending_asks_first_and_tells_the_facility(alice, planned, cast):
    question = alice.get(url_of(planned, "send/"))
    assert "Send WO-5001?" in text_of(question)
    assert WorkOrder.objects.get().status == Status.PLANNED
    answer = alice.post(url_of(planned, "send/"), follow=True)
    assert "Pacific 3PL was told." in text_of(answer)
    assert WorkOrder.objects.get().status == Status.SENT
    again = alice.post(url_of(planned, "send/"))
    assert again.status_code == 409
    assert "WO-5001 is sent and cannot become sent." in text_of(again)


def test_an_order_s_work_order_is_sent_with_its_order(alice, sent):
    assert alice.post(url_of(sent, "send/"), **HTMX).status_code == 409


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_cancelling_needs_a_reason(alice, planned, headers):
    answer = alice.post(url_of(planned, "cancel/"), {"reason": "  "}, **headers)
    assert answer.status_code == 422
    assert "Say why it is cancelled." in text_of(answer)
    assert WorkOrder.objects.get().status == Status.PLANNED


def test_a_cancelled_one_says_why(alice, planned):
    answer = alice.post(url_of(planned, "cancel/"), {"reason": "Sold out"}, follow=True)
    assert "Sold out" in text_of(answer)
    assert WorkOrder.objects.get().status == Status.CANCELLED
    assert alice.post(url_of(planned, "cancel/"), {"reason": "Again"}).status_code == 409


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_page_of_a_work_order_asks_the_same_few_questions(
    alice, cast, pacific, django_assert_max_num_queries, rows
):
    """Lines, steps and acknowledgements grow; the questions do not. For the seller and for the facility."""
    work_order = send(make_transfer(cast, pacific))
    products = [ProductFactory(organization=cast.acme) for _ in range(rows)]
    for product in products:
        make_stock(pacific.facility, product, 5, by=cast.alice)
    lines = [LineInput(product, 5) for product in products]
    bundle = StepInput("bundle", "", products[0], 5, [PartInput(pacific.board, 2)])
    steps = [StepInput("label", "", product) for product in products]
    facts = {"starts_on": date(2026, 11, 16), "lines": lines, "steps": [bundle, *steps]}
    legs = [WorkOrderLeg(kind="warehouse", facility=pacific.facility, days=n) for n in range(1, 4)]
    change_transfer(work_order, version=work_order.version, legs=legs, **facts)
    services.acknowledge(work_order, by=cast.dana, revision=2)
    for person in (cast.alice, cast.dana):
        alice.force_login(person)
        with django_assert_max_num_queries(10):
            assert alice.get(work_order.get_absolute_url()).status_code == 200


def test_the_page_of_an_orders_work_order_asks_few_questions_too(
    alice, cast, started, django_assert_max_num_queries
):
    for person in (cast.alice, cast.dana):
        alice.force_login(person)
        with django_assert_max_num_queries(10):
            assert alice.get(started.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(("said", "starts_on"), [({}, 16), ({"count_from": "today"}, 19)])
def test_sending_one_that_was_to_start_three_days_ago_asks_where_to_count_from(
    alice, planned, time_machine, said, starts_on
):
    time_machine.move_to("2026-11-19T18:00Z")
    asked = text_of(alice.get(url_of(planned, "send/")))
    assert "Work was to start 3 days ago" in asked
    assert "Count from today, 19 Nov 2026" in asked
    alice.post(url_of(planned, "send/"), said)
    assert WorkOrder.objects.get().starts_on == date(2026, 11, starts_on)
