"""The seller writes what a facility is to do."""

import re

import pytest

from tests.factories import OrganizationFactory, ProductFactory
from tests.workorders.conftest import url_of
from workorders.models import Step, WorkOrder
from workorders.steps.bundle_parts import UnreadablePart, read_parts
from workorders.steps.services import StepInput, write_steps
from workorders.workflow import Status

HTMX = {"HTTP_HX_REQUEST": "true"}
NASTY = "<script>alert(1)</script> 🎉 مرحبا"


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def kit(cast):
    """A bundle of two cups and a lid."""
    for sku in ("CUP, RED", "LID"):
        ProductFactory(organization=cast.acme, sku=sku)
    return ProductFactory(organization=cast.acme, sku="KIT")


def form(*steps, revision=1, action="save", **more):
    data = {"action": action, "revision": str(revision), "instructions": "", **more}
    data |= {"steps-TOTAL_FORMS": str(len(steps)), "steps-INITIAL_FORMS": "0"}
    for n, step in enumerate(steps):
        data |= {f"steps-{n}-{name}": value for name, value in step.items()}
    return data


def step(kind="ship", product="", quantity="", parts="", instruction=""):
    return {
        "kind": kind,
        "product": product,
        "quantity": quantity,
        "parts": parts,
        "instruction": instruction,
    }


def text_of(response):
    return " ".join(response.content.decode().split())


def rows_of(response):
    return [(form["kind"].value(), form["instruction"].value()) for form in response.context["draft"].steps]


def kinds_on(page):
    """The kinds chosen in the rows of a page, in order."""
    choices = re.findall(r'<select name="steps-\d+-kind".*?</select>', page, re.DOTALL)
    chosen = [re.search(r'<option value="(\w+)" selected', choice) for choice in choices]
    return [found and found[1] for found in chosen]


def errors_of(response):
    return [
        error
        for form in response.context["draft"].steps
        for errors in form.errors.values()
        for error in errors
    ]


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
def test_who_may_write_steps(client, cast, sent, who, status):
    client.force_login(getattr(cast, who))
    assert client.get(url_of(sent, "steps/")).status_code == status
    expected = 302 if status == 200 else status
    assert client.post(url_of(sent, "steps/"), form(step())).status_code == expected


def test_the_form_starts_with_what_is_there(alice, sent):
    write_steps(sent, revision=1, steps=[StepInput("inspect", "Look closely")], instructions="Hello")
    page = alice.get(url_of(sent, "steps/"))
    assert rows_of(page) == [("inspect", "Look closely")]
    assert "Hello" in text_of(page)


def test_saving_replaces_steps_and_note_and_asks_again(alice, acknowledged):
    before = text_of(alice.get(url_of(acknowledged, "steps/")))
    assert "Lone Star Prep has acknowledged revision 1 and will be asked again." in before
    data = form(step("receive"), step("other", instruction=NASTY), instructions="Both colors together")
    answer = alice.post(url_of(acknowledged, "steps/"), data, follow=True)
    assert "is now revision 2. Lone Star Prep was told." in text_of(answer)
    found = WorkOrder.objects.get()
    assert (found.revision, found.instructions) == (2, "Both colors together")
    assert [(each.kind, each.instruction) for each in found.steps.all()] == [
        ("receive", ""),
        ("other", NASTY),
    ]
    assert "<script>alert" not in text_of(answer)


def test_saving_what_is_there_already_disturbs_nobody(alice, acknowledged):
    kinds = [step(each.kind) for each in acknowledged.steps.all()]
    alice.post(url_of(acknowledged, "steps/"), form(*kinds))
    assert WorkOrder.objects.get().revision == 1


