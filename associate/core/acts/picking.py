"""A unit off its shelf and into an order, by itself or in a wave of orders."""

from associate.clock import now
from associate.core.acts.shorts import settle_pick
from associate.core.catalog.codes import Code
from associate.core.events.commands import Intent
from associate.core.events.record import Actor, record
from associate.core.fulfillment.batons import leave_baton, take_up
from associate.core.fulfillment.between import is_between_zones
from associate.core.fulfillment.models import Bag, Fulfillment, FulfillmentLine, Scan
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.passing import gone_on_with
from associate.core.fulfillment.standing import standing_of
from associate.core.fulfillment.states import State
from associate.db import db


def begin(fulfillment: Fulfillment, *, by: Actor) -> None:
    """Inside atomic(fulfillment), after may_work: to the floor with it, and out of any pause."""
    if fulfillment.state == State.RELEASED:
        move(fulfillment, State.PICKING, by=by, owner=by.staff_id)
    is_nobodys = fulfillment.state == State.PICKING and fulfillment.owner_id is None
    if is_nobodys or is_between_zones(fulfillment):
        own(fulfillment, by)
        if fulfillment.passed_at:
            record("pick.taken_up", about=fulfillment, by=by)
    if fulfillment.is_paused:
        take_up(fulfillment, by=by)
        fulfillment.is_paused = False
        record("pick.resumed", about=fulfillment, by=by)


def take(fulfillment: Fulfillment, *, by: Actor) -> None:
    """Inside atomic(fulfillment), while it is picked: from whoever has it; every scan and bag stays."""
    if fulfillment.is_paused:
        take_up(fulfillment, by=by)
    if fulfillment.owner_id != by.staff_id:
        facts = {"was": fulfillment.owner_id, "picked": fulfillment.units_picked, **standing_of(fulfillment)}
        record("pick.taken_over", about=fulfillment, by=by, **facts)
        own(fulfillment, by)
    fulfillment.is_paused = False


def set_pause(fulfillment: Fulfillment, paused: bool, *, words: str = "", by: Actor) -> None:
    """Inside atomic(fulfillment): put down for a while, with words for whoever goes on, or up again."""
    if fulfillment.is_paused != paused:
        take_up(fulfillment, by=by)
        fulfillment.is_paused = paused
        facts = standing_of(fulfillment) if paused else {}
        record("pick.paused" if paused else "pick.resumed", about=fulfillment, by=by, **facts)
    leave_baton(fulfillment, words, by=by)


def own(fulfillment: Fulfillment, by: Actor) -> None:
    fulfillment.owner_id, fulfillment.owned_at, fulfillment.given_by = by.staff_id, now(), ""


def count_unit(line: FulfillmentLine, code: Code, bag: Bag | None, *, intent: Intent, by: Actor) -> None:
    """Inside atomic(fulfillment): one unit of the line is found, in this bag if there is one."""
    fulfillment = line.fulfillment
    line.picked += 1
    fulfillment.last_scan_at = now()
    gone_on_with(fulfillment)
    db.session.add(
        Scan(line_id=line.id, bag_id=bag and bag.id, command=intent.key, code=code.kept, by=by.ref)
    )
    told = {"serial": code.serial, "lot": code.lot}
    record(
        "line.picked",
        about=fulfillment,
        by=by,
        line=line.id,
        picked=line.picked,
        bag=bag and bag.tag,
        **{name: mark for name, mark in told.items() if mark},
    )
    settle_pick(fulfillment, by=by)
