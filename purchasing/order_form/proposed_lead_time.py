"""The lead time that is proposed while an order is being written."""

from typing import NamedTuple

from django.http import QueryDict

from leadtimes.models import Facility
from purchasing.order_form.lead_time_suggestions import Proposal, propose_lead_time
from purchasing.order_form.line_forms import BaseLineFormSet
from sostocked.foundation.people.models import Organization
from sostocked.foundation.rules.number_reading import read_id
from sostocked.foundation.words import ended


class Proposed(NamedTuple):
    """The data with the proposal taken up (or not), and the sentence that says why."""

    data: QueryDict
    why: str = ""
    took_over: bool = False


def take_up_proposal(data: QueryDict, organization: Organization, lines: BaseLineFormSet) -> Proposed:
    """Choose the lead time that supplier and products ask for, unless one was chosen by hand."""
    suppliers = organization.facilities.suppliers()
    supplier: Facility | None = suppliers.filter(pk=read_id(data.get("supplier", ""))).first()
    proposal = propose_lead_time(supplier, [form.product for form in lines.written if form.product])
    chosen, last = data.get("lead_time", ""), data.get("proposed", "")
    wanted = str(proposal.lead_time.pk) if proposal else ""
    data = data.copy()
    data["proposed"] = wanted
    if wanted != chosen and (chosen == last or (not chosen and wanted != last)):
        data["lead_time"] = wanted
        return Proposed(data, _sentence(proposal, wanted), took_over=True)
    return Proposed(data, _sentence(proposal, chosen))


def _sentence(proposal: Proposal | None, chosen: str) -> str:
    if proposal is None:
        return ""
    if str(proposal.lead_time.pk) == chosen:
        return ended(f"Proposed: {proposal.why}")
    return ended(f"Chosen by hand. We would propose {proposal.lead_time}: {proposal.why}")
