"""The card: what the job needs for everybody, the rest for who looks after customers."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.core.acts.personal.erasing import erasure_of
from associate.core.acts.personal.theirs import theirs
from associate.core.acts.personal.waiting import Wait, what_waits
from associate.core.catalog.channels import Channel
from associate.core.customers.loyalty import points_of
from associate.core.customers.models import Customer, CustomerIdentity, CustomerNote, Erasure, Merge
from associate.core.customers.persons import profiles
from associate.core.orders.search_keys import only_digits
from associate.core.stores import names
from associate.core.stores.staff import Staff
from associate.db import db
from associate.errors import Missing
from associate.words import _
from associate.workflows.customers.screens import alike, consents, ledgers, orders, story

NOTES = 50


@dataclass(frozen=True)
class Note:
    note: CustomerNote
    who: str
    may_strike: bool


@dataclass(frozen=True)
class Identity:
    channel: str
    customer_id: int


@dataclass(frozen=True)
class Card:
    """`customer` is the profile that is kept. `is_whole`: for who looks after customers."""

    customer: Customer
    profiles: list[Customer]
    staff: Staff
    zone: str
    before: str = ""

    @property
    def is_whole(self) -> bool:
        return self.staff.can("manage_customers")

    @property
    def title(self) -> str:
        return f"{self.customer.first_name} {self.customer.last_name}".strip() if self.is_whole else ""

    @property
    def points(self) -> int:
        return points_of(self.customer.id)

    @property
    def emails(self) -> list[str]:
        return list(dict.fromkeys(each.email for each in self.profiles if each.email))

    @property
    def phones(self) -> list[str]:
        """Each once, however it is written."""
        return list({only_digits(each.phone): each.phone for each in self.profiles if each.phone}.values())

    @property
    def notes(self) -> list[Note]:
        find = sa.select(CustomerNote).where(CustomerNote.customer_id.in_([p.id for p in self.profiles]))
        if not self.is_whole:
            find = find.where(CustomerNote.struck_at.is_(None))
        rows = db.session.scalars(find.order_by(CustomerNote.id.desc()).limit(NOTES))
        return [Note(row, _who(row.by), self.is_whole or row.by == self.staff.ref) for row in rows]

    @property
    def open_orders(self) -> list[orders.Row]:
        return orders.open_of(self.profiles, self.staff)

    @property
    def page(self) -> orders.Page:
        return orders.page_of(self.profiles, self.staff, self.before)

    @property
    def returns(self) -> list[orders.Back]:
        return orders.returns_of(self.profiles)

    @property
    def point_rows(self) -> list[ledgers.Row]:
        return ledgers.points(self.profiles)

    @property
    def credit(self) -> list[ledgers.Credit]:
        return ledgers.credit(self.customer, self.profiles)

    @property
    def consents(self) -> list[consents.Line]:
        return consents.lines(self.emails, self.phones, with_history=self.is_whole)

    @property
    def might_be(self) -> list[alike.Other]:
        return alike.others(self.profiles)

    @property
    def merges(self) -> list[tuple[Merge, Customer]]:
        """Profiles that were merged into this person and still are, the latest first."""
        ids = [each.id for each in self.profiles]
        find = sa.select(Merge, Customer).join(Customer, Customer.id == Merge.customer_id)
        find = find.where(Merge.customer_id.in_(ids), Merge.undone_at.is_(None))
        return [(merge, gone) for merge, gone in db.session.execute(find.order_by(Merge.id.desc()))]

    @property
    def identities(self) -> list[Identity]:
        find = sa.select(Channel.name, CustomerIdentity.customer_id)
        find = find.join(Channel, Channel.id == CustomerIdentity.channel_id)
        rows = find.where(CustomerIdentity.customer_id.in_([each.id for each in self.profiles]))
        return [Identity(*row) for row in db.session.execute(rows.order_by(Channel.name))]

    @property
    def story(self) -> list[story.Moment]:
        return story.story(self.profiles)

    @property
    def erasure(self) -> Erasure | None:
        return erasure_of([each.id for each in self.profiles])

    @property
    def waits(self) -> dict[Wait, int]:
        """What keeps them from being forgotten."""
        return what_waits(theirs(self.customer))

    @property
    def since(self) -> datetime:
        return min(each.created_at for each in self.profiles)


def card(customer: Customer, staff: Staff, zone: str, before: str = "") -> Card:
    """Raises Missing("erased")."""
    people = profiles(customer.id)
    if people[0].erased_at is not None:
        raise Missing("erased", _("This customer was erased. Nothing is known of them any more."))
    return Card(people[0], people, staff, zone, before)


def note_of(card: Card, number: int) -> CustomerNote:
    """Raises Missing for a note about somebody else."""
    note = db.session.get(CustomerNote, number)
    if note is None or note.customer_id not in {each.id for each in card.profiles}:
        raise Missing("no_note", _("That note isn’t there any more."))
    return note


def _who(ref: str) -> str:
    return names.first_name(ref) or _("Somebody")
