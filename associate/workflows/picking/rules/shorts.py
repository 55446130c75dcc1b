"""Say that something can't be picked, and why."""

from associate.core.acts.batch_shorts import Falls, batch_of, effect_of, falls_on, short_words
from associate.core.acts.collateral import others_waiting, reject_too
from associate.core.acts.floor import Said, may_work
from associate.core.acts.picking import begin
from associate.core.acts.shorts import Reason, write_short
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import State
from associate.core.fulfillment.waves import Wave
from associate.core.stores.reasons import Family, find_offered
from associate.db import atomic
from associate.errors import OutOfDate, Refused
from associate.words import _, later
from associate.workflows.picking.forms import ShortForm
from associate.workflows.picking.rules.unscans import line_here

LOOK = {
    "floor": later("Check the floor first."),
    "back": later("Check the back room first."),
    "fitting": later("Check the fitting room first."),
    "returns": later("Check the returns rack first."),
}
"""The four places to search, in walking order, each with what to say when it was not."""


def report_short(fulfillment: Fulfillment, form: ShortForm, *, intent: Intent, by: Actor) -> Said:
    """What is left of a line won't come; with `also` nor for the other orders that wait for it, where the
    shelf is empty now. In a batch it falls on the orders that are promised last.

    Raises Refused("choose_reason") for one the store doesn't offer, "look_first" before all was searched,
    OutOfDate("changed") where more or less is missing than the person saw.
    """
    batch = batch_of(line_here(fulfillment, form.line))
    together = batch.to_pick if batch else [fulfillment]
    others = others_waiting(line_here(fulfillment, form.line), together) if form.also else []
    jobs = {fulfillment, *together, *(each.fulfillment for each in others)}
    with atomic(*filter(None, [batch]), *sorted(jobs, key=lambda job: job.id)):
        if (done := answered(intent)) is not None:
            return done
        may_work(fulfillment, by=by)
        line = line_here(fulfillment, form.line)
        falls = falls_on(line, batch)
        _must_be_left(line, falls, form.units, batch)
        chosen = find_offered(fulfillment.store_id, Family.SHORT, form.reason)
        if chosen is None:
            raise Refused("choose_reason", _("Choose what happened first."))
        effect = Reason(chosen.effect)
        if effect in (Reason.NOT_FOUND, Reason.SOME_MISSING):
            _must_have_looked(form.looked)
        begin(fulfillment, by=by)
        told = {"by": by, "looked": form.looked, "why": chosen.code}
        for turn, (each, units) in enumerate(falls):
            write_short(each, effect_of(effect, turn, len(falls)), units=units, **told)
        also = reject_too(others if effect == Reason.NOT_FOUND else (), **told)
        what = _("%(name)s. Your lead decides what happens to it.", name=line.variant.name)
        if batch:
            what = _("%(what)s Short: %(numbers)s.", what=what, numbers=short_words(falls))
        if also:
            what = _("%(what)s Also short: %(numbers)s.", what=what, numbers=", ".join(also))
        return answer(intent, kind="note", word=_("%(n)d short", n=sum(n for _line, n in falls)), what=what)


def _must_be_left(line: FulfillmentLine, falls: Falls, seen: int | None, batch: Wave | None) -> None:
    """`seen`: so many units were missing on the screen, where it says. Without a network it knows its own
    order alone."""
    left, title = sum(units for _line, units in falls), line.variant.product.title
    if line.fulfillment.state not in (State.RELEASED, State.PICKING) or not left:
        raise OutOfDate("nothing_left", _("Nothing of the %(name)s is left to pick.", name=title))
    if seen in (None, left):
        return
    if batch and seen == line.left:
        facts = {"wave": batch.number, "numbers": short_words(falls)}
        words = _(
            "It’s picked for several at once, and %(numbers)s go without. Report it in %(wave)s.", **facts
        )
        raise OutOfDate("short_in_batch", words)
    raise OutOfDate("changed", _("It has changed meanwhile: look at the order again."))


def _must_have_looked(looked: list[str]) -> None:
    missed = [place for place in LOOK if place not in looked]
    if missed:
        raise Refused("look_first", " ".join(str(LOOK[place]) for place in missed), places=missed)
