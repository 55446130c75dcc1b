"""A wave that stays in its zone: fetch what another zone passed on, find what is here, pass on the rest.

Passed on, an order is in nobody’s hands: the next zone’s wave takes it up, or anybody as a single order.
"""

from collections.abc import Collection, Iterable, Sequence

from associate.core.acts.floor import Said, may_work, must_go_on
from associate.core.acts.lost_totes import lose_totes, lost_words
from associate.core.acts.wave_pause import set_wave_pause
from associate.core.catalog.codes import Code
from associate.core.catalog.queries import matches, variant_by_code
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.bags import looks_like_a_tag, take_bag
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.passing import pass_down, totes_of, unfetched
from associate.core.fulfillment.places import has_racks, resting_place, staging_place
from associate.core.fulfillment.urgency import stands_still
from associate.core.fulfillment.walk import walk
from associate.core.fulfillment.wave_walk import to_pass_on, wave_walk
from associate.core.fulfillment.waves import PickMode, Wave
from associate.core.fulfillment.zones import waits_for, zone_at
from associate.core.inventory.queries import levels_here
from associate.core.stores.models import Location
from associate.db import atomic
from associate.errors import OutOfDate, Refused
from associate.words import _, ngettext
from associate.workflows.waves.rules import hand
from associate.workflows.waves.rules.bench import end, for_the_bench, for_the_rack
from associate.workflows.waves.rules.owning import must_be_mine


def to_fetch(wave: Wave) -> list[Fulfillment]:
    """Its orders of which a tote still stands where another zone put it; one on hold leaves them there."""
    if wave.mode != PickMode.ZONE:
        return []
    return [job for job in wave.to_pick if unfetched(job) and not stands_still(job)]


def needs_place(wave: Wave, jobs: Sequence[Fulfillment]) -> bool:
    """Before these are passed on: whoever goes on should know where their totes stand."""
    return any(totes_of(job) for job in jobs) and has_racks(wave.store)


def scan(wave: Wave, code: Code, shown: Collection[str], *, by: Actor) -> Said | None:
    """Inside atomic(wave): a tote that is fetched, or the place where totes are put down for the next zone:
    those of the orders that the page showed. None: it is neither, but an item or its tote.

    Raises Refused: fetch_first, scan_place and what staging_place, resting_place and may_work raise.
    """
    if fetch := to_fetch(wave):
        return _fetch(wave, fetch, code, by)
    stops = wave_walk(wave)
    walks_on = any(stop.left for stop in stops)
    if not to_pass_on(wave, stops) or (walks_on and _is_of_a_thing(code)):
        return None
    # on the walk a shelf’s code is more likely a slip than a place for totes
    place = staging_place(wave.store, code) if walks_on else resting_place(wave.store, code)
    if place is None and walks_on:
        return None
    if place is None:
        raise Refused("scan_place", _("Nothing is left here. Scan the place where you put the totes down."))
    return _pass_on(wave, shown, place, by)


def _is_of_a_thing(code: Code) -> bool:
    """An item’s or a tote’s; what is typed may look like a place as well."""
    return code.kind != "LOC" and (bool(code.kind) or looks_like_a_tag(code) or bool(variant_by_code(code)))


def pass_on(wave: Wave, shown: Collection[str], *, intent: Intent, by: Actor) -> Said:
    """Without a place, where no tote needs one: the orders that the page showed.

    Raises Refused: owned, tote_first, scan_place; OutOfDate: wave_over, none_to_pass.
    """
    with atomic(wave):
        if (done := answered(intent)) is not None:
            return done
        must_be_mine(wave, by=by)
        set_wave_pause(wave, False, by=by)
        return answer(intent, **_pass_on(wave, shown, None, by))


