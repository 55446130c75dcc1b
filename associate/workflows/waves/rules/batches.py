"""A batch: a thing for all orders into the cart, a scan a unit; then each scan says whose tote it goes into.

Nothing is picked for an order before it lies in that order’s tote: what is in the cart is still the shelf’s
in the books, so an order that is canceled meanwhile leaves nothing of its own to put back. A tote is scanned
once, when it is begun; from then on the scan of the unit counts it there.
"""

from collections.abc import Sequence

from associate.core.acts.floor import Said, may_work
from associate.core.acts.picking import count_unit
from associate.core.catalog.codes import Code, marked
from associate.core.catalog.models import Variant
from associate.core.catalog.queries import matches
from associate.core.catalog.stop_sales import must_not_be_stopped
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.cart import Thing, put_in, things, to_bring
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.fulfillment.waves import Wave
from associate.core.inventory.queries import level_here
from associate.db import atomic, touch
from associate.errors import OutOfDate, Refused
from associate.words import _, ngettext
from associate.workflows.waves.rules import hand
from associate.workflows.waves.rules.owning import must_be_mine


def is_sorting(wave: Wave, known: Sequence[Thing] | None = None) -> bool:
    """All that can be brought is in the cart, or its picker sorts what is there before they go on. `known`:
    the things of the wave, where the caller has them."""
    if hand.in_hand(wave):
        return True
    if not wave.cart or wave.is_sorting:
        return bool(wave.cart)
    return not any(thing.lacking for thing in (things(wave) if known is None else known))


def scan(wave: Wave, code: Code, raw: str, mark: str, intent: Intent, by: Actor) -> Said:
    """Inside atomic(wave). Raises what take_scan says."""
    sorting, is_tote = is_sorting(wave), hand.is_tote(wave, code)
    if not sorting:
        if is_tote:
            raise Refused("item_first", _("Totes come later, when you sort. Scan the item."))
        return _bring(wave, code, mark, by)
    if is_tote:
        line = hand.into_tote(wave, code, intent, by)
        put_in(wave, line.variant, -1)
        return _sorted(wave, line)
    hand.must_have_free_hands(wave)
    return _sort(wave, code, raw, mark, intent, by)


def sort_now(wave: Wave, *, intent: Intent, by: Actor) -> Said:
    """The cart is full: what lies in it is sorted, then the walk goes on."""
    with atomic(wave):
        if (done := answered(intent)) is not None:
            return done
        must_be_mine(wave, by=by)
        if not wave.cart:
            raise Refused("empty_cart", _("There’s nothing in the cart yet. Scan the item."))
        wave.is_sorting = True
        touch(wave.store_id)  # as of what is in hand, the journal has no word of it
        return answer(intent, kind="ok", word=_("Sort the cart"), what=_("Then the walk goes on."))


def take_out(wave: Wave, variant_id: int, *, intent: Intent, by: Actor) -> Said:
    """What should lie in the cart and doesn’t, or what nobody wants any more: it is out of the cart. What an
    order still lacks is brought again. Raises OutOfDate("not_in_cart")."""
    with atomic(wave):
        if (done := answered(intent)) is not None:
            return done
        must_be_mine(wave, by=by)
        lying = next((each for each in wave.cart if each.variant_id == variant_id), None)
        if lying is None:
            raise OutOfDate("not_in_cart", _("Nothing of that is in the cart any more."))
        variant, units = lying.variant, lying.units
        wanted = min(units, _wanted(wave, variant))
        put_in(wave, variant, -units)
        wave.is_sorting = bool(wave.cart)
        _out(wave, variant, "wave.lacked", wanted, by)
        _out(wave, variant, "wave.shelved", units - wanted, by)
        word = ngettext("%(num)d lacks", "%(num)d lack", wanted) if wanted else _("Out of the cart")
        again = _("%(name)s: look at %(place)s again, or report it there.", **_spot(wave, variant))
        return answer(intent, kind="note", word=word, what=again if wanted else variant.name)


def _bring(wave: Wave, code: Code, mark: str, by: Actor) -> Said:
    thing = _thing(wave, code)
    if thing is None:
        raise hand.nobodys(wave, code)
    variant = thing.stop.variant
    must_not_be_stopped(variant, marked(code, mark))
    if not thing.lacking:
        raise _enough(thing)
    put_in(wave, variant, 1)
    in_cart, lacking = thing.in_cart + 1, thing.lacking - 1
    record("wave.brought", about=wave, by=by, number=wave.number, sku=variant.sku, units=in_cart)
    word = _("%(n)d of %(all)d in the cart", n=in_cart, all=in_cart + lacking)
    return {"kind": "ok", "word": word, "what": f"{variant.name}. {_next_words(wave, lacking)}".strip()}


