"""
The currencies of ISO 4217 and how many decimals an amount in each of them has.

Source    ISO 4217 list one as published on 2026-01-01. Codes without a minor unit (metals, special
          drawing rights, tests) are no money that a customer owes and are left out. Codes withdrawn
          since 2010 stay readable, for old orders carry them.
"""

from __future__ import annotations

from types import MappingProxyType

_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_TWO_DECIMALS = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF
    CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
    GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR
    PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
    TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
"""
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DECIMALS = "CLF UYW"
_WITHDRAWN_NO_DECIMALS = "BYR"
_WITHDRAWN_TWO_DECIMALS = "ANG BGN CUC EEK HRK LTL LVL MRO SLL STD VEF ZMK ZWL"

WITHDRAWN = frozenset(f"{_WITHDRAWN_NO_DECIMALS} {_WITHDRAWN_TWO_DECIMALS}".split())

EXPONENTS = MappingProxyType(
    {
        code: decimals
        for codes, decimals in (
            (_NO_DECIMALS, 0),
            (_TWO_DECIMALS, 2),
            (_THREE_DECIMALS, 3),
            (_FOUR_DECIMALS, 4),
            (_WITHDRAWN_NO_DECIMALS, 0),
            (_WITHDRAWN_TWO_DECIMALS, 2),
        )
        for code in codes.split()
    }
)


class CurrencyUnknown(ValueError):
    """The code is no currency of ISO 4217 in which amounts are kept."""


def exponent(currency: str) -> int:
    """
    Return how many decimals an amount in the currency has.

    Refuses   CurrencyUnknown.
    """
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise CurrencyUnknown(currency) from None
