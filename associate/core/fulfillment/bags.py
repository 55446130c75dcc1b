"""Bags of an order: which one is filled, which are in hand, whose tag it is."""

import re

import sqlalchemy as sa

from associate.clock import now
from associate.core.catalog.codes import Code
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Bag, Fulfillment
from associate.core.fulfillment.passing import gone_on_with
from associate.core.fulfillment.queries import open_bag
from associate.core.fulfillment.states import State
from associate.core.orders.incoming import Method
from associate.core.tasks.models import Task, TaskKind
from associate.db import db
from associate.errors import Refused
from associate.words import _

TAG = re.compile(r"[A-Z0-9]{3}")


def looks_like_a_tag(code: Code) -> bool:
    return code.kind == "BAG" or (not code.kind and TAG.fullmatch(code.text.upper()) is not None)


def take_bag(fulfillment: Fulfillment, code: Code, *, by: Actor) -> Bag:
    """The bag with this tag, begun when the tag is free. Raises Refused: tag_in_use, bad_tag, bag_missed."""
    tag = code.key
    if not TAG.fullmatch(tag):
        raise Refused("bad_tag", _("A bag tag has three letters or digits. Scan the tag on the bag."))
    bag = open_bag(fulfillment.store, tag)
    if bag and bag.fulfillment_id != fulfillment.id:
        raise Refused(
            "tag_in_use",
            _("Tag %(tag)s is on %(number)s. Take another bag.", tag=tag, number=bag.fulfillment.number),
        )
    if bag is None:
        _must_not_be_missed(fulfillment.store_id, tag)
        bag = Bag(store_id=fulfillment.store_id, tag=tag)
        fulfillment.bags.append(bag)
        db.session.flush()
    if bag.is_resting:
        bag.location, bag.location_id = None, None
    gone_on_with(fulfillment)
    bag.turn, bag.in_hand = 1 + max(other.turn for other in fulfillment.bags), True
    record("bag.scanned", about=fulfillment, by=by, bag=bag.id, tag=tag)
    return bag


def _must_not_be_missed(store_id: int, tag: str) -> None:
    """One that turns up has goods in it that belong to nobody until a lead has settled that."""
    find = sa.select(Task).where(Task.store_id == store_id, Task.kind == TaskKind.BAG_MISSING)
    missed = db.session.scalars(find.where(Task.done_at.is_(None)))
    if any(task.facts.get("tag") == tag for task in missed):
        words = _("%(tag)s was looked for. Leave it as it is, and tell your lead it’s here.", tag=tag)
        raise Refused("bag_missed", words)


def bag_being_filled(fulfillment: Fulfillment) -> Bag | None:
    """The bag scanned last, if it is still in hand: what is scanned next goes into it."""
    last = max(fulfillment.bags, key=lambda bag: bag.turn, default=None)
    return last if last and last.turn and last.gone_at is None and not last.is_resting else None


def waiting_bags(fulfillment: Fulfillment) -> list[Bag]:
    """Bags that have no place yet, in the order in which they are asked for."""
    return [bag for bag in fulfillment.open_bags if bag.placed_at is None]


def is_put_down(fulfillment: Fulfillment) -> bool:
    """Picked to be sent, its totes in their place: it waits for the packing bench, and for no picker."""
    is_picked = fulfillment.method == Method.SHIP and fulfillment.state == State.PICKED
    return is_picked and bool(fulfillment.open_bags) and not waiting_bags(fulfillment)


def bags_in_hand(fulfillment: Fulfillment) -> list[Bag]:
    """Bags without a place that were scanned since picking ended: the next place is theirs together."""
    return [bag for bag in waiting_bags(fulfillment) if bag.in_hand]


def drop_bag(fulfillment: Fulfillment, tag: str, *, by: Actor) -> Bag:
    """Scanned by mistake: the tag is free again. Raises Refused("no_such_bag"), also for a placed one."""
    bag = next((bag for bag in waiting_bags(fulfillment) if bag.tag == tag), None)
    if bag is None:
        raise Refused("no_such_bag", _("Bag %(tag)s isn’t waiting for a place.", tag=tag))
    bag.gone_at = now()
    record("bag.dropped", about=fulfillment, by=by, bag=bag.id, tag=tag)
    return bag
