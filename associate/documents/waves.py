"""The pick list of a wave, from what the wave still has to find."""

from associate.clock import now
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.wave_walk import WaveStop, wave_walk
from associate.core.fulfillment.waves import Wave
from associate.core.stores.models import Temperature
from associate.documents.paper import Paper
from associate.documents.pick_lists import PickList, Share, Stop, Tote, pick_list


def print_wave(wave: Wave) -> bytes:
    """The PDF on the store’s paper, in the language of whoever walks."""
    return pick_list(wave_list(wave), Paper(wave.store.paper))


def wave_list(wave: Wave) -> PickList:
    """In walking order; places where nothing is left are not on it."""
    return PickList(
        wave.number,
        wave.store.name,
        now().astimezone(wave.store.timezone),
        wave.owner.first_name,
        tuple(_tote(wave.letter(job), job) for job in wave.to_pick),
        tuple(_stop(stop) for stop in wave_walk(wave) if stop.left),
    )


def _tote(letter: str, job: Fulfillment) -> Tote:
    tags = ", ".join(bag.tag for bag in job.open_bags)
    return Tote(letter, job.number, job.order.first_name, sum(line.left for line in job.lines), tags)


def _stop(stop: WaveStop) -> Stop:
    variant = stop.variant
    place = stop.level.location.code if stop.level and stop.level.location else stop.place
    shares = tuple(Share(letter, line.left) for letter, line in stop.shares if line.left)
    is_cold = variant.product.temperature != Temperature.AMBIENT
    return Stop(place, variant.product.title, variant.traits, variant.sku, variant.gtin, shares, is_cold)
