"""What a customer sends: minutes, a bay, a car, an hour, what comes back, what comes instead."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

import sqlalchemy as sa

from associate.core.acts.deciding import Choice, Way
from associate.core.acts.voting import offered
from associate.core.fulfillment.coming import bay_with
from associate.core.fulfillment.votes import Vote
from associate.core.orders.models import Order, OrderLine
from associate.core.stores.models import Location, Store
from associate.db import db
from associate.errors import Refused
from associate.words import _
from associate.workflows.pickup_link.rules.coming import MINUTES
from associate.workflows.pickup_link.rules.returning import Brings

LONGEST = 300  # characters of a note


def read_minutes(form: Mapping[str, str]) -> int:
    """Raises Refused("no_minutes")."""
    told = form.get("eta", "")
    if told not in map(str, MINUTES):
        raise Refused("no_minutes", _("In how many minutes will you be here? Choose one."))
    return int(told)


def read_bay(form: Mapping[str, str], store: Store) -> Location | None:
    """None: in no bay. Raises Refused("no_bay") for one that isn’t here."""
    code = form.get("bay", "")
    found = bay_with(code, store) if code else None
    if code and found is None:
        raise Refused("no_bay", _("There’s no such bay here. Choose one from the list."))
    return found


def read_start(form: Mapping[str, str]) -> datetime | None:
    """When the chosen window begins; None: any time. Raises Refused("no_window")."""
    told = form.get("start", "")
    if told == "any":
        return None
    try:
        return datetime.fromisoformat(told).astimezone(UTC)
    except ValueError:
        raise Refused("no_window", _("Choose a time.")) from None


def read_vote(form: Mapping[str, str]) -> int:
    """The number of the question; 0, which none has, for anything else."""
    told = form.get("vote", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0


def read_choice(form: Mapping[str, str], vote: Vote) -> Choice:
    """“substitute:12”, “store:MQ”, “ship”, “cancel”. Raises Refused("choose_first") for anything else."""
    way, _colon, which = form.get("pick", "").partition(":")
    if way == Way.SUBSTITUTE:
        offer = next((each for each in vote.offers if str(each["variant"]) == which), None)
        if offer is not None:
            return offered(offer)
    if way == Way.STORE and (store := db.session.scalar(sa.select(Store).filter_by(code=which))):
        return Choice(Way.STORE, store=store)
    if way == Way.SHIP:
        return Choice(Way.SHIP, address=form)
    if way == Way.CANCEL:
        return Choice(Way.CANCEL)
    raise Refused("choose_first", _("Choose one of these first."))


def read_brings(form: Mapping[str, str], order: Order, reasons: Collection[str]) -> dict[int, Brings]:
    """Line id → what comes back of it. What isn’t offered isn’t a reason, what is no number is none."""
    return {line.id: _brings(form, line, reasons) for line in order.lines if f"units-{line.id}" in form}


def _brings(form: Mapping[str, str], line: OrderLine, reasons: Collection[str]) -> Brings:
    """Each unit is looked at: one too many is refused like a thousand."""
    units, reason = form[f"units-{line.id}"], form.get(f"reason-{line.id}", "")
    note = " ".join(form.get(f"note-{line.id}", "").split())[:LONGEST]
    number = int(units) if units.isascii() and units.isdigit() and len(units) < 5 else 0
    return Brings(min(number, line.quantity + 1), reason if reason in reasons else "", note)
