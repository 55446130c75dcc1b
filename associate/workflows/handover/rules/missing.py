"""A bag isn't in its place and the customer waits: take its goods from the shelf, or let the rest go."""

from associate.core.acts.bags import note_missing
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.contents import Contents, contents, missing_from, on_levels
from associate.core.fulfillment.models import Bag, Fulfillment, Handover, HandoverBag
from associate.core.inventory import ledger
from associate.core.inventory.models import StockLevel
from associate.db import atomic, db
from associate.errors import Missing, Refused
from associate.words import _
from associate.workflows.handover.rules.bags import bags_of, row_of
from associate.workflows.handover.rules.counter import (
    at_the_counter,
    must_be_free,
    must_be_known,
    must_be_open,
)
from associate.workflows.handover.rules.desk import fit
from associate.workflows.handover.rules.shares import shares_of


def replace_from_shelf(handover: Handover, tag: str, *, intent: Intent, by: Actor) -> None:
    """The customer gets the same goods from the shelf; what is in the lost bag is held at completion.

    Raises Refused("unknown_contents") and Refused("none_free").
    """
    with at_the_counter(handover) as jobs:
        if answered(intent) is None:
            bag = _lost(handover, jobs, tag)
            inside = contents(bag)
            if inside is None:
                raise Refused(
                    "unknown_contents",
                    _("We don’t know what is in bag %(tag)s. Hand over the rest.", tag=tag),
                )
            _must_be_on_shelf(bag.fulfillment, inside)
            _declare(handover, bag, "replaced", inside, by)
            answer(intent, tag=tag)


def leave_out(handover: Handover, tag: str, chosen: set[int], *, intent: Intent, by: Actor) -> None:
    """The rest goes; what is in this bag stays open. `chosen` are line ids, asked for when nobody knows.

    Raises Refused("only_bag") when nothing else would go, Refused("say_what_stays").
    """
    with at_the_counter(handover) as jobs:
        if answered(intent) is None:
            bag = _lost(handover, jobs, tag)
            if len(bags_of(jobs)) - sum(row.how == "left_out" for row in handover.bags) < 2:
                raise Refused("only_bag", _("This is the only bag. Without it there’s nothing to hand over."))
            kept = contents(bag) or _whole_lines(bag.fulfillment, chosen)
            _declare(handover, bag, "left_out", kept, by)
            handover.kept_back = {
                **handover.kept_back,
                str(bag.id): {str(line): n for line, n in kept.items()},
            }
            fit(handover, shares_of(jobs, handover))
            answer(intent, tag=tag)


def hold_lost(bag: Bag, inside: Contents, *, cause: str, by: Actor) -> None:
    """Inside atomic(): the lost units are held while shelf units go in their place.

    Raises Refused("none_free") when the shelf no longer has them.
    """
    levels = [db.session.get_one(StockLevel, level) for level in on_levels(bag.fulfillment, inside)]
    levels.sort(key=lambda level: level.variant_id)  # the one order of stock locks
    with atomic(*levels):
        _must_be_on_shelf(bag.fulfillment, inside)
        for level in levels:
            ledger.hold(level.id, on_levels(bag.fulfillment, inside)[level.id], cause=cause, by=by)
    note_missing(bag, inside, is_held=True, by=by)


def bag_here(handover: Handover, jobs: list[Fulfillment], tag: str) -> Bag:
    bag = next((bag for bag in bags_of(jobs) if bag.tag == tag), None)
    if bag is None:
        raise Missing("no_bag", _("Bag %(tag)s isn’t one of these.", tag=tag[:8]))
    return bag


def _lost(handover: Handover, jobs: list[Fulfillment], tag: str) -> Bag:
    must_be_open(handover)
    must_be_known(handover, jobs)
    bag = bag_here(handover, jobs, tag)
    must_be_free(bag.fulfillment)
    row = row_of(handover, bag)
    if row is not None and row.how == "scanned":
        raise Refused("bag_is_here", _("Bag %(tag)s was scanned: it’s here.", tag=tag))
    return bag


def _declare(handover: Handover, bag: Bag, how: str, inside: Contents, by: Actor) -> None:
    row = row_of(handover, bag)
    if row is None:
        handover.bags.append(HandoverBag(bag_id=bag.id, how=how))
    else:
        row.how = how
        handover.kept_back = {key: lines for key, lines in handover.kept_back.items() if key != str(bag.id)}
    record("bag.missing", about=bag, by=by, handover=handover.id, how=how)
    note_missing(bag, inside, is_held=False, by=by)


def _must_be_on_shelf(job: Fulfillment, inside: Contents) -> None:
    if names := missing_from(job, inside):
        raise Refused(
            "none_free", _("The shelf has too few of: %(names)s. Hand over the rest.", names=", ".join(names))
        )


def _whole_lines(job: Fulfillment, chosen: set[int]) -> Contents:
    kept = {line.id: line.to_hand_over for line in job.lines if line.id in chosen and line.to_hand_over}
    if not kept:
        raise Refused("say_what_stays", _("Say what isn’t here, so that we keep it open."))
    return kept
