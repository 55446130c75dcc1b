"""Where a pick stands when it is put down or taken over, in codes and figures, for the journal."""

from typing import Any

from associate.core.fulfillment.cart import things
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.walk import next_stop
from associate.core.fulfillment.wave_walk import wave_walk
from associate.core.fulfillment.waves import PickMode, Wave


def standing_of_wave(wave: Wave) -> dict[str, Any]:
    """`next`: the place to go to; `hand` and `cart`: SKUs; `totes`: units by letter, with the tags."""
    totes = {
        wave.letter(job): [sum(line.to_hand_over for line in job.lines), *(bag.tag for bag in job.open_bags)]
        for job in wave.walked
    }
    hand = wave.hand_line.variant.sku if wave.hand_line and wave.hand_line.left else ""
    cart = {each.variant.sku: each.units for each in wave.cart}
    return {"number": wave.number, "next": _next_place(wave), "hand": hand, "cart": cart, "totes": totes}


def standing_of(job: Fulfillment) -> dict[str, Any]:
    stop = next_stop(job)
    return {"next": stop.place if stop else "", "bags": [bag.tag for bag in job.open_bags]}


def _next_place(wave: Wave) -> str:
    if wave.mode == PickMode.BATCH:
        return next((thing.stop.place for thing in things(wave) if thing.lacking), "")
    return next((stop.place for stop in wave_walk(wave) if stop.left), "")
