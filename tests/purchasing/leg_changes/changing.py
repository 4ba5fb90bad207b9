"""The legs of an order under way as a browser changes them."""

import re
from datetime import date

from leadtimes.rules.leg_reports import LegReport, ReportKind
from leadtimes.speaker import Speaker
from purchasing.leg_reports import services as leg_reports
from tests.purchasing.conftest import ORDERS
from workorders import services as desk
from workorders.models import WorkOrder

PO = f"{ORDERS}PO-1001/"
LEGS = f"{PO}legs/"
LEG = re.compile(r'data-kind="(\w+)"\s+data-state="(\w+)"\s+data-active="(\w+)"')


def form_of(page):
    """What a browser would send back from this page, without the button."""
    draft, impact = page.context["draft"], page.context["impact"]
    data = {"seen": draft.seen, "lead_time": draft.data.get("lead_time", ""), "reason": ""}
    data |= {"legs-TOTAL_FORMS": str(len(draft.legs.forms)), "legs-INITIAL_FORMS": "0"}
    for form in draft.legs.forms:
        data |= {form.add_prefix(name): form[name].value() or "" for name in form.fields}
    return data | ({"agreed": impact.digest} if impact else {})


BY_AIR = {"legs-1-mode": "air", "legs-1-days": "8", "legs-2-days": "2"}


def typed(client, page, action, data, headers=None, **more):
    return client.post(LEGS, form_of(page) | {"action": action} | data | more, headers=headers)


def changed(client, data, **more):
    """The legs typed, looked at, and changed."""
    looked = typed(client, client.get(LEGS), "preview", data)
    return typed(client, looked, "save", {}, **more)


def ends(order):
    return [leg.expected_ends_on.strftime("%m-%d") for leg in order.legs.all()]


def acknowledge(cast):
    work_order = WorkOrder.objects.get()
    return desk.acknowledge(work_order, by=cast.dana, revision=work_order.revision)


def said(order, at, what, on, cast, **more):
    leg = list(order.legs.all())[at]
    leg_report = LegReport(ReportKind(what), date.fromisoformat(on), **more)
    leg_reports.report(
        order, leg_id=leg.pk, leg_report=leg_report, speaker=Speaker(cast.alice, date(2026, 11, 10))
    )
