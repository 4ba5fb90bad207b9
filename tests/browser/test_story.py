"""The main job, as two people do it: a seller orders, the prep center acknowledges its work order."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_lead_time, make_placed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BLACK = "rgb(0, 0, 0)"
S2_NAMES = ["Production", "Ocean freight", "Ground freight", "Prep center", "Ground freight", "FBA check-in"]
S2_ENDS = ["11 Nov", "9 Dec", "13 Dec", "18 Dec", "24 Dec", "31 Dec"]


def legs(page):
    return page.get_by_role("navigation", name="Workflow").locator("li[data-kind]")


BADGES = """legs => legs.map(leg => {
    const name = getComputedStyle(leg.querySelector(".workflow-bar__name"));
    const track = getComputedStyle(leg.querySelector(".workflow-bar__track"));
    return {
        colour: getComputedStyle(leg).color, name: name.color, track: track.color,
        weight: Number(name.fontWeight), active: leg.dataset.active,
    };
})"""


def contrast_on_white(colour):
    """The WCAG contrast of an rgb() colour on white."""
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def expect_portions(page, word):
    """`word` has a letter a leg: b black (this document's), g grey; by colour, attribute, weight."""
    expect(legs(page)).to_have_count(len(word))
    page.wait_for_load_state("networkidle")
    badges = legs(page).evaluate_all(BADGES)
    assert "".join("b" if badge["colour"] == BLACK else "g" for badge in badges) == word
    assert [badge["active"] for badge in badges] == [{"b": "true", "g": "false"}[letter] for letter in word]
    assert all(badge["name"] == badge["track"] == badge["colour"] for badge in badges)
    greys = [badge for badge in badges if badge["colour"] != BLACK]
    for badge in greys:
        red, green, blue = (int(part) for part in badge["colour"][4:-1].split(","))
        assert max(red, green, blue) - min(red, green, blue) <= 12  # really grey
        assert contrast_on_white(badge["colour"]) >= 4.5
        assert badge["weight"] < min(other["weight"] for other in badges if other["colour"] == BLACK)
    assert page.locator("nav[aria-label=Workflow] [aria-current=step]").count() == 1


def expect_s2_dates(page):
    expect(legs(page).locator(".workflow-bar__name")).to_have_text(S2_NAMES)
    expect(legs(page).locator(".workflow-bar__dates")).to_contain_text(S2_ENDS)


def sign_in(page, person, password="correct horse battery"):
    person.set_password(password)
    person.save()
    page.goto("/")
    page.get_by_label("E-mail", exact=True).fill(person.email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def write_s2(page):
    page.get_by_role("link", name="New purchase order").first.click()
    page.get_by_label("Supplier").select_option("Ningbo Brightware")
    page.get_by_label("PO date").fill("2026-10-12")
    expect(page.get_by_text("Choose a lead time and every leg")).to_be_visible()
    page.get_by_label("Lead time").select_option("China → Lone Star → FBA")
    expect_s2_dates(page)
    expect(page.get_by_role("navigation", name="Workflow")).to_contain_text("will be created")
    expect(page.get_by_role("navigation", name="Workflow")).to_contain_text("Lone Star Prep")
    product = page.get_by_role("combobox", name="Product")
    product.press_sequentially("brush")
    page.get_by_role("option", name="Brush set").click()
    expect(product).to_have_value("CH-BRUSH-SET")
    page.get_by_label("Quantity").fill("2,000")
    page.get_by_label("Unit cost").fill("2.10")
    footer = page.locator(".form-footer")
    expect(footer).to_contain_text("4,200.00")
    expect(footer).to_contain_text("50")


def test_from_a_lead_time_to_an_acknowledged_work_order(cast, open_window):
    seller = open_window()
    sign_in(seller, cast.alice)
    write_s2(seller)
    expect_portions(seller, "bbbggg")
    seller.get_by_role("button", name="Save and place").click()
    dialog = seller.get_by_role("main")
    expect(dialog).to_contain_text("Lone Star Prep")
    expect(dialog).to_contain_text("WO-1001-1")
    seller.get_by_role("button", name="Place").click()
    expect(seller.get_by_role("heading", name="PO-1001")).to_be_visible()
    expect_portions(seller, "bbbggg")
    expect_s2_dates(seller)

    dana = open_window("tablet")
    sign_in(dana, cast.dana)
    dana.get_by_role("link", name="WO-1001-1").click()
    expect(dana.get_by_role("heading", name="WO-1001-1")).to_be_visible()
    expect_portions(dana, "gggbbb")
    expect_s2_dates(dana)
    expect(dana.get_by_text("50").first).to_be_visible()
    for secret in ("Ningbo", "2.10", "4,200", "China"):
        assert secret not in dana.content()
    dana.get_by_role("button", name="Acknowledge").click()
    expect(dana.get_by_role("button", name="Start the work")).to_be_visible()

    seller.reload()
    expect(seller.get_by_text("Dana acknowledged revision 1")).to_be_visible()


def test_the_work_is_started_ticked_off_and_completed(cast, window, enter):
    work_order = make_placed(cast).work_orders.get()
    enter(window, cast.dana).goto(work_order.get_absolute_url())
    window.get_by_role("button", name="Acknowledge").click()
    window.get_by_role("button", name="Start the work").click()
    for step in (1, 2, 3):
        window.get_by_role("button", name=f"Done step {step}").click()
        expect(window.get_by_role("button", name=f"Undo step {step}")).to_be_visible()
    expect(window.get_by_text("3 of 3")).to_be_visible()
    window.get_by_role("link", name="Complete").click()
    dialog = window.get_by_role("dialog")
    dialog.get_by_role("button", name="Complete").click()
    dialog.get_by_label("Yes, that is so").check()  # sooner than the freight was to be over
    dialog.get_by_role("button", name="Complete").click()
    expect(window.get_by_text("Completed").first).to_be_visible()


def test_the_bar_follows_supplier_date_and_lead_time_as_they_change(cast, window, enter):
    make_lead_time(cast.acme, ("supplier", 15), ("freight/ocean", 25), ("fba", 5), name="Straight to FBA")
    cast.ningbo.default_lead_time = cast.lead_time
    cast.ningbo.save()
    enter(window, cast.alice).goto("/o/acme/purchase-orders/new/")
    window.get_by_label("Supplier").select_option("Ningbo Brightware")
    expect(window.get_by_text("the default of Ningbo Brightware")).to_be_visible()
    expect(legs(window)).to_have_count(6)
    window.get_by_label("PO date").fill("2026-10-12")
    expect_s2_dates(window)
    window.get_by_label("PO date").fill("2026-10-13")
    expect(legs(window).last).to_contain_text("1 Jan 2027")
    window.get_by_label("Lead time").select_option("Straight to FBA")
    expect(legs(window)).to_have_count(3)
    expect_portions(window, "bbb")


def test_lines_come_and_go_without_a_reload_or_a_loss(cast, window, enter):
    enter(window, cast.alice).goto("/o/acme/purchase-orders/new/")
    window.evaluate("window.marked = true")
    window.get_by_label("Notes").fill("Mind the gap")
    window.get_by_label("Quantity").fill("12")
    window.get_by_role("button", name="Add line").click()
    expect(window.get_by_label("Quantity")).to_have_count(2)
    window.get_by_label("Quantity").nth(1).fill("34")
    window.get_by_role("button", name="Remove line 1").click()
    expect(window.get_by_label("Quantity")).to_have_count(1)
    expect(window.get_by_label("Quantity")).to_have_value("34")
    expect(window.get_by_label("Notes")).to_have_value("Mind the gap")
    assert window.evaluate("window.marked") is True


def test_without_scripts_the_same_form_does_the_same(cast, open_window, enter):
    page = open_window(javascript=False)
    enter(page, cast.alice).goto("/o/acme/purchase-orders/new/")
    page.get_by_label("Supplier").select_option("Ningbo Brightware")
    page.get_by_label("PO date").fill("2026-10-12")
    page.get_by_label("Lead time").select_option("China → Lone Star → FBA")
    page.get_by_label("Product").fill("CH-BRUSH-SET")
    page.get_by_label("Quantity").fill("2000")
    page.get_by_label("Unit cost").fill("2.10")
    page.get_by_role("button", name="Add line").click()
    expect(page.get_by_label("Quantity")).to_have_count(2)
    expect(page.get_by_label("Quantity").first).to_have_value("2000")
    expect_s2_dates(page)
    page.get_by_role("button", name="Remove line 2").click()
    page.get_by_role("button", name="Save and place").click()
    page.get_by_role("button", name="Place").click()
    expect(page.get_by_role("heading", name="PO-1001")).to_be_visible()
    expect_portions(page, "bbbggg")
    dana = open_window(javascript=False)
    enter(dana, cast.dana).goto("/work-orders/")
    dana.get_by_role("button", name="Acknowledge").click()
    dana.goto("/o/acme/work-orders/WO-1001-1/")
    expect_portions(dana, "gggbbb")
    expect(dana.get_by_role("button", name="Start the work")).to_be_visible()


def test_a_double_click_on_place_places_once(cast, window, enter):
    enter(window, cast.alice).goto("/")
    write_s2(window)
    window.get_by_role("button", name="Save and place").click()
    window.get_by_role("button", name="Place").dblclick()
    expect(window.get_by_role("heading", name="PO-1001")).to_be_visible()
    window.wait_for_load_state("networkidle")
    assert cast.acme.purchase_orders.count() == cast.acme.work_orders.count() == 1


def test_nothing_runs_out_of_a_phone(cast, open_window, enter):
    order = make_placed(cast)
    page = open_window("phone")
    enter(page, cast.alice)
    addresses = [
        "/o/acme/purchase-orders/",
        "/o/acme/purchase-orders/new/",
        order.get_absolute_url(),
        f"{order.get_absolute_url()}edit/",
        "/o/acme/work-orders/",
        "/o/acme/work-orders/new/",
        "/o/acme/work-orders/WO-1001-1/",
        "/o/acme/work-orders/WO-1001-1/steps/",
        "/o/acme/products/",
        "/o/acme/products/new/",
        "/o/acme/lead-times/",
        f"/o/acme/lead-times/{cast.lead_time.pk}/",
        "/o/acme/facilities/",
        "/o/acme/people/",
    ]
    for address in addresses:
        assert page.goto(address).status == 200
        too_wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert (address, too_wide) == (address, 0)
    page.goto(order.get_absolute_url())
    expect_portions(page, "bbbggg")


def test_on_a_phone_a_warehouse_person_acknowledges_with_one_tap(cast, open_window, enter):
    make_placed(cast)
    page = open_window("phone")
    enter(page, cast.dana).goto("/")
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text("Acknowledged").first).to_be_visible()
    assert cast.lone_star.work_orders.get().status == "acknowledged"


def test_a_second_tap_does_not_acknowledge_what_slid_under_the_finger(cast, open_window, enter):
    make_placed(cast)
    make_placed(cast)
    page = open_window("phone")
    enter(page, cast.dana).goto("/work-orders/")
    page.clock.set_fixed_time(
        "2026-11-27T08:00:00"
    )  # however slow the machine: both taps are within a second
    button = page.locator("form[data-second-tap] button")
    button.first.click()
    expect(button).to_have_count(1)
    button.first.click()
    page.wait_for_timeout(400)
    expect(button).to_have_count(1)
    statuses = cast.lone_star.work_orders.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["acknowledged", "sent"]


def test_a_cost_one_types_is_never_overwritten_by_a_slow_answer(cast, window, enter):
    cast.brushes.last_cost = "1.85"
    cast.brushes.save()
    enter(window, cast.alice).goto("/o/acme/purchase-orders/new/")
    slow = {"offline": False, "latency": 500, "downloadThroughput": -1, "uploadThroughput": -1}
    window.context.new_cdp_session(window).send("Network.emulateNetworkConditions", slow)
    window.get_by_role("combobox", name="Product").fill("CH-BRUSH-SET")
    window.get_by_label("Quantity").press_sequentially("48")
    window.get_by_label("Unit cost").press_sequentially("2.5", delay=120)
    window.wait_for_load_state("networkidle")
    window.wait_for_timeout(800)
    expect(window.get_by_label("Unit cost")).to_have_value("2.5")
    expect(window.locator(".form-footer")).to_contain_text("120.00")
