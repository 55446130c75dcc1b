"""What a person may type or choose about a task."""

from email_validator import EmailNotValidError, validate_email

from associate.core.customers.addresses import e164
from associate.core.orders.incoming import Method
from associate.errors import Refused
from associate.words import _


def read_email(text: str) -> str:
    """A mail address as it is written to, or "" for none. Raises Refused("bad_email")."""
    if not text.strip():
        return ""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise Refused(
            "bad_email", _("That doesn’t look like an email address. Check it with the customer.")
        ) from None


def read_phone(text: str, country: str) -> str:
    """A number as it is dialed from anywhere (E.164), or "" for none. Raises Refused("bad_phone")."""
    if not text.strip():
        return ""
    number = e164(text, country)
    if not number:
        raise Refused("bad_phone", _("That doesn’t look like a phone number. Check it with the customer."))
    return number


def read_method(text: str) -> Method:
    """Raises Refused("no_method")."""
    if text not in set(Method):
        raise Refused("no_method", _("Choose pickup or shipping."))
    return Method(text)


def read_number(text: str) -> int:
    """An id out of a form; 0, which nothing has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
