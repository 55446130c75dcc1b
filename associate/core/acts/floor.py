"""Who may touch an order now, and what stops everybody."""

from associate.core.acts.canceled import canceled_words
from associate.core.acts.holds import HOLD_ELSEWHERE, HOLD_PAYMENT, HOLD_WRONG_BAG
from associate.core.acts.steering import paused_words
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import ON_THE_FLOOR, WITH_CUSTOMER_TO_COME, State
from associate.core.fulfillment.urgency import is_put_off
from associate.core.stores.hours import wall_time
from associate.core.stores.names import first_name
from associate.core.stores.staff import Staff
from associate.db import db
from associate.errors import OutOfDate, Refused
from associate.words import _

Said = dict[str, str]
"""What a verb answers: kind (ok, note, done), word and what, as the screen shows them."""


def may_work(fulfillment: Fulfillment, *, by: Actor) -> None:
    """Raises Refused: canceled, held, paused, waiting or owned; OutOfDate("too_late") when it has left the
    floor."""
    if fulfillment.state == State.CANCELED:
        raise Refused("canceled", canceled_words(fulfillment))
    if fulfillment.state not in (*ON_THE_FLOOR, *WITH_CUSTOMER_TO_COME):
        raise OutOfDate(
            "too_late",
            _("%(number)s is %(state)s now.", number=fulfillment.number, state=fulfillment.state.words),
        )
    if fulfillment.hold:
        raise Refused("held", hold_words(fulfillment.hold), hold=fulfillment.hold)
    must_go_on(fulfillment)
    if fulfillment.state == State.WAITING:
        raise Refused("waiting", _("Nothing of it could be found. A lead decides what happens to it."))
    if is_anothers(fulfillment, by):
        raise Refused("owned", owner_words(fulfillment))


def must_go_on(fulfillment: Fulfillment) -> None:
    """Raises Refused("paused") while a manager let it stand."""
    if is_put_off(fulfillment):
        words = paused_words(fulfillment.store, [fulfillment])[fulfillment.id]
        raise Refused("paused", _("%(paused)s Take another one.", paused=words))


def is_anothers(fulfillment: Fulfillment, by: Actor) -> bool:
    """While it is picked it has one owner; the bags of a picked order are anybody's to place."""
    picking = fulfillment.state in (State.RELEASED, State.PICKING)
    return picking and fulfillment.owner_id is not None and fulfillment.owner_id != by.staff_id


def owner_words(fulfillment: Fulfillment) -> str:
    """ "Priya is picking this, last scan 14:09. Take over?"."""
    owner = fulfillment.owner or db.session.get_one(Staff, fulfillment.owner_id)
    if given := given_words(fulfillment):
        return str(_("%(given)s Take over?", given=given))
    if fulfillment.is_paused:
        return str(_("%(name)s paused this. Take over?", name=owner.first_name))
    if fulfillment.last_scan_at is None:
        return str(_("%(name)s is picking this, nothing scanned yet. Take over?", name=owner.first_name))
    at = wall_time(fulfillment.store, fulfillment.last_scan_at)
    return str(_("%(name)s is picking this, last scan %(at)s. Take over?", name=owner.first_name, at=at))


def given_words(fulfillment: Fulfillment) -> str:
    """ "Helen gave this to Ana.", until its owner has scanned for it; empty where they took it themselves."""
    owner, scanned, since = fulfillment.owner, fulfillment.last_scan_at, fulfillment.owned_at
    if not fulfillment.given_by or owner is None or (scanned and since and scanned > since):
        return ""
    by = first_name(fulfillment.given_by)
    return str(_("%(by)s gave this to %(name)s.", by=by, name=owner.first_name))


def hold_words(hold: str) -> str:
    """Why everybody stops, and what to do."""
    reasons = {
        HOLD_PAYMENT: _(
            "Stop here: the payment isn’t settled any more. Keep what you have together and tell your lead."
        ),
        HOLD_ELSEWHERE: _(
            "Stop here: the web shop says this was handed out already. Ask your lead before you go on."
        ),
        HOLD_WRONG_BAG: _("Stop here: somebody may have the wrong bag of this order. Ask your lead."),
        "fraud": _("Stop here: this order is being checked. Keep what you have together and tell your lead."),
    }
    return str(reasons.get(hold, _("Stop here: this order is on hold. Ask your lead.")))
