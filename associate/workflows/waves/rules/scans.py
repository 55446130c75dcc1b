"""One scan on the walk: an item, then the tote it goes into. It counts as picked once it lies there."""

from collections.abc import Collection

from associate.clock import now
from associate.core.acts.floor import Said
from associate.core.acts.wave_pause import set_wave_pause
from associate.core.catalog.codes import Code, marked, read_code
from associate.core.catalog.queries import matches
from associate.core.catalog.stop_sales import must_not_be_stopped
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.fulfillment.wave_walk import wave_walk
from associate.core.fulfillment.waves import PickMode, Wave
from associate.db import atomic
from associate.errors import Refused
from associate.words import _
from associate.workflows.waves.rules import batches, hand, zones
from associate.workflows.waves.rules.bench import put_at_bench
from associate.workflows.waves.rules.owning import must_be_mine


def take_scan(
    wave: Wave, raw: str, *, mark: str = "", shown: Collection[str] = (), intent: Intent, by: Actor
) -> Said:
    """An item is taken in hand; its tote counts it. In a batch it goes into the cart, and is counted when it
    is sorted. When all is picked, a place puts the totes down; in a zone, what is passed on
    from there too, as far as it was `shown` (numbers of orders).

    Raises Refused: owned, wrong_item, scan_parts, unknown_code, have_all, tote_first, item_first,
    wrong_tote, tag_in_use, held, canceled, stop_sale, look_at_lot, extra, other_zone and what zones.scan
    raises; OutOfDate("wave_over").
    """
    with atomic(wave):
        if (done := answered(intent)) is not None:
            return done
        must_be_mine(wave, by=by)
        set_wave_pause(wave, False, by=by)
        wave.last_scan_at = now()
        if not wave.to_pick and not wave.cart:
            return answer(intent, **put_at_bench(wave, read_code(raw), by=by))
        code = hand.read(wave, raw)
        if wave.mode == PickMode.ZONE and (said := zones.scan(wave, code, shown, by=by)):
            return answer(intent, **said)
        if wave.mode == PickMode.BATCH:
            return answer(intent, **batches.scan(wave, code, raw, mark, intent, by))
        if hand.is_tote(wave, code):
            line = hand.into_tote(wave, code, intent, by)
            return answer(intent, **hand.put_in_words(wave, line))
        return answer(intent, **_into_hand(wave, code, raw, mark))


def put_back(wave: Wave, *, intent: Intent, by: Actor) -> Said:
    """What is in hand goes back, to its shelf or into the cart: nothing was counted yet."""
    with atomic(wave):
        if (done := answered(intent)) is not None:
            return done
        must_be_mine(wave, by=by)
        line = hand.in_hand(wave)
        hand.empty_hand(wave)
        what = ""
        if line:
            name = line.variant.name
            what = (
                _("%(name)s, back into the cart.", name=name)
                if wave.mode == PickMode.BATCH
                else _("%(name)s, back to its shelf.", name=name)
            )
        return answer(intent, kind="ok", word=_("Nothing in hand"), what=what)


def _into_hand(wave: Wave, code: Code, raw: str, mark: str) -> Said:
    hand.must_have_free_hands(wave)
    line = _line_for(wave, code)
    must_not_be_stopped(line.variant, marked(code, mark))
    hand.take_in_hand(wave, line, raw, mark)
    tote = hand.tote_words(wave, line.fulfillment)
    if hand.tote_of(line.fulfillment):
        what = _("Put it in, then scan the tote.")
    else:
        what = _("Take an empty tote, put it in, scan the tag.")
    return {"kind": "ok", "word": _("%(name)s → %(tote)s", name=line.variant.name, tote=tote), "what": what}


def _line_for(wave: Wave, code: Code) -> FulfillmentLine:
    """By letter, the first order that still wants it and isn’t held."""
    lines = [line for stop in wave_walk(wave) for _letter, line in stop.shares if matches(line.variant, code)]
    wanting = [line for line in lines if line.left]
    if free := next((line for line in wanting if not line.fulfillment.hold), None):
        return free
    for line in wanting[:1]:
        raise Refused("held", _("%(number)s is on hold. Ask your lead.", number=line.fulfillment.number))
    if lines:
        name = lines[0].variant.product.title
        raise Refused("have_all", _("You have all of the %(name)s. Put this one back.", name=name))
    zones.must_be_here(wave, code)
    raise hand.nobodys(wave, code)
