"""Bundles in a browser: the parts come with the recipe, and a tablet builds them."""

import pytest
from playwright.sync_api import expect

from inventory.bundles.services import PartInput, write_recipe
from inventory.stock.proof import find_faults
from tests.factories import ProductFactory
from tests.workorders.bundling.conftest import make_bench
from workorders.models import Step, WorkOrder

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("javascript", [True, False])
def test_the_parts_of_a_bundle_come_with_its_recipe(cast, open_window, enter, javascript):
    cap = ProductFactory(organization=cast.acme, sku="CAP")
    kit = ProductFactory(organization=cast.acme, sku="KIT")
    write_recipe(kit, parts=[PartInput(cap, 2)], read=0, by=cast.alice)
    page = enter(open_window(javascript=javascript), cast.alice)
    page.goto("/o/acme/work-orders/new/")
    page.get_by_label("Facility").first.select_option(str(cast.lone_star.pk))
    page.locator("[name=lines-0-sku]").fill("CAP")
    page.locator("[name=lines-0-quantity]").fill("200")
    page.locator("[name=steps-0-kind]").select_option("bundle")
    page.locator("[name=steps-0-product]").fill("KIT")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    if javascript:
        expect(page.locator("[name=steps-0-parts-0-sku]")).to_have_value("CAP")
        expect(page.locator("[name=steps-0-quantity]")).to_be_focused()
    page.locator("[name=steps-0-quantity]").fill("100")
    page.get_by_role("button", name="Save work order").click()
    expect(page.locator(".steps__parts").first).to_contain_text("200 in all")
    made = Step.objects.get(kind="bundle")
    assert ([(part.product, part.quantity) for part in made.parts.all()], made.recipe.number) == (
        [(cap, 2)],
        1,
    )


@pytest.mark.parametrize(("size", "javascript"), [("tablet", True), ("phone", False)])
def test_bundles_are_built_at_the_bench(cast, open_window, enter, size, javascript):
    bench = make_bench(cast)
    bench.receive(caps=600, lids=500)
    page = enter(open_window(size, javascript=javascript), cast.dana)
    page.goto(bench.work_order().get_absolute_url())
    page.get_by_role("link", name="Build", exact=True).click()
    expect(page.locator(".bundling__now dd")).to_have_text("300")
    expect(page.get_by_label("Bundles")).to_have_value("300")
    page.get_by_label("Bundles").fill("301")
    page.get_by_role("button", name="Build", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Can build 300: 600 of CAP left, 2 each.")
    page.get_by_label("Bundles").fill("200")
    page.get_by_role("button", name="Build", exact=True).click()
    expect(page.locator("h1")).to_have_text("Build 1")
    page.get_by_text("Take bundles apart").click()
    page.get_by_label("Bundles taken apart").fill("50")
    page.get_by_label("Why").fill("Wrong box")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("h1")).to_have_text("Un-bundling 2")
    assert (bench.on_hand(bench.kit), bench.on_hand(bench.cap)) == (150, 300)
    assert WorkOrder.objects.get(pk=bench.work_order().pk).status == "in_progress"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert find_faults() == []
