"""What the customer may choose about something that couldn’t be found."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.core.acts.moving import has_address, may_be_sent, may_collect, stores_with
from associate.core.acts.substitutes import cheaper_by
from associate.core.catalog.models import Variant
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.fulfillment.votes import Vote, open_votes_of
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order
from associate.core.orders.worth import unit_value
from associate.core.routing.availability import Place as HasIt
from associate.core.stores.names import first_name
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import task_of
from associate.db import db
from associate.workflows.pickup_link.screens.places import Place, place_of

NEAREST = 3  # other stores


@dataclass(frozen=True)
class Offer:
    """Amounts are minor units for all of it. `gives_back`: less than was paid; `extra`: more, which the shop
    pays."""

    variant: int
    title: str
    traits: str
    picture: str
    hue: str
    price: int
    gives_back: int
    extra: int
    is_same: bool  # the same thing in another size or color


@dataclass(frozen=True)
class Elsewhere:
    code: str
    place: Place
    km: float | None
    ready_by: datetime | None


@dataclass(frozen=True)
class Missing:
    """One question, with every answer to it."""

    vote: int
    title: str
    traits: str
    units: int
    value: int  # minor units that were paid for it
    currency: str
    zone: str
    until: datetime
    who: str  # at the shelf, "" where nobody is any more
    otherwise: str
    is_their_wish: bool
    offers: tuple[Offer, ...]
    stores: tuple[Elsewhere, ...]
    can_send: bool
    has_address: bool
    is_more: int  # questions after this one


@dataclass(frozen=True)
class Asked:
    """That there is a question, for the order’s own page."""

    title: str
    until: datetime


def asked_of(order: Order) -> Asked | None:
    votes = open_votes_of(order.id)
    return Asked(votes[0].line.variant.product.title, votes[0].ends_at) if votes else None


def missing_of(order: Order) -> Missing | None:
    """The oldest question that is open; None where there is none."""
    votes = [(vote, units) for vote in open_votes_of(order.id) if (units := units_of_vote(vote))]
    return _missing(*votes[0], order, len(votes) - 1) if votes else None


def units_of_vote(vote: Vote) -> int:
    """So many are still missing."""
    task = task_of(TaskKind.SHORT, str(vote.line_id))
    return int(task.facts["units"]) if task else 0


def _missing(vote: Vote, units: int, order: Order, more: int) -> Missing:
    line, job = vote.line, vote.fulfillment
    places = stores_with(line, units)
    collects = job.method == Method.PICKUP
    return Missing(
        vote=vote.id,
        title=line.variant.product.title,
        traits=line.variant.traits,
        units=units,
        value=unit_value(line.order_line, units, 0),
        currency=order.currency,
        zone=job.store.zone,
        until=vote.ends_at,
        who=first_name(vote.asked_by),
        otherwise=vote.otherwise.value,
        is_their_wish=vote.is_their_wish,
        offers=_offers(vote, line, units),
        stores=tuple(map(_elsewhere, [each for each in places if may_collect(each)][:NEAREST]))
        if collects
        else (),
        can_send=may_be_sent(line, units, places),
        has_address=has_address(order),
        is_more=more,
    )


def _offers(vote: Vote, line: FulfillmentLine, units: int) -> tuple[Offer, ...]:
    prices = {offer["variant"]: offer["price"] for offer in vote.offers}
    found = db.session.scalars(sa.select(Variant).where(Variant.id.in_(prices)))
    known = {variant.id: variant for variant in found}
    return tuple(_offer(known[each], prices[each], line, units) for each in prices if each in known)


def _offer(variant: Variant, price: int, line: FulfillmentLine, units: int) -> Offer:
    return Offer(
        variant=variant.id,
        title=variant.product.title,
        traits=variant.traits,
        picture=variant.product.picture,
        hue=variant.hue,
        price=price * units,
        gives_back=cheaper_by(line.order_line, price, units),
        extra=max(0, (price - line.order_line.unit_price) * units),
        is_same=variant.product_id == line.variant.product_id,
    )


def _elsewhere(has: HasIt) -> Elsewhere:
    return Elsewhere(has.store.code, place_of(has.store), has.km, has.ready_by)
