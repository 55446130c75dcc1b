"""Addresses in their normal form, so that the same one is always written the same way."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType


def e164(phone: str, country: str) -> str:
    """ "085 555 0118" in Ireland → "+353855550118" (ITU-T E.164); "" for what can't be dialed, and for
    premium numbers: whoever owns one could have themselves written to at our cost.

    `country` (ISO 3166-1 alpha-2) says how a number without its country code is read.
    """
    try:
        number = phonenumbers.parse(phone, country.upper() or None)
    except NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    is_premium = phonenumbers.number_type(number) == PhoneNumberType.PREMIUM_RATE
    return "" if is_premium else phonenumbers.format_number(number, PhoneNumberFormat.E164)


def normal_email(email: str) -> str:
    return email.strip().casefold()


def masked(medium: str, address: str) -> str:
    """ "m…@mail.example", "…0118": enough to recognize, too little to copy."""
    if medium == "sms":
        digits = "".join(c for c in address if c.isdigit())
        return f"…{digits[-4:]}" if len(digits) > 4 else ""
    name, _at, host = address.rpartition("@")
    return f"{name[:1]}…@{host}" if name else ""
