"""What a lead time was like when the legs of a draft departed from it; it travels along with the form, signed."""

from django.core import signing

from leadtimes.models import LeadTime
from purchasing.order_rows import Remembered

_SALT = "purchasing.departed_lead_time"


def write_departed(lead_time: LeadTime, legs: Remembered) -> str:
    """`legs` as the form carries them, beside the lead time that they are of."""
    return signing.dumps([lead_time.pk, legs], salt=_SALT, compress=True)


def read_departed(text: str, lead_time: LeadTime) -> Remembered | None:
    """The legs that the form carries; None where it carries none, or those of another lead time."""
    try:
        pk, legs = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return None
    return legs if pk == lead_time.pk else None
