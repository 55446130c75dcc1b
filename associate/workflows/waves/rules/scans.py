"""One scan on the walk: an item, then the tote it goes into. It counts as picked once it lies there."""

from associate.clock import now
from associate.core.acts.floor import Said, may_work
from associate.core.acts.picking import count_unit
from associate.core.catalog.codes import Code, marked, read_code
from associate.core.catalog.queries import matches, variant_by_code
from associate.core.catalog.stop_sales import must_not_be_stopped
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.bags import looks_like_a_tag, take_bag
from associate.core.fulfillment.models import Bag, Fulfillment, FulfillmentLine
from associate.core.fulfillment.queries import open_bag
from associate.core.fulfillment.wave_walk import wave_walk
from associate.core.fulfillment.waves import Wave
from associate.db import atomic
from associate.errors import Refused
from associate.words import _
from associate.workflows.waves.rules.bench import put_at_bench
from associate.workflows.waves.rules.owning import go_on, must_be_mine


def take_scan(wave: Wave, raw: str, *, mark: str = "", intent: Intent, by: Actor) -> Said:
    """An item is taken in hand; its tote counts it. When all is picked, a place puts the totes down.

    Raises Refused: owned, wrong_item, unknown_code, have_all, tote_first, item_first, wrong_tote,
    tag_in_use, held, canceled, stop_sale, look_at_lot; OutOfDate("wave_over").
    """
    with atomic(wave):
        if (done := answered(intent)) is not None:
            return done
        must_be_mine(wave, by=by)
        go_on(wave, by)
        wave.last_scan_at = now()
        if not wave.to_pick:
            return answer(intent, **put_at_bench(wave, read_code(raw), by=by))
        code = _read(wave, raw)
        if looks_like_a_tag(code) and not _is_item(wave, code):
            return answer(intent, **_into_tote(wave, code, intent, by))
        return answer(intent, **_into_hand(wave, code, raw, mark, by))


def put_back(wave: Wave, *, intent: Intent, by: Actor) -> Said:
    """What is in hand goes back to its shelf: nothing was counted yet."""
    with atomic(wave):
        if (done := answered(intent)) is not None:
            return done
        must_be_mine(wave, by=by)
        line = in_hand(wave)
        wave.hand_line_id = None
        what = _("%(name)s, back to its shelf.", name=line.variant.name) if line else ""
        return answer(intent, kind="ok", word=_("Nothing in hand"), what=what)


def in_hand(wave: Wave) -> FulfillmentLine | None:
    """The line whose unit waits for its tote, if it is still wanted."""
    line = wave.hand_line
    return line if line and line.left and line.fulfillment in wave.to_pick else None


def tote_of(job: Fulfillment) -> Bag | None:
    """The last that was begun for this order: the one with room."""
    return max(job.open_bags, key=lambda bag: bag.turn, default=None)


def tote_words(wave: Wave, job: Fulfillment) -> str:
    """ "tote B (7K4)", or only its letter before it has a tag."""
    tote, letter = tote_of(job), wave.letter(job)
    if tote:
        return _("tote %(letter)s (%(tag)s)", letter=letter, tag=tote.tag)
    return _("tote %(letter)s", letter=letter)


def _into_hand(wave: Wave, code: Code, raw: str, mark: str, by: Actor) -> Said:
    if held := in_hand(wave):
        words = _(
            "Put the %(name)s into %(tote)s and scan that first.",
            name=held.variant.name,
            tote=tote_words(wave, held.fulfillment),
        )
        raise Refused("tote_first", words)
    line = _line_for(wave, code)
    must_not_be_stopped(line.variant, marked(code, mark))
    wave.hand_line, wave.hand_code, wave.hand_mark = line, raw.strip()[:200], mark.strip()[:20]
    tote = tote_words(wave, line.fulfillment)
    if tote_of(line.fulfillment):
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
    if found := variant_by_code(code):
        raise Refused(
            "wrong_item", _("Nobody in this wave wants the %(name)s. Put it back.", name=found.name)
        )
    raise Refused("unknown_code", _("Nobody here knows that code. Scan the label of the item."))


def _into_tote(wave: Wave, code: Code, intent: Intent, by: Actor) -> Said:
    held = in_hand(wave)
    if held is None:
        raise Refused("item_first", _("Scan an item first, then the tote it goes into."))
    bag = open_bag(wave.store, code.key)
    line = _meant(wave, held, bag) if bag else held
    job = line.fulfillment
    with atomic(job):
        may_work(job, by=by)
        bag = bag or take_bag(job, code, by=by)
        count_unit(line, marked(_read(wave, wave.hand_code), wave.hand_mark), bag, intent=intent, by=by)
    name, tote = line.variant.name, tote_words(wave, job)
    wave.hand_line, wave.hand_code, wave.hand_mark = None, "", ""
    if not wave.to_pick:
        return {"kind": "done", "word": _("All picked"), "what": _("Bring the totes to the pack bench.")}
    what = f"{name}. {_('That tote is complete.')}" if job.is_settled else f"{name}."
    return {"kind": "ok", "word": _("In %(tote)s", tote=tote), "what": what}


def _meant(wave: Wave, held: FulfillmentLine, bag: Bag) -> FulfillmentLine:
    """It may go to any order of the wave that wants it. Raises Refused: tag_in_use, wrong_tote."""
    if bag.fulfillment_id not in {job.id for job in wave.jobs}:
        words = _(
            "Tag %(tag)s is on %(number)s. Take another tote.", tag=bag.tag, number=bag.fulfillment.number
        )
        raise Refused("tag_in_use", words)
    lines = [line for job in wave.to_pick if job.id == bag.fulfillment_id for line in job.lines]
    wanting = [line for line in lines if line.variant_id == held.variant_id and line.left]
    if not wanting:
        facts = {"letter": wave.letter(bag.fulfillment), "name": held.variant.product.title}
        words = _(
            "That’s tote %(letter)s. The %(name)s goes into %(tote)s.",
            tote=tote_words(wave, held.fulfillment),
            **facts,
        )
        raise Refused("wrong_tote", words)
    return held if held in wanting else wanting[0]


def _read(wave: Wave, raw: str) -> Code:
    """A SKU of this wave is that item, whatever else its digits might mean."""
    text = raw.strip()
    skus = {line.variant.sku.casefold() for job in wave.to_pick for line in job.lines}
    return Code(text, value=text) if text.casefold() in skus else read_code(raw)


def _is_item(wave: Wave, code: Code) -> bool:
    wanted = [line.variant for job in wave.to_pick for line in job.lines]
    return code.kind != "BAG" and (any(matches(v, code) for v in wanted) or bool(variant_by_code(code)))