def test_a_bundle_names_its_parts_in_one_line(alice, sent, kit):
    data = form(step("bundle", "KIT", "1,200", "2 × CUP, RED, 1 x lid", "Into one sleeve"))
    assert alice.post(url_of(sent, "steps/"), data).status_code == 302
    made = Step.objects.get(kind="bundle")
    assert (made.product.sku, made.quantity) == ("KIT", 1200)
    assert [(part.quantity, part.product.sku) for part in made.parts.all()] == [(2, "CUP, RED"), (1, "LID")]
    again = alice.get(url_of(sent, "steps/"))
    assert again.context["draft"].steps[0]["parts"].value() == "2 × CUP, RED, 1 × LID"
    assert again.context["draft"].steps[0]["quantity"].value() == "1200"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (step(""), None),
        (step("", instruction="Do it"), "Choose what is to be done."),
        (step("dance"), "Choose one of the kinds of step."),
        (step("other"), "Write what is to be done."),
        (step("label", "NOPE"), "You have no product with the SKU or title “NOPE”."),
        (step("label", quantity="0"), "Enter at least 1 unit."),
        (step("label", quantity="-3"), "Enter at least 1 unit."),
        (step("label", quantity="1000000000000"), "Enter at most 10,000,000 units."),
        (step("label", quantity="12.5"), "Units are whole: 12.5 is not."),
        (step("label", quantity="１２"), "“１２” is not a number we can read."),
        (step("bundle"), "Name the unit that the parts become."),
        (step("bundle", "KIT"), "Say how many to make."),
        (step("bundle", "KIT", "5"), "Say what goes into one, such as 2 × CUP-RED, 1 × LID."),
        (step("bundle", "KIT", "5", "two lids"), "“two lids” is not a part."),
        (step("bundle", "KIT", "5", "0 × LID"), "LID: a part has between 1 and 10,000,000 units."),
        (step("bundle", "KIT", "5", "99999999999 × LID"), "LID: a part has between 1 and 10,000,000 units."),
        (step("bundle", "KIT", "5", "1 × LID, 2 × lid"), "LID is named twice."),
        (step("bundle", "KIT", "5", "1 × FOREIGN"), "You have no product with the SKU or title “FOREIGN”."),
        (step("bundle", "KIT", "5", "1 × KIT"), "KIT is what the parts become."),
        (step("label", parts="1 × LID"), "Only a bundle is made of parts."),
        (step("other", instruction="x" * 4001), "at most 4000 characters"),
        (step("label", "\0"), "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_written(alice, cast, sent, kit, typed, sentence):
    ProductFactory(organization=OrganizationFactory(), sku="FOREIGN")
    answer = alice.post(url_of(sent, "steps/"), form(step("ship"), typed))
    if sentence is None:
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    assert any(sentence in error for error in errors_of(answer)), errors_of(answer)
    assert WorkOrder.objects.get().revision == 1


def test_what_was_typed_comes_back_when_something_is_wrong(alice, sent):
    data = form(step("other", instruction=NASTY), step("dance"), instructions=NASTY)
    page = text_of(alice.post(url_of(sent, "steps/"), data))
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt; 🎉 مرحبا") == 2
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("action", "kinds"),
    [
        ("add-step", ["receive", "label", "ship", None]),
        ("remove-step-1", ["receive", "ship"]),
        ("step-up-2", ["receive", "ship", "label"]),
        ("step-down-0", ["label", "receive", "ship"]),
        ("nonsense", ["receive", "label", "ship"]),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_rows_change_without_saving_with_scripts_on_and_off(alice, sent, action, kinds, headers):
    data = form(
        step("receive"), step("label"), step("ship", quantity="abc"), action=action, instructions="Kept"
    )
    answer = alice.post(url_of(sent, "steps/"), data, **headers)
    assert answer.status_code == 200
    assert kinds_on(text_of(answer)) == kinds
    assert "Kept" in text_of(answer)
    assert ("<html" in text_of(answer)) is not bool(headers)
    assert WorkOrder.objects.get().revision == 1


def test_a_new_row_does_not_nag(alice, sent):
    answer = alice.post(url_of(sent, "steps/"), form(step("ship"), action="add-step"))
    assert errors_of(answer) == []


def test_two_tabs_the_later_one_is_told_and_keeps_what_it_typed(alice, sent):
    alice.post(url_of(sent, "steps/"), form(step("store")))
    answer = alice.post(url_of(sent, "steps/"), form(step("other", instruction="From the other tab")))
    assert answer.status_code == 409
    assert "WO-1001-1 was changed by somebody else after you opened it." in text_of(answer)
    assert "From the other tab" in text_of(answer)
    assert [each.kind for each in WorkOrder.objects.get().steps.all()] == ["store"]


def test_steps_stay_as_they_are_once_work_began(alice, started):
    for answer in (alice.get(url_of(started, "steps/")), alice.post(url_of(started, "steps/"), form(step()))):
        assert answer.status_code == 409
        assert "The steps of WO-1001-1 can no longer be changed." in text_of(answer)
    assert WorkOrder.objects.get().status == Status.IN_PROGRESS


def test_a_hundred_steps_ask_for_their_products_once(alice, sent, kit, django_assert_max_num_queries):
    rows = [step("label", "KIT", "1") for _ in range(100)]
    with django_assert_max_num_queries(40):
        assert alice.post(url_of(sent, "steps/"), form(*rows)).status_code == 302
    assert sent.steps.count() == 100


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("2 × A", [(2, "A")]),
        ("2xA,1xB", [(2, "A"), (1, "B")]),
        ("2 * A; 3 X B\n1 × C D", [(2, "A"), (3, "B"), (1, "C D")]),
        ("1 × A, B, 2 × C", [(1, "A, B"), (2, "C")]),
        ("1 × 2X4-BOARD", [(1, "2X4-BOARD")]),
        (" , 2 × A ,", [(2, "A ,")]),
    ],
)
def test_parts_are_read_from_one_line(text, parts):
    assert [tuple(each) for each in read_parts(text)] == parts


@pytest.mark.parametrize("text", ["A", "2 A", "× A", "2 ×", "-1 × A", "１ × A", "1.5 × A"])
def test_what_is_not_a_part_is_said(text):
    with pytest.raises(UnreadablePart):
        read_parts(text)
