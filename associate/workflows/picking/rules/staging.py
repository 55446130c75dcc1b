"""Bags into their places: bag, then place; one place does for all bags scanned before it."""

import sqlalchemy as sa

from associate.core.acts.floor import Said, may_work
from associate.core.acts.lost_totes import lose_totes, lost_words
from associate.core.acts.shorts import settle_pick
from associate.core.acts.voted import ready_if_it_is
from associate.core.catalog.codes import Code
from associate.core.catalog.queries import variant_by_code
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.bags import (
    bags_in_hand,
    drop_bag,
    looks_like_a_tag,
    take_bag,
    waiting_bags,
)
from associate.core.fulfillment.models import Bag, Fulfillment
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.passing import totes_words
from associate.core.fulfillment.places import put_down, staging_place
from associate.core.fulfillment.queries import open_bag
from associate.core.fulfillment.recalled import must_hold_nothing_recalled
from associate.core.fulfillment.states import State
from associate.core.fulfillment.votes import is_asked
from associate.core.stores.models import Location
from associate.db import atomic, db
from associate.errors import Refused
from associate.words import _, ngettext


def stage(fulfillment: Fulfillment, code: Code, *, key: str, by: Actor) -> Said:
    """Inside atomic(fulfillment), picked or ready: a bag is taken in hand, or what is in hand gets its place.

    A bare code is first a bag that is here, then a place, then a new tag: that guess comes last.
    """
    must_hold_nothing_recalled(fulfillment)
    known_bag = None if code.kind else open_bag(fulfillment.store, code.key)
    place = None if known_bag or code.kind == "BAG" else staging_place(fulfillment.store, code)
    if place:
        return _put(fulfillment, place, key=key, by=by)
    if looks_like_a_tag(code):
        bag = take_bag(fulfillment, code, by=by)
        if bag.placed_at:
            raise Refused(
                "bag_placed", _("Bag %(tag)s is on %(place)s already.", tag=bag.tag, place=_label(bag))
            )
        return {
            "kind": "ok",
            "word": _("Bag %(tag)s", tag=bag.tag),
            "what": _("Put it down and scan its place."),
        }
    raise _neither(fulfillment, code)


def leave_out(fulfillment: Fulfillment, tag: str, *, key: str, intent: Intent, by: Actor) -> Said:
    """That tag was a slip: the order goes without it, and is ready if that was all it waited for. A tote that
    rests between zones was none: it isn’t there, and what was in it is picked once more."""
    with atomic(fulfillment):
        if (done := answered(intent)) is not None:
            return done
        may_work(fulfillment, by=by)
        must_hold_nothing_recalled(fulfillment)
        if lost := [bag for bag in fulfillment.open_bags if bag.tag == tag and bag.is_resting]:
            said = _go_without(fulfillment, lost, by)
            ready_if_it_is(fulfillment, key=key, by=by)
            return answer(intent, **said)
        drop_bag(fulfillment, tag, by=by)
        ready_if_it_is(fulfillment, key=key, by=by)
        return answer(intent, kind="ok", word=_("Bag %(tag)s is free again", tag=tag), what="")


def _put(fulfillment: Fulfillment, place: Location, *, key: str, by: Actor) -> Said:
    bags = bags_in_hand(fulfillment) or waiting_bags(fulfillment)[:1]
    if any(bag.is_resting for bag in bags):
        raise Refused(
            "fetch_first", _("%(where)s Fetch it and scan its tag.", where=totes_words(fulfillment))
        )
    if not bags:
        raise Refused("no_bag", _("Scan a bag tag first."))
    put_down(bags, place, by=by)
    became_ready = ready_if_it_is(fulfillment, key=key, by=by)
    tags, left = ", ".join(bag.tag for bag in bags), len(waiting_bags(fulfillment))
    word = ngettext(
        "%(tags)s is on %(place)s", "%(tags)s are on %(place)s", len(bags), tags=tags, place=place.label
    )
    more = (
        _("That was the last one.")
        if became_ready
        else ngettext("%(num)d bag to go.", "%(num)d bags to go.", left)
        if left
        else _("It’s ready once the customer has chosen.")
        if is_asked(fulfillment)
        else ""
    )
    return {
        "kind": "done" if became_ready else "ok",
        "word": word,
        "what": " ".join(filter(None, (more, _crowded(place)))),
    }


def _go_without(fulfillment: Fulfillment, bags: list[Bag], by: Actor) -> Said:
    what = lost_words(lose_totes(fulfillment, bags, by=by))
    if fulfillment.state == State.PICKED:
        move(fulfillment, State.PICKING, by=by)
        fulfillment.owner_id = by.staff_id
        settle_pick(fulfillment, by=by)
    return {"kind": "note", "word": _("On without %(tags)s", tags=bags[0].tag), "what": what}


def _crowded(place: Location) -> str:
    """More bags than spaces is worth a word, never a refusal: the bag is there."""
    if place.capacity is None:
        return ""
    there = (
        db.session.scalar(
            sa.select(sa.func.count()).where(
                Bag.store_id == place.store_id, Bag.gone_at.is_(None), Bag.location_id == place.id
            )
        )
        or 0
    )
    if there <= place.capacity:
        return ""
    return _("%(place)s is over its %(n)d spaces.", place=place.label, n=place.capacity)


def _neither(fulfillment: Fulfillment, code: Code) -> Refused:
    if found := variant_by_code(code):
        return Refused(
            "all_picked",
            _("That’s the %(name)s; everything for this order is picked. Scan a bag tag.", name=found.name),
        )
    if waiting_bags(fulfillment):
        return Refused("unknown_code", _("That’s no bag tag and no place. Scan the rack."))
    return Refused("unknown_code", _("That’s no bag tag. Scan the tag on the bag."))


def _label(bag: Bag) -> str:
    return bag.location.label if bag.location else ""
