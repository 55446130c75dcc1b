"""Which orders make a wave, and taking them all at once."""

from collections.abc import Callable, Collection, Sequence
from secrets import token_hex

import sqlalchemy as sa

from associate.core.acts.floor import Said
from associate.core.acts.picking import begin
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.between import between_zones
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.core.fulfillment.urgency import put_off
from associate.core.fulfillment.waves import PickMode, Wave, WaveOrder
from associate.core.stores.models import Store
from associate.db import atomic, db, lock_rows
from associate.errors import OutOfDate, Refused
from associate.words import _, ngettext
from associate.workflows.waves.rules.offers import due_by_job, load_of

LETTERS = "ABCDEFGHIJ"
MOST_ORDERS, MOST_UNITS, HEAVIEST = len(LETTERS), 25, 15_000  # the last in g: what a cart may carry
IN_A_BATCH = 2 * MOST_UNITS  # no totes stand on its cart: ./dev bench modes says what that is worth


Load = Callable[[Fulfillment], tuple[int, int]]
"""(units, grams) that a walk carries for an order; grams as far as they are known."""


def whole(job: Fulfillment) -> tuple[int, int]:
    return job.units_to_find, sum(line.left * (line.variant.weight_g or 0) for line in job.lines)


def propose(jobs: Sequence[Fulfillment], mode: str = PickMode.TOTES, load: Load = whole) -> list[Fulfillment]:
    """Of these, by promise, as many as one walk takes. The first goes in however big it is."""
    taken: list[Fulfillment] = []
    units = grams = 0
    for job in jobs:
        more, heavier = load(job)
        fits = units + more <= most_units(mode) and grams + heavier <= HEAVIEST
        if len(taken) < MOST_ORDERS and (fits or not taken):
            taken.append(job)
            units, grams = units + more, grams + heavier
    return taken


def most_units(mode: str) -> int:
    return IN_A_BATCH if mode == PickMode.BATCH else MOST_UNITS


def start(
    store: Store,
    numbers: Collection[str],
    *,
    mode: str = PickMode.TOTES,
    zone: str = "",
    intent: Intent,
    by: Actor,
) -> Said:
    """Those of these orders that nobody has begun; in a zone, also what another one passed on, if
    something is found there. Answers with the wave’s `number` beside its words.

    Raises Refused: "none_chosen", "too_many", "no_mode", "no_zone"; OutOfDate("none_left") when others were
    faster.
    """
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        if not numbers:
            raise Refused("none_chosen", _("Tick at least one order."))
        chosen = mode_of(mode)
        free = _free(store, numbers, by, for_zone=chosen == PickMode.ZONE)
        if not free:
            raise OutOfDate("none_left", _("Somebody else began those already. Look again."))
        jobs, load = _with_load(store, free, chosen, zone)
        if not jobs:
            raise OutOfDate("none_left", _("Nothing of those is left in %(zone)s. Look again.", zone=zone))
        _must_fit(jobs, chosen, load)
        wave = _begun(store, jobs, chosen, zone, by)
        what = _left_out(begun=len(set(numbers)) - len(free), not_here=len(free) - len(jobs))
        word = ngettext("%(num)d order is yours", "%(num)d orders are yours", len(jobs))
        return answer(intent, number=wave.number, kind="ok", word=word, what=what)


def mode_of(text: str) -> PickMode:
    """Raises Refused("no_mode")."""
    if text not in [mode.value for mode in PickMode]:
        raise Refused("no_mode", _("Choose how you want to sort."))
    return PickMode(text)


def may_be_taken(by: Actor, *, for_zone: bool) -> sa.ColumnElement[bool]:
    """Begun by nobody and nobody’s but theirs; in a zone also what another one passed on."""
    nobody_elses = sa.or_(Fulfillment.owner_id.is_(None), Fulfillment.owner_id == by.staff_id)
    new = Fulfillment.state == State.RELEASED
    free = sa.or_(new, between_zones()) if for_zone else new
    return sa.and_(free, nobody_elses, Fulfillment.hold == "", sa.not_(put_off()))


def _free(store: Store, numbers: Collection[str], by: Actor, *, for_zone: bool) -> list[Fulfillment]:
    """Locked, by promise: what may be begun now."""
    mine = sa.select(Fulfillment).where(Fulfillment.store_id == store.id, Fulfillment.number.in_(numbers))
    lock_rows(Fulfillment, db.session.scalars(mine.with_only_columns(Fulfillment.id)))
    by_promise = mine.where(may_be_taken(by, for_zone=for_zone)).order_by(
        Fulfillment.promise_at, Fulfillment.id
    )
    return list(db.session.scalars(by_promise.execution_options(populate_existing=True)))


def _with_load(
    store: Store, jobs: list[Fulfillment], mode: PickMode, zone: str
) -> tuple[list[Fulfillment], Load]:
    """Those with something to find, and what each comes to."""
    if mode != PickMode.ZONE:
        return jobs, whole
    due = due_by_job(store, zone, jobs)
    return [job for job in jobs if due[job.id]], load_of(due)


def _left_out(*, begun: int, not_here: int) -> str:
    words = []
    if begun:
        words.append(
            ngettext("%(num)d was begun by somebody else.", "%(num)d were begun by somebody else.", begun)
        )
    if not_here:
        words.append(ngettext("%(num)d has nothing left here.", "%(num)d have nothing left here.", not_here))
    return " ".join(words)


def _must_fit(jobs: Sequence[Fulfillment], mode: PickMode, load: Load) -> None:
    units, most = sum(load(job)[0] for job in jobs), most_units(mode)
    if len(jobs) > MOST_ORDERS or (units > most and len(jobs) > 1):
        words = _("One walk takes %(orders)d orders or %(units)d things.", orders=MOST_ORDERS, units=most)
        raise Refused("too_many", words)


def _begun(store: Store, jobs: Sequence[Fulfillment], mode: PickMode, zone: str, by: Actor) -> Wave:
    _leave_others(jobs)
    orders = [WaveOrder(fulfillment=job, letter=letter) for job, letter in zip(jobs, LETTERS, strict=False)]
    told = {"mode": mode, "zone": zone if mode == PickMode.ZONE else ""}
    wave = Wave(number=token_hex(8), store_id=store.id, owner_id=by.staff_id, orders=orders, **told)
    db.session.add(wave)
    db.session.flush()
    wave.number = f"W-{1000 + wave.id}"
    for job in jobs:
        begin(job, by=by)
    numbers = [job.number for job in jobs]
    facts = {"number": wave.number, "mode": mode.value, "orders": numbers}
    record("wave.started", about=wave, by=by, **facts, **({"zone": wave.zone} if wave.zone else {}))
    return wave


def _leave_others(jobs: Sequence[Fulfillment]) -> None:
    """What is begun in a new wave is in no other one that is still open, and keeps nobody from its end."""
    older = sa.select(WaveOrder).join(Wave).where(Wave.ended_at.is_(None), WaveOrder.is_passed.is_(False))
    for order in db.session.scalars(older.where(WaveOrder.fulfillment_id.in_([job.id for job in jobs]))):
        order.is_passed = True
