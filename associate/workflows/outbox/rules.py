"""Settle what didn’t fit any more, and remember what a device still has to send."""

from associate.clock import now
from associate.core.acts import offline
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.offline import OfflineStep
from associate.core.stores.devices import Device
from associate.db import atomic


def settle(step: OfflineStep, *, intent: Intent, by: Actor) -> None:
    """Somebody has seen it. Raises OutOfDate("settled") where somebody else was faster."""
    with atomic(step.fulfillment, step):
        if answered(intent) is not None:
            return
        offline.settle(step, by=by)
        answer(intent, step=step.id)


def note_unsent(device: Device, count: int) -> None:
    """As the device tells it at each contact, a retired one too: a manager sees what is lost with it."""
    if device.unsent != count:
        with atomic(device):
            device.unsent, device.unsent_at = count, now()
