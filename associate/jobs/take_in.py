"""From a stored webhook to the order it tells of."""

import json
from datetime import timedelta
from typing import Any

from associate.clock import now
from associate.core.acts.elsewhere import note_dispatches
from associate.core.acts.intake import note_refund, take_in
from associate.core.acts.mapping import take_in_product
from associate.core.acts.personal.asked import note_ask
from associate.core.acts.personal.bodies import is_about_forgotten
from associate.core.catalog.channels import Channel
from associate.core.events.models import Inbound, InboundState
from associate.core.events.record import Actor
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import OPEN
from associate.core.orders.incoming import (
    IncomingDispatchNotice,
    IncomingNothing,
    IncomingOrder,
    IncomingPersonal,
    IncomingProduct,
    IncomingRefundNotice,
)
from associate.core.orders.queries import order_of
from associate.db import atomic, db
from associate.errors import Missing
from associate.integrations.commerce import commerce_for
from associate.integrations.commerce.gifts import names_of
from associate.integrations.commerce.port import Rings, Told, wants_method, with_method
from associate.jobs.giving_up import give_up_inbound
from associate.outside.body import parse

TRIES = 6
PAUSE = timedelta(seconds=5)  # doubled with each try


def take_in_inbound(inbound_id: int) -> None:
    """Take one stored delivery in. A refund that came before its order waits for it."""
    inbound = db.session.get_one(Inbound, inbound_id)
    channel = db.session.get_one(Channel, inbound.channel_id)
    try:
        told = read(channel, inbound.topic, inbound.body)
        with atomic(inbound):
            if inbound.state != InboundState.PENDING:
                return
            done = [apply(channel, thing) for thing in told]
            nothing = [thing.problem.message for thing in told if isinstance(thing, IncomingNothing)]
            inbound.state = InboundState.DONE if any(done) else InboundState.IGNORED
            inbound.problem, inbound.done_at = " ".join(nothing)[:500], now()
            if _must_go(told) or is_about_forgotten(channel.id, inbound.body):
                inbound.body = ""
    except Exception as error:  # whatever it was: it is kept, tried again, and shown to a person in the end
        db.session.rollback()
        _try_again(inbound_id, error)


def read(channel: Channel, topic: str, body: str) -> list[Told]:
    """What a body tells; where it only rings, or left the method out, the platform is asked. No transaction
    open.

    Raises NotFetched."""
    told = understand(channel, topic, _whole(channel, topic, body))
    db.session.rollback()
    return [_with_method(channel, thing) for thing in told]


class NotFetched(Exception):
    """The platform rang, and didn’t say why when it was asked."""


def _whole(channel: Channel, topic: str, body: str) -> str:
    """The body, or where it only says which order changed, the order itself; not where we know it so new."""
    adapter = commerce_for(channel.platform)
    bell = adapter.doorbell(parse(body.encode())) if topic == "order" and isinstance(adapter, Rings) else None
    if bell is None:
        return body
    known = order_of(channel, bell.order)
    if known is not None and bell.changed_at is not None and known.source_updated_at >= bell.changed_at:
        return body
    settings = dict(channel.settings)
    db.session.rollback()
    fetched = adapter.fetch_order(bell, settings=settings)  # type: ignore[attr-defined]
    if fetched.payload is None:
        raise NotFetched(fetched.answer.words)
    return json.dumps(fetched.payload, default=str)


def understand(channel: Channel, topic: str, body: str) -> list[Told]:
    """What a body tells by itself. Raises Unreadable."""
    adapter = commerce_for(channel.platform)
    known = {"currency": channel.settings.get("currency"), "gifts": names_of(channel.settings)}
    return adapter.read(topic, parse(body.encode()), **known)


def apply(channel: Channel, told: Told) -> Any:
    """Do what one thing told asks for. Raises Missing when its order has not come yet."""
    if isinstance(told, IncomingOrder):
        return take_in(channel, told)
    if isinstance(told, IncomingProduct):
        return take_in_product(channel, told)
    if isinstance(told, IncomingPersonal):
        return note_ask(channel, told, by=Actor(channel.ref))
    if isinstance(told, IncomingRefundNotice):
        return note_refund(_order(channel, told.order_external_id), told.refund, by=Actor(channel.ref))
    if isinstance(told, IncomingDispatchNotice):
        return _note_dispatch(channel, told)
    return None


def _must_go(told: list[Told]) -> bool:
    """Who asks to be forgotten isn’t kept in the asking."""
    return any(isinstance(thing, IncomingPersonal) for thing in told)


def _with_method(channel: Channel, told: Told) -> Told:
    if not isinstance(told, IncomingOrder) or not wants_method(told):
        return told
    known = order_of(channel, told.external_id)
    if known is not None and known.method is not None:
        return told
    adapter, settings = commerce_for(channel.platform), dict(channel.settings)
    db.session.rollback()  # forgets the channel too: what is asked of it after this opens a transaction
    return with_method(told, adapter.fetch_fulfillment_orders(told.external_id, settings=settings))


def _note_dispatch(channel: Channel, told: IncomingDispatchNotice) -> bool:
    order = _order(channel, told.order_external_id)
    jobs = fulfillments_of(order.id)
    with atomic(order, *jobs):
        for job in jobs:
            if job.state in OPEN:
                note_dispatches(job, [told.dispatch], is_all=False, by=Actor(channel.ref))
    return bool(jobs)


def _order(channel: Channel, external_id: str):  # type: ignore[no-untyped-def]
    order = order_of(channel, external_id)
    if order is None:
        raise Missing("no_order", f"{channel.key} has told nothing of order {external_id} yet")
    return order


def _try_again(inbound_id: int, error: Exception) -> None:
    inbound = db.session.get_one(Inbound, inbound_id)
    with atomic(inbound):
        if inbound.tries >= TRIES:
            return give_up_inbound(inbound, _words(error))
        inbound.problem = _words(error)
        inbound.next_at = now() + PAUSE * 2 ** (inbound.tries - 1)


def _words(error: Exception) -> str:
    if isinstance(error, Missing):
        return error.message[:500]
    return (str(error) if isinstance(error, NotFetched) else f"{type(error).__name__}: {error}")[:500]
