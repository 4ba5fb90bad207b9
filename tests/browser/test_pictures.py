"""The pictures of README and docs, taken of the demo world; `make screenshots` keeps them."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from purchasing.models import PurchaseOrder
from sostocked.foundation.people.models import User
from sostocked.site.demo.world import build
from workorders.models import WorkOrder

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PNG = b"\x89PNG"


@pytest.fixture
def folder(tmp_path):
    """Where pictures go: the folder that PICTURES names, or one that is thrown away."""
    return Path(os.environ.get("PICTURES") or tmp_path)


def test_the_pictures_of_the_documents_can_be_taken(open_window, enter, settings, folder):
    settings.DEMO = True
    build()
    order = PurchaseOrder.objects.get(organization__name="Brightwater Goods", number="PO-1002")
    work_order = WorkOrder.objects.get(order=order)
    seller = enter(open_window(), User.objects.get(email__startswith="olivia@"))
    dana = enter(open_window("phone"), User.objects.get(email__startswith="dana@"))

    seller.goto(order.get_absolute_url())
    seller.locator(".page-bar").screenshot(path=folder / "workflow-bar.png")
    seller.screenshot(path=folder / "purchase-order.png")
    seller.goto(work_order.get_absolute_url())
    seller.screenshot(path=folder / "work-order.png")
    seller.goto("/o/brightwater-goods/timeline/")
    seller.screenshot(path=folder / "timeline.png")
    preview_by_air(seller, order)
    seller.set_viewport_size({"width": 1440, "height": 1300})
    seller.screenshot(path=folder / "change-legs.png")
    dana.goto("/work-orders/")
    dana.screenshot(path=folder / "worklist-phone.png")

    seller.set_viewport_size({"width": 1280, "height": 900})
    seller.goto("/o/brightwater-goods/purchase-orders/PO-995/")
    seller.screenshot(path=folder / "where-the-units-are.png")
    dana.goto("/o/brightwater-goods/work-orders/WO-996-1/receive/")
    dana.screenshot(path=folder / "receive-phone.png")

    names = ("workflow-bar", "purchase-order", "work-order", "timeline", "change-legs", "worklist-phone")
    names += ("where-the-units-are", "receive-phone")
    for name in names:
        assert (folder / f"{name}.png").read_bytes().startswith(PNG)


def preview_by_air(page, order):
    """What it would do to send the goods by air instead of by sea."""
    page.goto(f"{order.get_absolute_url()}legs/")
    page.locator("[name=legs-0-mode]").select_option("air")
    page.locator("[name=legs-0-days]").fill("8")
    page.locator("[name=legs-1-days]").fill("2")
    page.get_by_role("button", name="See what changes").last.click()
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
