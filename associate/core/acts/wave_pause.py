"""A wave is put down for a while, or up again, and its orders with it."""

from associate.core.acts.picking import set_pause
from associate.core.events.record import Actor, record
from associate.core.fulfillment.batons import take_up
from associate.core.fulfillment.standing import standing_of_wave
from associate.core.fulfillment.waves import Wave
from associate.db import atomic


def set_wave_pause(wave: Wave, paused: bool, *, by: Actor) -> None:
    """Inside atomic(wave): by its picker, or for one who doesn’t work here any more."""
    if wave.is_paused == paused:
        return
    jobs = wave.to_pick
    with atomic(*sorted(jobs, key=lambda job: job.id)):
        for job in jobs:
            set_pause(job, paused, by=by)
    if not paused:
        take_up(wave, by=by)
    wave.is_paused = paused
    kind = "wave.paused" if paused else "wave.resumed"
    record(kind, about=wave, by=by, **(standing_of_wave(wave) if paused else {"number": wave.number}))
