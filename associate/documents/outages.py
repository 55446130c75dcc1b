"""The outage list of a store, from what it has open now."""

from datetime import datetime

from flask_babel import force_locale

from associate.clock import now
from associate.core.fulfillment.models import Bag, Fulfillment
from associate.core.fulfillment.outage_checks import code_ends
from associate.core.fulfillment.queries import open_here
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME, State
from associate.core.fulfillment.urgency import is_put_off
from associate.core.fulfillment.walk import Stop, walk
from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import levels_here
from associate.core.stores.models import Store, Temperature
from associate.documents.outage import Check, Line, OutageList, Pick, Ready, outage_list
from associate.documents.paper import Paper
from associate.documents.parcels import language_of
from associate.words import _

MOST = 80  # picks on paper: more than a shop does before somebody prints anew
DIGITS = 4  # of the code on a label
BACK = "/outage"


def print_outage_list(store: Store, *, key: str, base: str) -> bytes:
    """The PDF on the store’s paper, in its language. `key` is the secret key, of which the ends of codes are
    made; `base` is where we are reached, "https://shop.example"."""
    with force_locale(language_of(store)):
        return outage_list(outage_list_of(store, key=key, base=base), Paper(store.paper))


def outage_list_of(store: Store, *, key: str, base: str) -> OutageList:
    ready = open_here(store, *WITH_CUSTOMER_TO_COME)
    picks = [job for job in open_here(store, State.RELEASED, State.PICKING, method=None) if _may_go_on(job)]
    ends = code_ends([job.id for job in ready], key=key)
    levels = levels_here(store.id, [line.variant_id for job in picks[:MOST] for line in job.lines])
    return OutageList(
        store.name,
        now().astimezone(store.timezone),
        base.rstrip("/") + BACK,
        tuple(sorted((_ready(job, ends.get(job.id, [])) for job in ready), key=_where)),
        tuple(_pick(job, levels) for job in picks[:MOST]),
        len(picks[MOST:]),
    )


def _may_go_on(job: Fulfillment) -> bool:
    return not job.hold and not is_put_off(job)


def _where(ready: Ready) -> tuple[str, str]:
    return (ready.bags[0][1] if ready.bags else "", ready.number)


def _ready(job: Fulfillment, ends: list[tuple[str, str]]) -> Ready:
    bags = sorted((bag.location.label if bag.location else "", bag.tag) for bag in job.open_bags)
    return Ready(
        job.number,
        _short(job.order.first_name, job.order.last_name),
        _short(*_halves(job.order.pickup_person)),
        tuple((tag, place) for place, tag in bags),
        tuple(Check(end, _short(*_halves(name))) for end, name in ends),
        sum(line.to_hand_over for line in job.lines),
        job.min_age,
        bool(job.hold),
    )


def _pick(job: Fulfillment, levels: dict[int, StockLevel]) -> Pick:
    ready_by: datetime = job.promise_at.astimezone(job.store.timezone)
    is_today = ready_by.date() == now().astimezone(job.store.timezone).date()
    return Pick(
        job.number,
        _short(job.order.first_name, job.order.last_name),
        f"{ready_by:%H:%M}" if is_today else f"{ready_by:%Y-%m-%d %H:%M}",
        job.owner.first_name if job.owner else "",
        job.method == "ship",
        ", ".join(_tote(bag) for bag in job.open_bags),
        tuple(_line(stop) for stop in walk(job, levels) if stop.line.left),
    )


def _tote(bag: Bag) -> str:
    """ "7K4 on R-2": between two zones nobody has it."""
    if bag.location is None or not bag.is_resting:
        return bag.tag
    return _("%(tag)s on %(place)s", tag=bag.tag, place=bag.location.code)


def _line(stop: Stop) -> Line:
    variant = stop.line.variant
    place = stop.level.location.code if stop.level and stop.level.location else stop.place
    is_cold = variant.product.temperature != Temperature.AMBIENT
    code = (variant.gtin or "")[-DIGITS:]
    return Line(place, variant.product.title, variant.traits, variant.sku, code, stop.line.left, is_cold)


def _halves(name: str) -> tuple[str, str]:
    first, _space, rest = name.strip().partition(" ")
    return first, rest.rpartition(" ")[2]


def _short(first: str, last: str) -> str:
    """ "Dana K.": enough to ask for, too little to look somebody up by."""
    return " ".join(filter(None, (first.strip(), f"{last.strip()[:1]}." if last.strip() else "")))
