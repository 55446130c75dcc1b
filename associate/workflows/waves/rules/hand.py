"""What the picker of a wave holds, and the tote it goes into. It counts as picked once it lies there."""

from associate.core.acts.floor import Said, may_work
from associate.core.acts.picking import count_unit
from associate.core.catalog.codes import Code, marked, read_code
from associate.core.catalog.queries import matches, variant_by_code
from associate.core.events.commands import Intent
from associate.core.events.record import Actor
from associate.core.fulfillment.bags import looks_like_a_tag, take_bag
from associate.core.fulfillment.models import Bag, Fulfillment, FulfillmentLine
from associate.core.fulfillment.queries import open_bag
from associate.core.fulfillment.sets import must_be_no_set
from associate.core.fulfillment.waves import PickMode, Wave
from associate.db import atomic, touch
from associate.errors import Refused
from associate.words import _
from associate.workflows.waves.rules.bench import for_the_bench


def in_hand(wave: Wave) -> FulfillmentLine | None:
    """The line whose unit waits for its tote, if it is still wanted."""
    line = wave.hand_line
    return line if line and line.left and line.fulfillment in wave.to_pick else None


def tote_of(job: Fulfillment) -> Bag | None:
    """The last that was begun for this order: the one with room. What still stands elsewhere is none."""
    here = (bag for bag in job.open_bags if not bag.is_resting)
    return max(here, key=lambda bag: bag.turn, default=None)


def tote_words(wave: Wave, job: Fulfillment, tote: Bag | None = None) -> str:
    """ "tote B (7K4)", or only its letter before it has a tag."""
    tote, letter = tote or tote_of(job), wave.letter(job)
    if tote:
        return _("tote %(letter)s (%(tag)s)", letter=letter, tag=tote.tag)
    return _("tote %(letter)s", letter=letter)


def take_in_hand(wave: Wave, line: FulfillmentLine, raw: str, mark: str) -> None:
    wave.hand_line, wave.hand_code, wave.hand_mark = line, raw.strip()[:200], mark.strip()[:20]
    touch(wave.store_id)  # nothing was done yet that the journal would tell


def empty_hand(wave: Wave) -> None:
    wave.hand_line, wave.hand_code, wave.hand_mark = None, "", ""
    touch(wave.store_id)


def must_have_free_hands(wave: Wave) -> None:
    """Raises Refused("tote_first")."""
    if held := in_hand(wave):
        words = _(
            "Put the %(name)s into %(tote)s and scan that first.",
            name=held.variant.name,
            tote=tote_words(wave, held.fulfillment),
        )
        raise Refused("tote_first", words)


def into_tote(wave: Wave, code: Code, intent: Intent, by: Actor) -> FulfillmentLine:
    """What is in hand lies in the tote with this tag, and is picked: the line that it is picked for.

    Raises Refused: item_first, tag_in_use, wrong_tote, and what may_work and take_bag raise.
    """
    held = in_hand(wave)
    if held is None:
        raise Refused("item_first", _("Scan an item first, then the tote it goes into."))
    bag = open_bag(wave.store, code.key)
    line = _meant(wave, held, bag) if bag else held
    job = line.fulfillment
    with atomic(job):
        may_work(job, by=by)
        bag = bag or take_bag(job, code, by=by)
        count_unit(line, marked(read(wave, wave.hand_code), wave.hand_mark), bag, intent=intent, by=by)
    empty_hand(wave)
    return line


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


def put_in_words(wave: Wave, line: FulfillmentLine) -> Said:
    """After into_tote: what lies where, and what comes next once nothing is left."""
    job, name = line.fulfillment, line.variant.name
    if not wave.to_pick:
        to_bench = _("Bring the totes to the pack bench.")
        what = to_bench if for_the_bench(wave) else _("They are picked up: place their bags.")
        return {"kind": "done", "word": _("All picked"), "what": what}
    what = f"{name}. {_('That tote is complete.')}" if job.is_settled else f"{name}."
    return {"kind": "ok", "word": _("In %(tote)s", tote=tote_words(wave, job)), "what": what}


def read(wave: Wave, raw: str) -> Code:
    """A SKU of this wave is that item, whatever else its digits might mean."""
    text = raw.strip()
    skus = {line.variant.sku.casefold() for job in wave.to_pick for line in job.lines}
    if wave.mode == PickMode.BATCH:
        skus |= {each.variant.sku.casefold() for each in wave.cart}
    return Code(text, value=text) if text.casefold() in skus else read_code(raw)


def is_tote(wave: Wave, code: Code) -> bool:
    """A tag, and no item’s code."""
    if not looks_like_a_tag(code):
        return False
    wanted = [line.variant for job in wave.to_pick for line in job.lines]
    is_item = any(matches(v, code) for v in wanted) or bool(variant_by_code(code))
    return code.kind == "BAG" or not is_item


def nobodys(wave: Wave, code: Code) -> Refused:
    """Why an item is refused that no order of the wave ever wanted. Raises Refused("scan_parts")."""
    if found := variant_by_code(code):
        must_be_no_set([line for job in wave.jobs for line in job.lines], found)
        return Refused(
            "wrong_item", _("Nobody in this wave wants the %(name)s. Put it back.", name=found.name)
        )
    return Refused("unknown_code", _("Nobody here knows that code. Scan the label of the item."))
