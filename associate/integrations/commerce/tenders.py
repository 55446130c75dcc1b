"""What kind of money a payment gateway's name stands for. A name nobody knows is `other`, not a guess."""

import re

_KINDS = (
    ("gift_card", re.compile(r"gift[ _-]?card", re.I)),
    ("store_credit", re.compile(r"store[ _-]?credit", re.I)),
    ("cash", re.compile(r"^cod$|^cash|\(cod\)", re.I)),
    ("bank", re.compile(r"^bacs$|bank|sepa|^ach$|wire[ _-]?transfer|ideal$|sofort", re.I)),
    (
        "card",
        re.compile(
            r"^visa|^mastercard|^amex|credit[ _-]?card|^shopify[ _-]payments|^stripe|^authorize|^braintree"
            r"|^bogus|^woocommerce_payments|^card$",
            re.I,
        ),
    ),
)
_LATER = re.compile(
    r"^cod$|\(cod\)|cash on|pay(ment)? (on|at|in) (delivery|pickup|store)|^manual$|^cash$", re.I
)


def tender_kind(gateway: str, has_card: bool = False) -> str:
    """One of card, gift_card, cash, store_credit, bank, other."""
    known = next((kind for kind, pattern in _KINDS if pattern.search(gateway)), None)
    return known or ("card" if has_card else "other")


def is_paid_later(gateway: str) -> bool:
    """Whether this gateway means that the money changes hands with the goods."""
    return bool(_LATER.search(gateway.strip().replace("_", " ")))


def last_four(masked: object) -> str:
    """The last four digits of a masked card number ("•••• 4242"); "" for anything that is not masked."""
    if not isinstance(masked, str):
        return ""
    found = re.fullmatch(r"(?:[\dXx*•.·\s-]*[Xx*•.·][\s-]*)([0-9]{4})", masked.strip())
    return found.group(1) if found else ""
