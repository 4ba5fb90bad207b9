"""Photos from a phone at the dock: made smaller, kept through a reload and a lost connection, looked at large."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from sostocked.foundation.documents.models import Attachment
from tests.factories import make_placed
from tests.foundation.documents.pictures import exif, jpeg, two_halves, written
from workorders import services
from workorders.models import Receipt

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def truck(cast):
    order = make_placed(cast)
    services.acknowledge(order.work_orders.get(), by=cast.dana, revision=1)
    return order.work_orders.get()


def shot(name, width=3200, height=2400):
    """As a phone's camera gives it to the browser, with its place in it."""
    content = written(two_halves(width, height), "JPEG", exif=exif(), quality=95)
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def take(page, files, label="Take photos", of="first"):
    getattr(page.get_by_label(label), of).set_input_files(files)


def test_two_photos_of_a_line_are_taken_on_a_phone_and_are_on_the_receipt(cast, truck, open_window, enter):
    page = enter(open_window("phone"), cast.dana)
    sizes = []
    page.on(
        "request",
        lambda asked: sizes.append(len(asked.post_data_buffer or b"")) if "/photos/" in asked.url else None,
    )
    page.goto(f"{truck.get_absolute_url()}receive/")
    take(page, [shot("one.jpg"), shot("two.jpg", 2400, 3200)])
    photos = page.locator("[data-photo]")
    expect(photos).to_have_count(2)
    expect(page.locator(".photo--waiting")).to_have_count(0)
    assert len(sizes) == 2
    assert max(sizes) < len(shot("one.jpg")["buffer"])  # smaller before they leave
    assert sorted(Attachment.objects.values_list("width", "height")) == [(1920, 2560), (2560, 1920)]

    page.get_by_label("Units").first.fill("5")
    page.get_by_label("Note").first.fill("Corner crushed")
    page.reload()
    expect(photos).to_have_count(2)
    expect(page.get_by_label("Units").first).to_have_value("5")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("heading", name="Receipt 1")).to_be_visible()
    expect(page.get_by_role("rowheader").locator("[data-photo]")).to_have_count(2)
    expect(page.get_by_text("Corner crushed")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.locator("a[data-lightbox]").first.focus()
    page.keyboard.press("Enter")
    large = page.get_by_role("dialog", name="Photo").get_by_role("img")
    expect(large).to_be_visible()
    expect(large).to_have_js_property("complete", True)
    assert large.evaluate("image => image.naturalWidth") in (1920, 2560)
    expect(page.get_by_text("(1 of 2)")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("(2 of 2)")).to_be_visible()
    page.keyboard.press("Escape")
    expect(large).to_be_hidden()


def test_a_photo_that_does_not_get_through_is_kept_and_sent_later(cast, truck, open_window, enter):
    page = enter(open_window("phone"), cast.dana)
    page.goto(f"{truck.get_absolute_url()}receive/")
    page.get_by_label("Units").first.fill("5")
    # As when the session has ended meanwhile, or another network answers: the answer is not ours.
    page.route(
        "**/photos/", lambda route: route.fulfill(status=302, headers={"Location": "/accounts/login/"})
    )
    take(page, [shot("one.jpg", 800, 600)])
    expect(page.get_by_text("it is kept here and sent later")).to_be_visible()
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("heading", name="Receipt 1")).to_be_visible()
    assert (Receipt.objects.count(), Attachment.objects.count()) == (1, 0)

    enter(page, cast.alice).goto(truck.get_absolute_url())  # another person at the same tablet
    page.unroute("**/photos/")
    page.reload()
    page.wait_for_load_state("networkidle")
    assert not Attachment.objects.exists()
    enter(page, cast.dana).goto(f"{truck.get_absolute_url()}receipts/1/")
    expect(page.get_by_text("one.jpg, which waited here, is sent now.")).to_be_visible()
    assert Attachment.objects.get().by == cast.dana
    page.reload()
    expect(page.get_by_role("rowheader").locator("[data-photo]")).to_have_count(1)


def test_what_is_no_photo_is_said_beside_the_row_and_nothing_waits(cast, truck, open_window, enter):
    page = enter(open_window("tablet"), cast.dana)
    page.goto(f"{truck.get_absolute_url()}receive/")
    take(page, [{"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"<svg></svg>"}])
    expect(page.get_by_text("x.jpg is a drawing (SVG), not a photo.")).to_be_visible()
    expect(page.locator(".photo--waiting")).to_have_count(0)
    assert not Attachment.objects.exists()


def test_without_scripts_photos_go_with_the_form_and_open_as_pages(cast, truck, open_window, enter):
    page = enter(open_window("phone", javascript=False), cast.dana)
    page.goto(f"{truck.get_absolute_url()}receive/")
    take(page, [{"name": "dock.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}], of="last")
    page.get_by_label("Units").first.fill("5")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("heading", name="Receipt 1")).to_be_visible()
    take(page, [{"name": "more.jpg", "mimeType": "image/jpeg", "buffer": jpeg(90, 60)}], label="Add photos")
    page.get_by_role("button", name="Send the photos").click()
    expect(page.locator("[data-photo]")).to_have_count(2)
    answer = page.goto(page.locator("a[data-lightbox]").first.get_attribute("href"))
    assert Image.open(io.BytesIO(answer.body())).size == (400, 300)