def go_without(wave: Wave, number: str, *, intent: Intent, by: Actor) -> Said:
    """The totes of this order aren’t where they should stand: on with others, and a lead looks for them.

    Raises OutOfDate: wave_over, none_to_fetch, and what may_work raises.
    """
    with atomic(wave):
        if (done := answered(intent)) is not None:
            return done
        must_be_mine(wave, by=by)
        set_wave_pause(wave, False, by=by)
        job = next((job for job in to_fetch(wave) if job.number == number), None)
        if job is None:
            raise OutOfDate("none_to_fetch", _("You have its totes already. Look again."))
        with atomic(job):
            may_work(job, by=by)
            gone = unfetched(job)
            short = lose_totes(job, gone, by=by)
        facts = {"tags": ", ".join(bag.tag for bag in gone)}
        return answer(intent, kind="note", word=_("On without %(tags)s", **facts), what=lost_words(short))


def must_be_here(wave: Wave, code: Code) -> None:
    """Raises Refused for what an order of the wave wants, but not from here now: other_zone, held, paused."""
    if wave.mode != PickMode.ZONE:
        return
    stops = [stop for job in wave.to_pick for stop in walk(job) if stop.line.left]
    for stop in sorted(stops, key=lambda stop: stands_still(stop.line.fulfillment)):
        if matches(stop.line.variant, code):
            _must_not_stand(stop.line.fulfillment)
            words = _(
                "The %(name)s is found later, in %(zone)s.", name=stop.line.variant.name, zone=zone_at(stop)
            )
            if not zone_at(stop) or zone_at(stop) == wave.zone:
                words = _("The %(name)s comes last. Put it back for now.", name=stop.line.variant.name)
            raise Refused("other_zone", words)


def _must_not_stand(job: Fulfillment) -> None:
    if job.hold:
        raise Refused("held", _("%(number)s is on hold. Ask your lead.", number=job.number))
    must_go_on(job)


def _fetch(wave: Wave, jobs: Sequence[Fulfillment], code: Code, by: Actor) -> Said:
    found = next((job for job in jobs if code.key in {bag.tag for bag in unfetched(job)}), None)
    if found is None:
        tote = hand.tote_words(wave, jobs[0], unfetched(jobs[0])[0])
        raise Refused("fetch_first", _("Fetch %(tote)s first, and scan its tag.", tote=tote))
    with atomic(found):
        may_work(found, by=by)
        take_bag(found, code, by=by)
    left = sum(len(unfetched(job)) for job in to_fetch(wave))
    what = (
        ngettext("%(num)d more to fetch.", "%(num)d more to fetch.", left) if left else _("On with the walk.")
    )
    return {"kind": "ok", "word": _("You have %(tote)s", tote=hand.tote_words(wave, found)), "what": what}


def _pass_on(wave: Wave, shown: Collection[str], place: Location | None, by: Actor) -> Said:
    """Those of them that were shown, by number: whoever scans a place has put down these."""
    hand.must_have_free_hands(wave)
    with atomic(*sorted(wave.to_pick, key=lambda job: job.id)):
        jobs = [job for job in to_pass_on(wave, wave_walk(wave)) if job.number in shown]
        if not jobs:
            raise OutOfDate("none_to_pass", _("Nothing here is to be passed on now. Look again."))
        if place is None and needs_place(wave, jobs):
            raise Refused("scan_place", _("Scan the place where you put the totes down."))
        levels = levels_here(wave.store_id, sorted({line.variant_id for job in jobs for line in job.lines}))
        zones: dict[str, None] = {}
        for job in jobs:
            stops = walk(job, levels)
            zones |= dict.fromkeys(zone for zone, _n in waits_for(stops)[:1] if zone)
            pass_down(job, place, zone=wave.zone, stops=stops, by=by)
        for order in wave.orders:
            order.is_passed = order.is_passed or order.fulfillment in jobs
    is_over = not (wave.to_pick or for_the_bench(wave) or for_the_rack(wave))
    if is_over:
        end(wave, by)
    return {"kind": "done" if is_over else "ok", **_passed_words(len(jobs), place, zones)}


def _passed_words(orders: int, place: Location | None, zones: Iterable[str]) -> dict[str, str]:
    told = [_("On %(place)s.", place=place.label)] if place else []
    told += [_("Next: %(zones)s.", zones=", ".join(zones))] if zones else []
    word = ngettext("%(num)d order passed on", "%(num)d orders passed on", orders)
    return {"word": word, "what": " ".join(told)}
