"""What is wrong with a bag is set right with one tap."""

from collections.abc import Callable

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.bags import found_later, written_off
from associate.core.acts.cancel import open_put_backs
from associate.core.acts.uncollected import give_back, is_over
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.bag_walks import STANDING, BagSighting, BagWalk, Fix, What
from associate.core.fulfillment.models import Bag
from associate.core.fulfillment.places import put_down
from associate.core.stores.models import Location, LocationKind
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate, Refused
from associate.words import _
from associate.workflows.bag_walks.rules.findings import found_on
from associate.workflows.bag_walks.rules.walks import look_for, must_be_open

OFFERED: dict[What, tuple[Fix, ...]] = {
    What.RIGHT: (),
    What.MISPLACED: (Fix.MOVED, Fix.CARRIED),
    What.EXPIRED: (Fix.PUT_BACK,),
    What.GHOST: (Fix.FREED,),
}


def offered(seen: BagSighting) -> tuple[Fix, ...]:
    """What one tap may do about it now."""
    if seen.fix is not None:
        return ()
    if seen.what == What.GHOST and seen.bag and written_off(seen.bag):
        return (Fix.PUT_BACK, Fix.FREED)
    if seen.what == What.GHOST and seen.bag and seen.bag.gone_at is None:
        return (Fix.PUT_BACK,) if open_put_backs(seen.bag.fulfillment) else (Fix.FREED,)
    if seen.what == What.MISPLACED and seen.bag and seen.bag.placed_at is None:
        return ()  # never put down for good: its order, or the next zone, asks for it where it stands
    return OFFERED[seen.what]


def fix(walk: BagWalk, tag: str, how: str, *, intent: Intent, by: Actor) -> BagSighting:
    """Raises Missing("not_seen"), Refused("no_such_fix"), OutOfDate: "walk_over", "fixed", "not_waiting"."""
    bag = _seen(walk, tag).bag
    with atomic(*((bag.fulfillment.order, bag.fulfillment) if bag else ()), walk):
        seen = _seen(walk, tag)
        if answered(intent) is not None:
            return seen
        must_be_open(walk)
        chosen = next((each for each in offered(seen) if each.value == how), None)
        if seen.fix is not None:
            raise OutOfDate("fixed", _("Somebody set that right already."))
        if chosen is None:
            raise Refused("no_such_fix", _("That can’t be done with this bag. Look at it again."))
        _DEEDS[chosen](seen, by)
        seen.fix = chosen
        record("bag_walk.fixed", about=walk, by=by, tag=tag, what=seen.what.value, how=chosen.value)
        answer(intent, tag=tag)
        return seen


def say_missing(walk: BagWalk, tag: str, *, intent: Intent, by: Actor) -> None:
    """It isn’t there: a task says so at once, with who scanned it last. Raises Missing("not_missing")."""
    with atomic(walk):
        if answered(intent) is not None:
            return
        must_be_open(walk)
        bag = next((each for each in found_on(walk).unseen if each.tag == tag), None)
        if bag is None:
            raise Missing("not_missing", _("Bag %(tag)s isn’t missed on this walk.", tag=tag[:8]))
        look_for(bag, by=by)
        answer(intent, tag=tag)


def _seen(walk: BagWalk, tag: str) -> BagSighting:
    seen = next((each for each in walk.sightings if each.tag == tag), None)
    if seen is None:
        raise Missing("not_seen", _("Bag %(tag)s wasn’t seen on this walk.", tag=tag[:8]))
    return seen


def _stays(seen: BagSighting, by: Actor) -> None:
    put_down([_waiting(seen)], seen.location, by=by)


def _carried(seen: BagSighting, by: Actor) -> None:
    bag = _waiting(seen)
    assert bag.location is not None
    put_down([bag], bag.location, by=by)


def _waiting(seen: BagSighting) -> Bag:
    bag = seen.bag
    if bag is None or bag.gone_at is not None or bag.fulfillment.state not in STANDING:
        raise OutOfDate("not_waiting", _("Bag %(tag)s doesn’t wait any more. Scan it again.", tag=seen.tag))
    return bag


def _to_put_back(seen: BagSighting, by: Actor) -> None:
    """Its goods are held for whoever shelves them; the bag leaves the rack now."""
    bag = seen.bag
    assert bag is not None
    if task := written_off(bag):
        found_later(task, by=by)
    if is_over(bag.fulfillment) and not give_back(bag.fulfillment, by=by):
        raise OutOfDate("being_served", _("Its customer is here just now. Leave it where it is."))
    shelf = sa.select(Location).filter_by(store_id=bag.store_id, kind=LocationKind.PUT_BACK)
    place = db.session.scalar(shelf.order_by(Location.sequence).limit(1))
    bag.location, bag.location_id = place, place.id if place else None


def _free(seen: BagSighting, by: Actor) -> None:
    if seen.bag is not None and seen.bag.gone_at is None:
        seen.bag.gone_at = now()


_DEEDS: dict[Fix, Callable[[BagSighting, Actor], None]] = {
    Fix.MOVED: _stays,
    Fix.CARRIED: _carried,
    Fix.PUT_BACK: _to_put_back,
    Fix.FREED: _free,
}
