"""Codes: the customer’s own, and those of whom they send."""

from dataclasses import dataclass
from datetime import datetime

from associate.core.acts.arrivals import visit_of
from associate.core.fulfillment.coming import Coming, coming
from associate.core.fulfillment.links import current_pass, qr_code, spoken_code
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.passes import PickupPass
from associate.core.fulfillment.qr import Drawing, draw
from associate.core.fulfillment.states import OPEN, WITH_CUSTOMER_TO_COME
from associate.workflows.pickup_link.rules.sending import all_sent, sent

QR_PREFIX = "PUP-"  # tells the counter's scanner what it read


@dataclass(frozen=True)
class Pass:
    """What the counter scans or hears."""

    drawing: Drawing
    spoken: str


@dataclass(frozen=True)
class Sent:
    """Somebody else’s code. `state`: good, used, taken_back, or over once nobody needs to come."""

    number: int
    name: str
    state: str
    made_at: datetime
    used_at: datetime | None
    taken_back_at: datetime | None
    coming: Coming | None


def own_pass(job: Fulfillment, key: str) -> Pass | None:
    """None once the codes opened a handover: then the counter finds the order by name."""
    found = current_pass(job) if job.state in WITH_CUSTOMER_TO_COME else None
    return pass_of(found, key) if found else None


def pass_of(code: PickupPass, key: str) -> Pass:
    spoken = spoken_code(code.nonce, key=key)
    return Pass(draw(QR_PREFIX + qr_code(code.nonce, key=key)), f"{spoken[:3]} {spoken[3:]}")


def everybody_sent(job: Fulfillment) -> tuple[Sent, ...]:
    return tuple(_sent(job, number, code) for number, code in enumerate(all_sent(job), 1))


def somebody_sent(job: Fulfillment, number: int, key: str) -> tuple[Sent, Pass | None]:
    """One of them, with the code while it is good. Raises Missing("no_code")."""
    code = sent(job, number)
    shown = _sent(job, number, code)
    return shown, pass_of(code, key) if shown.state == "good" else None


def _sent(job: Fulfillment, number: int, code: PickupPass) -> Sent:
    visit = visit_of([job], code)
    return Sent(
        number=number,
        name=code.name,
        state=_state(job, code),
        made_at=code.created_at,
        used_at=code.used_at,
        taken_back_at=code.revoked_at,
        coming=coming(visit) if visit else None,
    )


def _state(job: Fulfillment, code: PickupPass) -> str:
    if code.revoked_at:
        return "taken_back"
    if code.used_at:
        return "used"
    return "good" if job.state in OPEN else "over"
