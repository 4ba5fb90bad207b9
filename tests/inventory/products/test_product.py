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
    codes = {"asin": "b08n5wrwnw", "fnsku": "x00 abd-1234", "upc": "0 12345-67890 5"}
    answer = sign_in(cast.bob).post(NEW, typed(lead_time=str(cast.lead_time.pk), **codes))
    assert (answer.status_code, answer.url) == (302, LIST)
    product = Product.objects.get(sku="YG-MAT-6MM")
    assert product.organization == cast.acme
    assert (product.asin, product.fnsku, product.upc) == ("B08N5WRWNW", "X00ABD1234", "012345678905")
    assert (product.units_per_carton, product.last_cost) == (8, Decimal("7.25"))
    assert (product.carton_length_cm, product.carton_weight_kg) == (Decimal("60.5"), Decimal("12.25"))
    assert (product.supplier, product.lead_time) == (cast.ningbo, cast.lead_time)


def test_amazons_label_may_be_on_several_products_where_it_is_their_asin(cast, sign_in, typed):
    client = sign_in(cast.bob)
    for sku in ("BOOK-A", "BOOK-B"):
        codes = {"asin": "X012345678", "fnsku": "X012345678"}
        assert client.post(NEW, typed(sku=sku, **codes)).status_code == 302
    for sku in ("MAT-A", "MAT-B"):
        codes = {"asin": "B08N5WRWNW", "fnsku": "B08N5WRWNW"}
        assert client.post(NEW, typed(sku=sku, **codes)).status_code == 302


def test_a_code_is_ten_letters_whatever_cannot_be_seen_in_it(cast, sign_in, typed):
    sign_in(cast.bob).post(NEW, typed(asin="\u200eB08N5WRWNW\u200b", title="  Yoga\u00a0mat\u202e "))
    product = Product.objects.get(sku="YG-MAT-6MM")
    assert (product.asin, product.title) == ("B08N5WRWNW", "Yoga mat")


def test_a_cost_has_a_currency_and_a_day(cast, sign_in, typed, time_machine):
    time_machine.move_to("2026-11-27T18:00Z")
    client = sign_in(cast.bob)
    client.post(NEW, typed(last_cost="27.50", last_cost_currency="CNY"))
    product = Product.objects.get(sku="YG-MAT-6MM")
    cast.acme.currency = "EUR"
    cast.acme.save()
    page = client.get(address(product))
    assert '<option value="CNY" selected>' in page.text
    assert '27.50<span class="money__currency">CNY</span>' in client.get(LIST).text
    assert (product.last_cost, product.last_cost_currency) == (Decimal("27.5"), "CNY")
    assert str(product.last_cost_on) == "2026-11-27"
    time_machine.move_to("2026-12-05T18:00Z")
    client.post(address(product), typed(last_cost="27.50", last_cost_currency="CNY", title="Other"))
    product.refresh_from_db()
    assert (product.title, str(product.last_cost_on)) == ("Other", "2026-11-27")


def test_sizes_are_kept_exactly_as_they_were_typed_in_inches_and_pounds(cast, sign_in, typed):
    cast.acme.units = "imperial"
    cast.acme.save()
    client = sign_in(cast.bob)
    sizes = {"carton_length_cm": "12.25", "carton_weight_kg": "27.503"}
    client.post(NEW, typed(**sizes))
    product = Product.objects.get(sku="YG-MAT-6MM")
    assert (product.carton_length_cm, product.carton_weight_kg) == (
        Decimal("31.115"),
        Decimal("12.47515095211"),
    )
    page = client.get(address(product))
    assert 'value="12.25"' in page.text
    assert 'value="27.503"' in page.text
    assert "Length (in)" in page.text


def test_who_turns_to_the_other_units_changes_no_size_by_saving(cast, sign_in, typed):
    client = sign_in(cast.bob)
    client.post(NEW, typed())
    cast.acme.units = "imperial"
    cast.acme.save()
    product = Product.objects.get(sku="YG-MAT-6MM")
    page = client.get(address(product))
    form = page.context["form"]
    assert (form["carton_length_cm"].value(), form["carton_weight_kg"].value()) == ("23.819", "27.007")
    assert 'value="23.819"' in page.text
    typed_back = {"carton_length_cm": "23.819", "carton_width_cm": "15.748", "carton_weight_kg": "27.007"}
    client.post(address(product), typed(**typed_back))
    product.refresh_from_db()
    assert (product.carton_length_cm, product.carton_weight_kg) == (Decimal("60.5"), Decimal("12.25"))


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
        ("upc", "12345", "12345 has 5 digits. A UPC has 12, an EAN 13 or 8, a GTIN 14."),
        ("upc", "１２３４５６７８", "A UPC, EAN or GTIN is written in digits only."),
        (
            "upc",
            "036000291453",
            "036000291453 has a wrong digit: the last one would be 2. Compare it with the barcode.",
        ),
        (
            "upc",
            "3600-0291 452",
            "The zero in front got lost, as spreadsheets do: 36000291452 has 11 digits. Write 036000291452.",
        ),
        ("fnsku", "x00-abc-1234", "You have a product with this FNSKU already."),
        ("sku", "ch-brush-set", "You have a product with this SKU already."),
        ("sku", "CH-BRUSH\u200b-SET\u200e", "You have a product with this SKU already."),
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
        ("carton_length_cm", "1.2525", "1.2525 has too many decimals."),
        ("carton_weight_kg", "0,850", "“0,850” can mean two things. Write 0.85 or 850."),
        ("last_cost", "1,200", "“1,200” can mean two things. Write 1.2 or 1200."),
        ("last_cost_currency", "XXX", "Select a valid choice. XXX is not one of the available choices."),
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
    with django_assert_num_queries(11):
        client.get(address(cast.brushes))
