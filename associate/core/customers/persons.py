"""Which profiles are one person. A merge is a pointer to the profile that is kept, and nothing else moves.

Every row (an order, an entry of a ledger, a note) stays with the profile it was written for. Whoever asks
whose something is asks for all profiles of a person, so a merge that is undone gives each of them back what
was theirs, of what came meanwhile, too.
"""

from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from associate.core.customers.models import Customer
from associate.db import db


def kept(customer: Customer) -> Customer:
    """The profile that stands for the person: its own where nobody merged it."""
    while customer.merged_into_id is not None:
        customer = db.session.get_one(Customer, customer.merged_into_id)
    return customer


def profiles_of(*customer_ids: int | None) -> list[int]:
    """Ids of every profile of these people, in one statement; by id."""
    known = {number for number in customer_ids if number is not None}
    return sorted(db.session.scalars(_everyone(known))) if known else []


def kept_ids(customer_ids: Iterable[int | None]) -> dict[int, int]:
    """Profile id → id of the one that is kept of this person."""
    wanted = {number for number in customer_ids if number is not None}
    if not wanted:
        return {}
    asked = sa.select(Customer.id.label("asked"), Customer.id, Customer.merged_into_id)
    up, above = asked.where(Customer.id.in_(wanted)).cte("up", recursive=True), aliased(Customer)
    steps = sa.select(up.c.asked, above.id, above.merged_into_id).join(above, above.id == up.c.merged_into_id)
    up = up.union(steps)
    ends = sa.select(up.c.asked, up.c.id).where(up.c.merged_into_id.is_(None))
    return dict(db.session.execute(ends).all())


def profiles(customer_id: int | None) -> list[Customer]:
    """Every profile of this person, the kept one first."""
    ids = profiles_of(customer_id)
    found = db.session.scalars(sa.select(Customer).where(Customer.id.in_(ids))) if ids else ()
    return sorted(found, key=lambda each: (each.merged_into_id is not None, each.id))


def lock_person(customer_id: int) -> Customer:
    """Inside atomic(): the kept profile, nobody else’s until it ends. Locked from the profile upward, so that
    nobody merges or parts them meanwhile: what is reckoned over all of them stands."""
    customer = _locked(customer_id)
    while customer.merged_into_id is not None:
        customer = _locked(customer.merged_into_id)
    return customer


def _locked(customer_id: int) -> Customer:
    return db.session.get_one(Customer, customer_id, with_for_update={"key_share": True})


def _everyone(ids: Collection[int]) -> sa.Select[int]:
    """Up to the kept profile, then down to all that were merged into it. UNION knows no circle."""
    up = sa.select(Customer.id, Customer.merged_into_id).where(Customer.id.in_(ids)).cte("up", recursive=True)
    above, below = aliased(Customer), aliased(Customer)
    up = up.union(sa.select(above.id, above.merged_into_id).join(up, above.id == up.c.merged_into_id))
    down = sa.select(up.c.id).where(up.c.merged_into_id.is_(None)).cte("down", recursive=True)
    down = down.union(sa.select(below.id).join(down, below.merged_into_id == down.c.id))
    return sa.select(down.c.id)
