"""Describing, changing, archiving and restoring a product."""

from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone

from inventory.models import Product
from inventory.products.services import save_product
from sostocked.foundation.records.errors import Refused
from tests.factories import FacilityFactory, ProductFactory, make_lead_time

LIST = "/o/acme/products/"
NEW = f"{LIST}new/"


@pytest.fixture
def typed(cast):
    """A whole form, with some of it typed differently."""
    return lambda **more: (
        {
            "sku": "YG-MAT-6MM",
            "title": "Yoga mat 6 mm",
            "asin": "",
            "fnsku": "",
            "upc": "",
            "units_per_carton": "8",
            "carton_length_cm": "60.5",
            "carton_width_cm": "40",
            "carton_height_cm": "",
            "carton_weight_kg": "12.25",
            "supplier": str(cast.ningbo.pk),
            "last_cost": "7.25",
            "lead_time": "",
        }
        | more
    )


def address(product):
    return f"{LIST}{product.pk}/"


def test_a_new_product_with_all_it_has(cast, sign_in, typed):
    codes = {"asin": "b08n5wrwnw", "fnsku": "x00 abc-1234", "upc": "0 12345-67890 5"}
    answer = sign_in(cast.bob).post(NEW, typed(lead_time=str(cast.lead_time.pk), **codes))
    assert (answer.status_code, answer.url) == (302, LIST)
    product = Product.objects.get(sku="YG-MAT-6MM")
    assert product.organization == cast.acme
    assert (product.asin, product.fnsku, product.upc) == ("B08N5WRWNW", "X00ABC1234", "012345678905")
    assert (product.units_per_carton, product.last_cost) == (8, Decimal("7.25"))
    assert (product.carton_length_cm, product.carton_weight_kg) == (Decimal("60.5"), Decimal("12.25"))
    assert (product.supplier, product.lead_time) == (cast.ningbo, cast.lead_time)


def test_save_and_add_another_opens_an_empty_form(cast, sign_in, typed):
    assert sign_in(cast.bob).post(NEW, typed(again="1")).url == NEW


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("sku", "", "This field is required."),
        ("sku", "   ", "This field is required."),
        ("sku", "x" * 61, "Ensure this value has at most 60 characters (it has 61)."),
        ("sku", "a\0b", "Null characters are not allowed."),
        ("sku", " CH-BRUSH-SET ", "You have a product with this SKU already."),
        ("title", "", "This field is required."),
        ("title", "x" * 251, "Ensure this value has at most 250 characters (it has 251)."),
        ("asin", "B08N5", "An ASIN is ten capital letters and digits."),
        ("asin", "B08N5WRWNW1", "Ensure this value has at most 10 characters (it has 11)."),
        ("fnsku", "X00ÄBC1234", "An FNSKU is ten capital letters and digits."),
        ("upc", "12345", "A UPC or EAN is 8 to 14 digits."),
        ("upc", "１２３４５６７８", "A UPC or EAN is 8 to 14 digits."),
        ("units_per_carton", "", "This field is required."),
        ("units_per_carton", "0", "Enter at least 1."),
        ("units_per_carton", "-3", "Enter at least 1."),
        ("units_per_carton", "12.5", "12.5 is not a whole number."),
        ("units_per_carton", "1000000000000", "Enter at most 1,000,000."),
        (
            "units_per_carton",
            "１２",
            "“１２” is not a number we can read. Write it in digits, like 1200 or 1,200.",
        ),
        ("carton_length_cm", "-1", "Enter at least 0."),
        ("carton_length_cm", "1.25", "1.25 has too many decimals."),
        (
            "carton_weight_kg",
            "1e3",
            "“1e3” is not a number we can read. Write it in digits, like 3.85 or 1,200.50.",
        ),
        ("last_cost", "-0.01", "A cost is never below zero."),
        ("last_cost", "0.00001", "0.00001 has too many decimals."),
        ("last_cost", "1000000000000", "Enter at most 99,999,999."),
        ("supplier", "999999", "Select a valid choice. That choice is not one of the available choices."),
        ("supplier", "abc", "Select a valid choice. That choice is not one of the available choices."),
        ("lead_time", "999999", "Select a valid choice. That choice is not one of the available choices."),
    ],
)
def test_every_slip_gets_its_sentence_beside_the_field(cast, sign_in, typed, field, value, sentence):
    page = sign_in(cast.bob).post(
        NEW, typed(**{field: value, "title": value if field == "title" else "Kept"})
    )
    assert page.status_code == 422
    assert page.context["form"].errors == {field: [sentence]}
    assert field == "title" or 'value="Kept"' in page.text
    assert Product.objects.count() == 1


