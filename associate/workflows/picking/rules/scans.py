"""One scan with an order open: an item while it is picked, bags and places after."""

from associate.core.acts.floor import Said, may_work
from associate.core.acts.picking import begin, count_unit
from associate.core.catalog.codes import Code, marked, read_code
from associate.core.catalog.models import Variant
from associate.core.catalog.queries import matches, variant_by_code
from associate.core.catalog.stop_sales import must_not_be_stopped
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.bags import bag_being_filled, looks_like_a_tag, take_bag
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.sets import must_be_no_set
from associate.core.fulfillment.states import State
from associate.core.fulfillment.walk import next_stop, walk
from associate.db import atomic
from associate.errors import Refused
from associate.words import _
from associate.workflows.picking.rules.staging import stage


def take_scan(
    fulfillment: Fulfillment, raw: str, *, key: str, intent: Intent, by: Actor, mark: str = ""
) -> Said:
    """Count one scan once. `key` is the secret key, for the customer's codes; `mark` is the lot or serial
    that was read off the label.

    Raises Refused with what to do instead: owned, held, canceled, wrong_item, unknown_code, have_all,
    scan_parts, stop_sale, look_at_lot, tag_in_use, no_bag, unknown_place and their like.
    """
    with atomic(fulfillment):
        if (done := answered(intent)) is not None:
            return done
        may_work(fulfillment, by=by)
        begin(fulfillment, by=by)
        code = marked(_read(fulfillment, raw), mark)
        if fulfillment.state == State.PICKING:
            said = _pick(fulfillment, code, intent, by)
        else:
            said = stage(fulfillment, code, key=key, by=by)
        return answer(intent, **said)


def _read(fulfillment: Fulfillment, raw: str) -> Code:
    """A SKU of this order is that item, whatever else its digits might mean."""
    text = raw.strip().casefold()
    if any(line.variant.sku.casefold() == text for line in fulfillment.lines):
        return Code(raw.strip(), value=raw.strip())
    return read_code(raw)


def _pick(fulfillment: Fulfillment, code: Code, intent: Intent, by: Actor) -> Said:
    meant = [stop.line for stop in walk(fulfillment) if matches(stop.line.variant, code)]
    line = next((line for line in meant if line.left), None)
    if meant:
        must_not_be_stopped(meant[-1].variant, code)
    if line:
        return _count(line, code, intent, by)
    if meant:
        raise _enough(meant[-1])
    if looks_like_a_tag(code) and not variant_by_code(code):
        bag = take_bag(fulfillment, code, by=by)
        return {
            "kind": "ok",
            "word": _("Bag %(tag)s", tag=bag.tag),
            "what": _("What you scan next goes into it."),
        }
    raise _not_ours(fulfillment, code)


def _count(line: FulfillmentLine, code: Code, intent: Intent, by: Actor) -> Said:
    fulfillment, variant = line.fulfillment, line.variant
    bag = bag_being_filled(fulfillment)
    count_unit(line, code, bag, intent=intent, by=by)
    word = _("Picked %(n)d of %(all)d", n=line.picked, all=line.picked + line.left)
    into = _("%(name)s. Into bag %(tag)s.", name=variant.name, tag=bag.tag) if bag else f"{variant.name}."
    return {"kind": "ok", "word": word, "what": into}


def _enough(line: FulfillmentLine) -> Refused:
    name = line.variant.product.title
    if line.short:
        return Refused(
            "was_short",
            _(
                "You reported the %(name)s as missing. Tell your lead it’s here: then it can be picked.",
                name=name,
            ),
        )
    if not line.picked:
        return Refused("line_canceled", _("The %(name)s was taken off this order. Put it back.", name=name))
    return Refused(
        "have_all", _("You have all %(n)d of the %(name)s. Put this one back.", n=line.picked, name=name)
    )


def _not_ours(fulfillment: Fulfillment, code: Code) -> Refused:
    stop = next_stop(fulfillment)
    assert stop is not None  # a job in picking has something left
    wanted = stop.line.variant
    if found := variant_by_code(code):
        must_be_no_set(fulfillment.lines, found)
        return Refused("wrong_item", _wrong_words(found, wanted))
    if code.kind == "LOC":
        return Refused("not_an_item", _("That’s a place. Scan the %(name)s.", name=wanted.product.title))
    if code.kind in ("ORD", "PUP"):
        return Refused(
            "not_an_item", _("That’s an order’s code. Scan the %(name)s.", name=wanted.product.title)
        )
    return Refused(
        "unknown_code",
        _("Nobody here knows that code. Scan the label of the %(name)s.", name=wanted.product.title),
    )


def _wrong_words(found: Variant, wanted: Variant) -> str:
    """ "That’s the jacket in Slate, L. Put it back, take Moss, M."."""
    that = (
        _("the %(name)s in %(traits)s", name=found.product.title, traits=found.traits)
        if found.traits
        else _("the %(name)s", name=found.product.title)
    )
    same = found.product_id == wanted.product_id and wanted.traits
    take = wanted.traits if same else _("the %(name)s", name=wanted.name)
    return _("That’s %(that)s. Put it back, take %(take)s.", that=that, take=take)
