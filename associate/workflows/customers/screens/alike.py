"""Who might be the same person, and why one would think so."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.customers.addresses import e164, normal_email
from associate.core.customers.alike import STRONG, Known, Why, why_alike
from associate.core.customers.consent import address_hash
from associate.core.customers.models import Consent, Customer, CustomerIdentity
from associate.core.customers.persons import kept_ids, profiles
from associate.core.orders.models import Order
from associate.core.orders.search_keys import only_digits
from associate.core.orders.whose import DIGITS, orders_known_by
from associate.db import db
from associate.words import later

MOST = 5
LOOKED_AT = 20
OWNERS_SAY = ("link", "start")  # a yes that only whoever has the address can have given
REASONS = {
    Why.CHANNEL_ID: later("The web shop knows both as one customer"),
    Why.PROVEN_EMAIL: later("The same email, and both have shown that it’s theirs"),
    Why.PROVEN_PHONE: later("The same phone, and both have shown that it’s theirs"),
    Why.EMAIL: later("The same email"),
    Why.PHONE: later("The same phone. A household may share it"),
}


@dataclass(frozen=True)
class Other:
    customer: Customer
    reasons: tuple[Why, ...]

    @property
    def is_strong(self) -> bool:
        return self.reasons[0] in STRONG


def others(people: Sequence[Customer]) -> list[Other]:
    """Suggestions only, the strongest first. Nobody is merged by them."""
    known, mine = _known(people), {each.id for each in people}
    found = set(kept_ids(_candidates(people, known)).values()) - {people[0].id} - mine
    pairs = ((profiles(number), number) for number in sorted(found)[:LOOKED_AT])
    hits = [Other(them[0], why) for them, _id in pairs if (why := why_alike(known, _known(them)))]
    alive = [hit for hit in hits if hit.customer.erased_at is None]
    return sorted(alive, key=lambda hit: (list(Why).index(hit.reasons[0]), hit.customer.id))[:MOST]


def reasons_for(one: Customer, other: Customer) -> tuple[Why, ...]:
    return why_alike(_known(profiles(one.id)), _known(profiles(other.id)))


def _candidates(people: Sequence[Customer], known: Known) -> set[int]:
    """Profiles and buyers with one of these addresses, and what another channel calls by the same id."""
    written = {each.phone for each in people} | known.phones
    emails = {each.email for each in people} | known.emails
    same = sa.or_(Customer.email.in_(emails - {""}), Customer.phone.in_(written - {""}))
    own = set(db.session.scalars(sa.select(Customer.id).where(same).limit(LOOKED_AT)))
    ends = {only_digits(each)[-DIGITS:] for each in written if len(only_digits(each)) >= DIGITS}
    orders = sorted(orders_known_by(known.emails, ends))[-LOOKED_AT:]
    buyers = sa.select(Order.customer_id).where(Order.id.in_(orders), Order.customer_id.is_not(None))
    ids = [external_id for _platform, _account, external_id in known.ids]
    called = sa.select(CustomerIdentity.customer_id).where(CustomerIdentity.external_id.in_(ids))
    return own | set(db.session.scalars(buyers.distinct())) | set(db.session.scalars(called.limit(LOOKED_AT)))


def _known(people: Sequence[Customer]) -> Known:
    emails = {normal_email(each.email) for each in people} - {""}
    phones = {e164(each.phone, "") for each in people} - {""}
    proven = {normal_email(each.email) for each in people if each.is_email_proven} - {""}
    return Known(
        frozenset(emails),
        frozenset(phones),
        frozenset(proven | _proven("email", emails) | _proven("sms", phones)),
        _ids([each.id for each in people]),
    )


def _proven(medium: str, addresses: set[str]) -> set[str]:
    hashes = {address_hash(medium, each): each for each in addresses}
    find = sa.select(Consent.address_hash).where(Consent.medium == medium, Consent.is_given)
    find = find.where(Consent.address_hash.in_(hashes), Consent.source.in_(OWNERS_SAY))
    return {hashes[each] for each in db.session.scalars(find)} if hashes else set()


def _ids(people: Sequence[int]) -> frozenset[tuple[str, str, str]]:
    """Only where the channel says which account it speaks for: “7” is somebody in each web shop."""
    find = sa.select(CustomerIdentity.external_id, Channel).join(
        Channel, Channel.id == CustomerIdentity.channel_id
    )
    rows = db.session.execute(find.where(CustomerIdentity.customer_id.in_(people)))
    told = ((channel.platform.value, _account(channel), external_id) for external_id, channel in rows)
    return frozenset(each for each in told if each[1])


def _account(channel: Channel) -> str:
    """The shop that a channel's address names."""
    return str(channel.settings.get("base_url") or "").casefold()
