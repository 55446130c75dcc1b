"""Whose wave it is: take over, pause, go on. What lies in which tote stays."""

from associate.clock import now
from associate.core.acts.floor import Said
from associate.core.acts.picking import take
from associate.core.acts.wave_pause import set_wave_pause
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.batons import leave_baton, take_up
from associate.core.fulfillment.standing import standing_of_wave
from associate.core.fulfillment.waves import Wave
from associate.core.stores.hours import wall_time
from associate.db import atomic
from associate.errors import OutOfDate, Refused
from associate.words import _


def must_be_mine(wave: Wave, *, by: Actor) -> None:
    """Raises OutOfDate("wave_over"), Refused("owned")."""
    if wave.ended_at is not None:
        raise OutOfDate("wave_over", _("%(number)s is done.", number=wave.number))
    if wave.owner_id != by.staff_id:
        raise Refused("owned", owner_words(wave))


def owner_words(wave: Wave) -> str:
    """ "Priya walks this wave, last scan 14:09. Take over?"."""
    name = wave.owner.first_name
    if not wave.owner.is_active:
        return _("%(name)s doesn’t work here any more. Take over?", name=name)
    if wave.is_paused:
        return _("%(name)s paused this. Take over?", name=name)
    if wave.last_scan_at is None:
        return _("%(name)s walks this wave, nothing scanned yet. Take over?", name=name)
    at = wall_time(wave.store, wave.last_scan_at)
    return _("%(name)s walks this wave, last scan %(at)s. Take over?", name=name, at=at)


def take_over(wave: Wave, *, intent: Intent, by: Actor) -> Said:
    """Somebody else goes on where its picker stopped. Raises OutOfDate("wave_over")."""
    with atomic(wave):
        if (done := answered(intent)) is not None:
            return done
        if wave.ended_at is not None:
            must_be_mine(wave, by=by)
        _pass_on(wave, by)
        return answer(intent, kind="ok", word=_("It’s yours"), what=_("Every tote keeps what lies in it."))


def pause(wave: Wave, *, words: str = "", intent: Intent, by: Actor) -> Said:
    """Put it down for a while, with words for whoever goes on. Raises Refused("too_long")."""
    return _set_pause(wave, True, _("Paused"), intent, by, words)


def resume(wave: Wave, *, intent: Intent, by: Actor) -> Said:
    return _set_pause(wave, False, _("On you go"), intent, by)


def _pass_on(wave: Wave, by: Actor) -> None:
    jobs, standing = wave.to_pick, standing_of_wave(wave)
    with atomic(*sorted(jobs, key=lambda job: job.id)):
        for job in jobs:
            take(job, by=by)
    if wave.is_paused:
        take_up(wave, by=by)
    if wave.owner_id != by.staff_id:
        record("wave.taken_over", about=wave, by=by, was=wave.owner_id, **standing)
        assert by.staff_id is not None
        wave.owner_id, wave.owned_at = by.staff_id, now()
    wave.is_paused = False


def _set_pause(wave: Wave, paused: bool, word: str, intent: Intent, by: Actor, words: str = "") -> Said:
    with atomic(wave):
        if (done := answered(intent)) is not None:
            return done
        must_be_mine(wave, by=by)
        set_wave_pause(wave, paused, by=by)
        leave_baton(wave, words, by=by)
        what = _("Every tote keeps what lies in it.")
        return answer(intent, kind="ok", word=word, what=what)
