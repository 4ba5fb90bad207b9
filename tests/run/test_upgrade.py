"""The release before goes on working on today's tables, while servers are replaced one by one.

Its code comes out of the repository's own history. What it does here a person does at its pages, as they were.
"""

import io
import os
import subprocess
import sys
import tarfile
import time
import warnings
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import call_command
from django.db import connection
from stand_in import ROOT, free_port

from inventory.models import Product
from purchasing.models import PurchaseOrder
from sostocked.site.upgrade import finish
from tests.drills.visitor import Away, Visitor
from tests.factories import FacilityFactory, make_placed
from workorders.models import WorkOrder

RELEASE_BEFORE = "4ffba6db78c00b470fd6847e95bca5874a802f07"
THE_ONE_BEFORE_IT = "45970673f2e9d42f23b8ad5401ebccdbf1a21d7f"
WITH_OLD_NAMES = "963d636e966f667fef881a3ab85427db67ca0acf"
"""An older one, whose columns had other names, and which kept no keys: `finish_upgrade` mends what it wrote."""
BOTH = pytest.mark.parametrize(
    "before", [RELEASE_BEFORE, THE_ONE_BEFORE_IT], indirect=True, ids=["last", "the one before"]
)
PASSWORD = "a long way from Ningbo"
UNKNOWN_WITHOUT_A_DEFAULT = """
from django.apps import apps
from django.db import connection
for model in apps.get_models(include_auto_created=True):
    if not model._meta.managed or model._meta.app_label == "pghistory":  # its view is made on the fly
        continue
    known = {field.column for field in model._meta.local_concrete_fields}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'"
            " FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s",
            [model._meta.db_table],
        )
        columns = dict(cursor.fetchall())
    table = model._meta.db_table
    for column in known - set(columns):
        print(f"{table}.{column} is gone")
    if not table.endswith("event"):  # the triggers of today write those
        for column in sorted(set(columns) - known):
            if columns[column]:
                print(f"{table}.{column} has no default")
"""


@pytest.fixture(scope="module")
def before(request, tmp_path_factory) -> Path:
    """The code of a release before, in a folder of its own."""
    release = getattr(request, "param", WITH_OLD_NAMES)
    packed = subprocess.run(["git", "-C", str(ROOT), "archive", release], capture_output=True, check=False)
    if packed.returncode:
        sentence = f"THE HISTORY IS NOT HERE ({release[:8]}): the release before was not tried."
        with warnings.catch_warnings():
            warnings.simplefilter("always")  # said in the summary; it is no fault of the code
            warnings.warn(sentence, pytest.PytestWarning, stacklevel=1)
        pytest.skip(sentence)
    folder = tmp_path_factory.mktemp("before")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        files.extractall(folder, filter="data")
    return folder


def environment() -> dict[str, str]:
    """What it needs to work on the tables of this test."""
    owner = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    url = urlsplit(owner)._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    own = {
        "DATABASE_URL": url,
        "DATABASE_OWNER_URL": url,
        "SOSTOCKED_DEMO": "1",
        "ALLOWED_HOSTS": "127.0.0.1",
    }
    return os.environ | own | {"PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def served(before, transactional_db):
    """The port at which it answers."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "sostocked.wsgi", "--threads", "4", "--no-control-socket"]
    with (before / "said.log").open("w") as said:
        process = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}"],
            cwd=before, env=environment(), stdout=said, stderr=said, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 40
    while True:
        try:
            assert Visitor(port).get("/healthz").status == 200
        except Away:
            assert time.monotonic() < deadline, "the release before never answered"
            time.sleep(0.2)
        else:
            return


@pytest.fixture
def people(cast):
    for person in (cast.alice, cast.dana):
        person.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt")  # tests have a quicker one
        person.save()
    call_command("createcachetable")
    return cast


def test_it_knows_every_column_it_reads_and_the_database_fills_the_others(before, db):
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", UNKNOWN_WITHOUT_A_DEFAULT],
        cwd=before, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("", 0), done.stderr


@BOTH
def test_an_order_goes_from_the_seller_to_the_facility_in_the_release_before(served, people):
    alice = Visitor(served).sign_in("alice@example.com", PASSWORD)
    number = place_an_order(alice, people)
    order = PurchaseOrder.objects.get(number=number)
    work_order = order.work_orders.get()
    assert (order.status, work_order.status, work_order.facility) == ("placed", "sent", people.lone_star)

    dana = Visitor(served).sign_in("dana@example.com", PASSWORD)
    page = dana.get(f"/o/acme/work-orders/{work_order.number}/")
    assert dana.send(page, page.form("/acknowledge/")).status == 200
    work_order.refresh_from_db()
    assert (work_order.status, work_order.acknowledged_revision) == ("acknowledged", 1)


def place_an_order(person: Visitor, cast) -> str:
    """Write and place an order of brushes at the pages; its number."""
    page = person.get("/o/acme/purchase-orders/new/")
    page = person.send(
        page, page.form("/new/"), supplier=cast.ningbo.pk, lead_time=cast.lead_time.pk,
        lines__0__sku="CH-BRUSH-SET", lines__0__quantity=2000, lines__0__unit_cost="2.10", action="save",
    )  # fmt: skip
    number = page.url.rstrip("/").rpartition("/")[2]
    asked = person.get(f"{page.url}place/")
    assert person.send(asked, asked.form("/place/")).status == 200
    return number


@BOTH
def test_what_today_writes_the_release_before_reads(served, people):
    order = make_placed(people)
    alice = Visitor(served).sign_in("alice@example.com", PASSWORD)
    page = alice.get(order.get_absolute_url())
    assert page.status == 200
    assert order.work_orders.get().number in page.text
    assert alice.get("/o/acme/purchase-orders/").status == 200
    assert alice.get("/o/acme/work-orders/").status == 200


def test_after_the_upgrade_what_it_wrote_is_as_if_today_had(served, people):
    alice = Visitor(served).sign_in("alice@example.com", PASSWORD)
    page = alice.get("/o/acme/products/new/")
    alice.send(page, page.form("/new/"), sku="Öl-1", title="Öl", units_per_carton=6)
    hall = FacilityFactory(organization=people.acme, name="Straße 5")
    with connection.cursor() as cursor:  # its admin site writes no key either
        cursor.execute("UPDATE leadtimes_facility SET name_key = DEFAULT, name_to_mend = DEFAULT")
    order = PurchaseOrder.objects.get(number=place_an_order(alice, people))
    assert Product.objects.get(sku="Öl-1").sku_key == ""
    assert order.lines.get().as_said is None

    finish()

    oil = Product.objects.get(sku="Öl-1")
    assert (oil.sku_key, oil.title_key) == ("öl-1", "öl")
    assert [oil.sku_to_mend, oil.fnsku_to_mend, oil.upc_to_mend] == [False] * 3
    hall.refresh_from_db()
    assert (hall.name_key, hall.name_to_mend) == ("strasse 5", False)
    assert order.lines.get().as_said["sku"] == "CH-BRUSH-SET"
    line = WorkOrder.objects.get(order=order).lines.get()
    assert line.as_said == order.lines.get().as_said
    assert finish() == (0, 0)