def _next_words(wave: Wave, lacking: int) -> str:
    if lacking:
        return ngettext("%(num)d more from here.", "%(num)d more from here.", lacking)
    if to_bring(wave):
        return ""
    return _("That was the last. Now sort: scan each item again.")


def _enough(thing: Thing) -> Refused:
    held = [line for _letter, line in thing.stop.shares if line.left and line not in thing.wanting]
    if held:
        return Refused("held", _("%(number)s is on hold. Ask your lead.", number=held[0].fulfillment.number))
    name = thing.stop.variant.product.title
    return Refused("have_all", _("You have all of the %(name)s. Put this one back.", name=name))


def _sort(wave: Wave, code: Code, raw: str, mark: str, intent: Intent, by: Actor) -> Said:
    thing = _thing(wave, code)
    if thing is None or not thing.wanting:
        return _unwanted(wave, thing, code, by)
    line = thing.wanting[0]
    must_not_be_stopped(line.variant, marked(code, mark))
    tote = hand.tote_of(line.fulfillment)
    if tote is None:
        hand.take_in_hand(wave, line, raw, mark)
        what = _("%(name)s. Take an empty tote, put it in, scan the tag.", name=line.variant.name)
        return {"kind": "ok", "word": _whose(wave, line), "what": what}
    with atomic(line.fulfillment):
        may_work(line.fulfillment, by=by)
        count_unit(line, marked(code, mark), tote, intent=intent, by=by)
    put_in(wave, line.variant, -1)
    return _sorted(wave, line)


def _unwanted(wave: Wave, thing: Thing | None, code: Code, by: Actor) -> Said:
    """An extra: out of the cart with it. Raises Refused where the cart holds none, or a held order’s."""
    lying = next((each for each in wave.cart if matches(each.variant, code)), None)
    if thing and any(line.left for _letter, line in thing.stop.shares):
        raise _enough(thing)
    if lying is None:
        raise (
            Refused(
                "extra",
                _("No order here wants one more %(name)s. Put it back.", name=thing.stop.variant.name),
            )
            if thing
            else hand.nobodys(wave, code)
        )
    variant = lying.variant
    put_in(wave, variant, -1)
    _out(wave, variant, "wave.shelved", 1, by)
    what = _("%(name)s: put it back, %(place)s.", **_spot(wave, variant))
    return {"kind": "note", "word": _("Nobody wants this one any more"), "what": what}


def _sorted(wave: Wave, line: FulfillmentLine) -> Said:
    if not wave.to_pick and not wave.cart:
        return hand.put_in_words(wave, line)
    left = sum(each.units for each in wave.cart)
    then = (
        _("That tote is complete.")
        if line.fulfillment.is_settled
        else ngettext("%(num)d more to sort.", "%(num)d more to sort.", left)
        if left
        else _("The cart is empty. On with the walk.")
    )
    return {"kind": "ok", "word": _whose(wave, line), "what": f"{line.variant.name}. {then}"}


def _whose(wave: Wave, line: FulfillmentLine) -> str:
    """ "Tote B (7K4), HW-48213": said loudly."""
    job, tote = line.fulfillment, hand.tote_of(line.fulfillment)
    facts = {"letter": wave.letter(job), "number": job.number}
    if tote:
        return _("Tote %(letter)s (%(tag)s), %(number)s", tag=tote.tag, **facts)
    return _("Tote %(letter)s, %(number)s", **facts)


def _thing(wave: Wave, code: Code) -> Thing | None:
    return next((thing for thing in things(wave) if matches(thing.stop.variant, code)), None)


def _wanted(wave: Wave, variant: Variant) -> int:
    return sum(line.left for job in wave.to_pick for line in job.lines if line.variant_id == variant.id)


def _out(wave: Wave, variant: Variant, kind: str, units: int, by: Actor) -> None:
    if units:
        record(kind, about=wave, by=by, number=wave.number, sku=variant.sku, units=units)


def _spot(wave: Wave, variant: Variant) -> dict[str, str]:
    level = level_here(wave.store_id, variant.id)
    place = level.location.label if level and level.location else _("no place")
    return {"name": variant.name, "place": place}
