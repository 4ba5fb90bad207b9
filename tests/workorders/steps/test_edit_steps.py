"""The seller writes what a facility is to do."""

import re

import pytest

from inventory.models import Product
from tests.factories import OrganizationFactory, ProductFactory
from tests.workorders.conftest import url_of
from workorders.models import Step, WorkOrder
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


def form(*steps, action="save", **more):
    """What a page that was opened just now sends."""
    data = {"action": action, "version": str(WorkOrder.objects.get().version), "instructions": "", **more}
    data |= {"steps-TOTAL_FORMS": str(len(steps)), "steps-INITIAL_FORMS": "0"}
    for n, step in enumerate(steps):
        data |= {f"steps-{n}-{name}": value for name, value in step.items()}
    return data


def step(kind="ship", product="", quantity="", parts=(), instruction=""):
    """A row of the form; `parts` are pairs of quantity and text."""
    row = {"kind": kind, "product": product, "quantity": quantity, "instruction": instruction}
    if parts:
        row |= {"parts-TOTAL_FORMS": str(len(parts)), "parts-INITIAL_FORMS": "0"}
    for n, (units, text) in enumerate(parts):
        row |= {f"parts-{n}-quantity": units, f"parts-{n}-sku": text}
    return row


def parts_of(made):
    return [(part.quantity, part.product.sku) for part in made.parts.all()]


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
    steps = response.context["draft"].steps.forms
    forms = [form for step in steps for form in (step, *step.parts.forms)]
    return [error for form in forms for errors in form.errors.values() for error in errors]


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
    write_steps(
        sent, version=sent.version, steps=[StepInput("inspect", "Look closely")], instructions="Hello"
    )
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


def test_a_bundle_names_its_parts_row_by_row(alice, cast, sent, kit):
    ProductFactory(organization=cast.acme, sku="BOX; 2 x LID, 3 × CUP")
    parts = [("2", "CUP, RED"), ("1", "lid"), ("", ""), ("1,000", "BOX; 2 x LID, 3 × CUP")]
    data = form(step("bundle", "KIT", "1,200", parts, "Into one sleeve"))
    assert alice.post(url_of(sent, "steps/"), data).status_code == 302
    made = Step.objects.get(kind="bundle")
    assert (made.product.sku, made.quantity) == ("KIT", 1200)
    assert parts_of(made) == [(2, "CUP, RED"), (1, "LID"), (1000, "BOX; 2 x LID, 3 × CUP")]
    again = alice.get(url_of(sent, "steps/")).context["draft"].steps[0]
    rows = [(part["quantity"].value(), part["sku"].value()) for part in again.parts]
    assert rows == [("2", "CUP, RED"), ("1", "LID"), ("1000", "BOX; 2 x LID, 3 × CUP")]
    assert again["quantity"].value() == "1200"


def fields_of(page):
    """The form of a page as a browser would send it back, without its buttons."""
    text = text_of(page)
    sent = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', text))
    chosen = re.findall(r'<select name="([^"]+)".*?<option value="([^"]*)" selected', text, re.S)
    return {name: value for name, value in (sent | dict(chosen)).items() if name != "csrfmiddlewaretoken"}


def test_steps_and_parts_keep_their_products_when_skus_are_swapped_meanwhile(alice, cast, sent, kit):
    parts = [("2", "CUP, RED"), ("1", "LID")]
    alice.post(url_of(sent, "steps/"), form(step("receive"), step("bundle", "KIT", "5", parts)))
    before = list(Step.objects.values_list("pk", "product", "parts__product").order_by("pk", "parts"))
    data = fields_of(alice.get(url_of(sent, "steps/")))
    for old, new in (("LID", "SWAP"), ("KIT", "LID"), ("SWAP", "KIT")):
        Product.objects.filter(sku=old).update(sku=new)
    answer = alice.post(url_of(sent, "steps/"), data | {"action": "save", "instructions": "Only this"})
    assert answer.status_code == 302
    assert WorkOrder.objects.get().instructions == "Only this"
    assert before == list(Step.objects.values_list("pk", "product", "parts__product").order_by("pk", "parts"))


