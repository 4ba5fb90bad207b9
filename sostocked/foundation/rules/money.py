"""Currencies and their decimals. Amounts are rounded half up, line by line; a total is the sum of its lines."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel.numbers import get_currency_name

_OFTEN = "USD EUR GBP CNY CAD AUD JPY HKD INR KRW MXN THB TWD VND"
_OTHERS = """
AED AFN ALL AMD ANG AOA ARS AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CDF CHF CLP
COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB FJD FKP GEL GHS GIP GMD GNF GTQ GYD HNL HTG HUF IDR ILS IQD
IRR ISK JMD JOD KES KGS KHR KMF KPW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR
MVR MWK MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG
SEK SGD SHP SLE SOS SRD SSP STN SYP SZL TJS TMT TND TOP TRY TTD TZS UAH UGX UYU UZS VES VUV WST XAF XCD XCG
XOF XPF YER ZAR ZMW ZWG
"""
CODES = tuple(f"{_OFTEN} {_OTHERS}".split())

# Written down here, not asked of a library: what a document amounts to must not change with an update.
_WHOLE = """
AFN ALL BIF CLP COP DJF GNF HUF IDR IQD IRR ISK JPY KMF KPW KRW LAK LBP MGA MMK PYG RWF SOS SYP UGX VND VUV
XAF XOF XPF YER
"""
_THOUSANDTHS = "BHD JOD KWD LYD OMR TND"
DECIMALS = dict.fromkeys(CODES, 2) | dict.fromkeys(_WHOLE.split(), 0) | dict.fromkeys(_THOUSANDTHS.split(), 3)
USUAL_DECIMALS = 2


@cache
def named_currencies() -> list[tuple[str, str]]:
    """Code and name ("CNY · Chinese Yuan"): those people buy in most, then all others by code."""
    return [(code, f"{code} · {get_currency_name(code, locale='en')}") for code in CODES]


def decimals_of(currency: str) -> int:
    """How many decimals an amount has: 0 in JPY, 3 in KWD, 2 in most."""
    return DECIMALS.get(currency, USUAL_DECIMALS)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """An amount as it is paid, half up."""
    return amount.quantize(Decimal(1).scaleb(-decimals_of(currency)), ROUND_HALF_UP)


def line_amount(quantity: int, unit_cost: Decimal, currency: str) -> Decimal:
    """What a line amounts to."""
    return rounded(quantity * unit_cost, currency)


def amount_in_words(amount: Decimal, currency: str) -> str:
    """An amount with the decimals of its currency and grouped digits: 3,854 in JPY, 6,930.00 in USD."""
    return f"{rounded(Decimal(amount), currency):,f}"


def cost_in_words(cost: Decimal, currency: str = "") -> str:
    """A unit cost with at least the decimals of its currency and no idle zeros: 2.10, 0.0375, 385 in JPY."""
    least = rounded(cost, currency)
    return f"{least:f}" if least == cost else f"{cost.normalize():f}"