@pytest.mark.parametrize("field", ["supplier", "lead_time"])
def test_what_belongs_to_others_or_is_archived_cannot_be_chosen(cast, sign_in, typed, field):
    now = timezone.now()
    if field == "supplier":
        theirs = FacilityFactory(organization=cast.stranger, supplier=True)
        gone = FacilityFactory(organization=cast.acme, supplier=True, archived_at=now)
        wrong = [theirs, gone, cast.lone_star]
    else:
        theirs = make_lead_time(cast.stranger, ("supplier", 1))
        gone = make_lead_time(cast.acme, ("supplier", 1))
        type(gone).objects.filter(pk=gone.pk).update(archived_at=now)
        wrong = [theirs, gone]
    for each in wrong:
        page = sign_in(cast.bob).post(NEW, typed(**{field: str(each.pk)}))
        assert list(page.context["form"].errors) == [field]
    assert Product.objects.count() == 1


def test_any_text_is_kept_as_it_was_typed(cast, sign_in, typed):
    title = "<script>alert(1)</script> 😀 شنطة"
    client = sign_in(cast.bob)
    client.post(NEW, typed(title=f"  {title}\n"))
    product = Product.objects.get(sku="YG-MAT-6MM")
    assert product.title == title
    assert "<script>alert(1)" not in client.get(address(product)).text


def test_changing_a_product(cast, sign_in, typed):
    client = sign_in(cast.bob)
    page = client.get(address(cast.brushes))
    assert 'value="CH-BRUSH-SET"' in page.text
    assert client.post(address(cast.brushes), typed(sku="CH-BRUSH-SET")).status_code == 302
    cast.brushes.refresh_from_db()
    assert cast.brushes.title == "Yoga mat 6 mm"


def test_a_large_number_is_shown_as_it_can_be_typed(cast, sign_in):
    product = ProductFactory(organization=cast.acme, units_per_carton=12000, last_cost="1234.5000")
    page = sign_in(cast.bob).get(address(product))
    assert 'value="12000"' in page.text
    assert 'value="1234.5"' in page.text


def test_the_sku_of_another_product_is_refused_and_all_is_kept(cast, sign_in, typed):
    other = ProductFactory(organization=cast.acme, sku="OTHER")
    page = sign_in(cast.bob).post(address(other), typed(sku="CH-BRUSH-SET"))
    assert page.status_code == 422
    assert page.context["form"].errors == {"sku": ["You have a product with this SKU already."]}
    assert "<bdi>OTHER</bdi>" in page.text
    assert 'value="CH-BRUSH-SET"' in page.text


def test_another_seller_may_use_the_same_sku(cast, sign_in, typed):
    ProductFactory(organization=cast.stranger, sku="YG-MAT-6MM")
    assert sign_in(cast.bob).post(NEW, typed()).status_code == 302


def test_a_sku_that_is_taken_at_this_very_moment_is_refused(cast):
    with pytest.raises(Refused, match="with this SKU already"):
        save_product(Product(organization=cast.acme, sku="CH-BRUSH-SET", title="Twin"))
    with pytest.raises(IntegrityError):
        save_product(Product(organization=cast.acme, sku="NEW", title="Worse", units_per_carton=0))


def test_a_supplier_that_was_archived_stays_on_its_products(cast, sign_in, typed):
    gone = FacilityFactory(organization=cast.acme, supplier=True, archived_at=timezone.now())
    product = ProductFactory(organization=cast.acme, supplier=gone)
    answer = sign_in(cast.bob).post(address(product), typed(supplier=str(gone.pk)))
    assert answer.status_code == 302


def test_a_viewer_looks_but_cannot_write(cast, sign_in, typed):
    client = sign_in(cast.vera)
    page = client.get(address(cast.brushes))
    assert '<fieldset class="stack stack--loose" disabled>' in page.text
    assert "Save product" not in page.text
    assert "/archive/" not in page.text
    assert client.post(address(cast.brushes), typed()).status_code == 403


def test_archived_and_undone_in_one_breath(cast, sign_in):
    client = sign_in(cast.bob)
    page = client.post(f"{address(cast.brushes)}archive/", follow=True)
    assert page.request["PATH_INFO"] == LIST
    assert "<bdi>CH-BRUSH-SET</bdi> is archived." in page.text
    assert f'action="{address(cast.brushes)}restore/"' in page.text
    assert not Product.objects.active().exists()
    page = client.post(f"{address(cast.brushes)}restore/", follow=True)
    assert "CH-BRUSH-SET can be ordered again." in page.text
    assert Product.objects.active().get() == cast.brushes


def test_archiving_twice_keeps_the_first_date(cast, sign_in):
    client = sign_in(cast.bob)
    client.post(f"{address(cast.brushes)}archive/")
    first = Product.objects.get().archived_at
    client.post(f"{address(cast.brushes)}archive/")
    assert Product.objects.get().archived_at == first


def test_an_archived_product_says_so(cast, sign_in):
    product = ProductFactory(organization=cast.acme, archived_at=timezone.now())
    assert "This product is archived." in sign_in(cast.bob).get(address(product)).text


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_same_queries_however_many_choices(cast, sign_in, rows, django_assert_num_queries):
    for n in range(rows):
        FacilityFactory(organization=cast.acme, supplier=True)
        make_lead_time(cast.acme, ("supplier", 1), name=f"Way {n}")
    client = sign_in(cast.bob)
    with django_assert_num_queries(7):
        client.get(address(cast.brushes))
