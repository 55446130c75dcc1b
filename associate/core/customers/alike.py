"""Might two profiles be one person? Pure: facts in, reasons out, the strongest first. Nobody is merged by it.

A channel’s own id and an address that its owner has proved are strong: they belong to one person. An address
that was only typed is weak, and a phone is weaker than an email, for a household may share it. Names prove
nothing.
"""

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    CHANNEL_ID = "channel_id"  # one customer of one platform, heard of through two channels
    PROVEN_EMAIL = "proven_email"  # the same, and both have shown that it’s theirs
    PROVEN_PHONE = "proven_phone"
    EMAIL = "email"
    PHONE = "phone"


STRONG = (Why.CHANNEL_ID, Why.PROVEN_EMAIL, Why.PROVEN_PHONE)


@dataclass(frozen=True)
class Known:
    """`emails` in lower case, `phones` as E.164, `ids` as (platform, account, id); the proven ones are among
    them."""

    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    proven: frozenset[str] = frozenset()
    ids: frozenset[tuple[str, str, str]] = frozenset()


def why_alike(one: Known, other: Known) -> tuple[Why, ...]:
    """Every reason to think so; none: nothing says that they are."""
    emails, phones = one.emails & other.emails, one.phones & other.phones
    proven = one.proven & other.proven
    said = {
        Why.CHANNEL_ID: one.ids & other.ids,
        Why.PROVEN_EMAIL: emails & proven,
        Why.PROVEN_PHONE: phones & proven,
        Why.EMAIL: emails - proven,
        Why.PHONE: phones - proven,
    }
    return tuple(why for why in Why if said[why])
