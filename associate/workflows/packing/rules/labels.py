"""A parcel’s label: prices, another carrier, a number by hand, given back, printed."""

from collections.abc import Mapping

import sqlalchemy as sa

from associate.core.acts import labels
from associate.core.acts.addresses import correct_address
from associate.core.acts.label_answers import ask_again
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.models import Event
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.shipping.calls import CallState, buying
from associate.core.shipping.labels import Label, live_label
from associate.core.shipping.models import CarrierAccount, Parcel
from associate.core.shipping.queries import accounts_of
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _, later
from associate.workflows.packing.rules.said import Said

PRINTED = "label.printed"
REASONS = {
    "jammed": later("The printer jammed"),
    "unreadable": later("It can’t be scanned"),
    "lost": later("It’s lost or torn"),
    "wrong_printer": later("It came out elsewhere"),
}
"""Why the same label is printed once more."""


def ask_prices(parcel: Parcel, *, intent: Intent, by: Actor) -> Said:
    """Of every account that this store sends by. Raises Refused("no_account") without one, and what
    labels.want_rates raises."""
    with atomic(parcel.fulfillment, parcel):
        if (done := answered(intent)) is not None:
            return done
        asked = [labels.want_rates(parcel, account, by=by) for account in accounts_of(parcel.store_id)]
        if not asked:
            raise _no_account()
        names = ", ".join(call.account.name for call in asked)
        return answer(intent, kind="note", word=_("Asking %(name)s", name=names), what="")


def buy(parcel: Parcel, key: str, rate: str, *, intent: Intent, by: Actor) -> Said:
    """By the account with this key: at this rate (its ref), or as it usually sends."""
    account = account_here(parcel, key)
    with atomic(parcel.fulfillment, parcel):
        if (done := answered(intent)) is not None:
            return done
        labels.want_label(parcel, account, rate_ref=rate, by=by)
        word = _("Asking %(name)s", name=account.name)
        return answer(intent, kind="done", word=word, what=_("Its label is coming."))


def look_again(parcel: Parcel, *, intent: Intent, by: Actor) -> Said:
    """Nobody knows whether it was bought: the carrier is asked once more, and nothing is bought again.

    Raises OutOfDate("not_open") when that is known by now.
    """
    with atomic(parcel.fulfillment, parcel):
        if (done := answered(intent)) is not None:
            return done
        call = buying(parcel.id)
        if call is None:
            raise OutOfDate("not_open", _("That’s known by now. Look at the parcel again."))
        if call.state == CallState.STUCK:
            ask_again(call)
            record("label.looked_for", about=parcel, by=by, number=parcel.number)
        return answer(intent, kind="note", word=_("Asking %(name)s again", name=call.account.name), what="")


def correct(job: Fulfillment, address: Mapping[str, str], *, intent: Intent, by: Actor) -> Said:
    """It goes to this address; what its carrier refused is asked for again. Raises what correct_address
    raises."""
    with atomic(job.order, job):
        if (done := answered(intent)) is not None:
            return done
        asked = correct_address(job.order, address, by=by)
        what = _("Its label is asked for again.") if asked else _("It goes there now.")
        return answer(intent, kind="ok", word=_("Address corrected"), what=what)


def write_down(parcel: Parcel, carrier: str, number: str, *, intent: Intent, by: Actor) -> Said:
    with atomic(parcel.fulfillment, parcel):
        if (done := answered(intent)) is not None:
            return done
        label = labels.track_by_hand(parcel, carrier, number, by=by)
        word = _("Goes with %(carrier)s", carrier=label.carrier)
        return answer(intent, kind="done", word=word, what=_("Stick its label on."))


def void(parcel: Parcel, *, intent: Intent, by: Actor) -> Said:
    with atomic(parcel.fulfillment, parcel):
        if (done := answered(intent)) is not None:
            return done
        label = labels.want_void(parcel, by=by)
        word = _("Label is void") if label.voided_at else _("Giving the label back")
        return answer(intent, kind="ok", word=word, what=_("Tear it off the parcel."))


def print_it(parcel: Parcel, why: str, *, intent: Intent, by: Actor) -> Label:
    """The first time it is noted; again only with a reason of REASONS. Raises Refused("no_reason",
    "no_label")."""
    with atomic(parcel.fulfillment, parcel):
        label = live_label(parcel.id)
        if label is None:
            raise Refused("no_label", _("There’s no label for it."))
        if answered(intent) is not None:
            return label
        if label.id in printed(parcel):
            labels.reprint(parcel, why if why in REASONS else "", by=by)
        else:
            record(PRINTED, about=parcel, by=by, number=parcel.number, label=label.id)
        answer(intent, label=label.id)
        return label


def printed(parcel: Parcel) -> dict[int, Event]:
    """Label id → when it was printed last, and by whom."""
    kinds = (PRINTED, "label.reprinted")
    find = sa.select(Event).where(Event.about == parcel.ref, Event.kind.in_(kinds)).order_by(Event.id)
    return {event.facts["label"]: event for event in db.session.scalars(find)}


def account_here(parcel: Parcel, key: str) -> CarrierAccount:
    """Raises Refused("no_account")."""
    found = next((each for each in accounts_of(parcel.store_id) if each.key == key), None)
    if found is None:
        raise _no_account()
    return found


def _no_account() -> Refused:
    return Refused("no_account", _("Choose a carrier from the list."))