def test_a_step_that_moves_keeps_its_row(alice, sent):
    alice.post(url_of(sent, "steps/"), form(step("receive"), step("label"), step("ship")))
    rows = {each.kind: each.pk for each in Step.objects.all()}
    data = fields_of(alice.get(url_of(sent, "steps/")))
    moved = alice.post(url_of(sent, "steps/"), data | {"action": "step-up-2"})
    alice.post(url_of(sent, "steps/"), fields_of(moved) | {"action": "save"})
    assert [(each.kind, each.pk) for each in sent.steps.all()] == [
        (kind, rows[kind]) for kind in ("receive", "ship", "label")
    ]


def parts_on(page, at):
    """The parts of a step of a page, in order."""
    rows = rf'<input[^>]*name="steps-{at}-parts-\d+-sku"[^>]*>'
    return [re.search('value="([^"]*)"', row)[1] for row in re.findall(rows, text_of(page))]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_parts_are_added_and_removed_without_saving_with_scripts_on_and_off(alice, sent, kit, headers):
    parts = [("2", "CUP, RED"), ("1", "LID")]
    data = form(step("ship"), step("bundle", "KIT", "5", parts), action="add-step-1-part")
    added = alice.post(url_of(sent, "steps/"), data, **headers)
    assert re.findall(r'name="(steps-\d+-parts-\d+-sku)"', text_of(added)) == [
        f"steps-1-parts-{n}-sku" for n in range(3)
    ]
    assert "field__error" not in text_of(added)
    assert re.search(r'name="steps-1-parts-2-[a-z]+"[^>]* autofocus', text_of(added))
    removed = alice.post(url_of(sent, "steps/"), data | {"action": "remove-step-1-part-0"}, **headers)
    assert parts_on(removed, 1) == ["LID"]
    up = alice.post(url_of(sent, "steps/"), data | {"action": "step-up-1"}, **headers)
    assert parts_on(up, 0) == ["CUP, RED", "LID"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (step(""), None),
        (step("", instruction="Do it"), "Choose what is to be done."),
        (step("dance"), "Choose one of the kinds of step."),
        (step("other"), "Write what is to be done."),
        (step("label", "NOPE"), "You have no product with the SKU, title or code “NOPE”."),
        (step("label", quantity="0"), "Enter at least 1 unit."),
        (step("label", quantity="-3"), "Enter at least 1 unit."),
        (step("label", quantity="1000000000000"), "Enter at most 10,000,000 units."),
        (step("label", quantity="12.5"), "Units are whole: 12.5 is not."),
        (step("label", quantity="１２"), "“１２” is not a number we can read."),
        (step("bundle"), "Name the unit that the parts become."),
        (step("bundle", "KIT"), "Say how many to make."),
        (step("bundle", "KIT", "5"), "Say what goes into one: add its parts."),
        (step("bundle", "KIT", "5", [("", "")]), "Say what goes into one: add its parts."),
        (step("bundle", "KIT", "5", [("", "LID")]), "Enter how many go into one."),
        (step("bundle", "KIT", "5", [("2", "")]), "Choose a product by SKU, title or code."),
        (step("bundle", "KIT", "5", [("0", "LID")]), "A part has at least 1 unit."),
        (step("bundle", "KIT", "5", [("99999999999", "LID")]), "A part has at most 10,000,000 units."),
        (step("bundle", "KIT", "5", [("0,375", "LID")]), "“0,375” can mean two things."),
        (step("bundle", "KIT", "5", [("1", "LID"), ("2", "lid")]), "LID is named twice."),
        (
            step("bundle", "KIT", "5", [("1", "FOREIGN")]),
            "You have no product with the SKU, title or code “FOREIGN”.",
        ),
        (step("bundle", "KIT", "5", [("1", "KIT")]), "KIT is what the parts become."),
        (step("label", parts=[("1", "LID")]), "Only a bundle is made of parts."),
        (step("", parts=[("1", "LID")]), "Choose what is to be done."),
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
    first, later = form(step("store")), form(step("other", instruction="From the other tab"))
    alice.post(url_of(sent, "steps/"), first)
    answer = alice.post(url_of(sent, "steps/"), later)
    assert answer.status_code == 409
    assert "Changed by " in text_of(answer)
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
