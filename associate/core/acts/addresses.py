"""Correct where a parcel goes, as the customer says it now. What the channel told is kept beside it, so that
telling the same again takes nothing back (see intake.py)."""

from collections.abc import Mapping

from associate.core.acts.labels import want_label
from associate.core.acts.preflight import look_ahead
from associate.core.customers.addresses import e164
from associate.core.events.record import Actor, record
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import HERE
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order
from associate.core.shipping.calls import CallState, Verb, buying, last_call
from associate.core.shipping.labels import live_label
from associate.core.shipping.models import Parcel
from associate.core.shipping.parcel_states import ParcelState
from associate.core.shipping.preflight import is_postcode
from associate.core.shipping.queries import parcels_of
from associate.db import atomic
from associate.errors import OutOfDate, Refused
from associate.words import _

FIELDS = {
    "name": 200,
    "company": 200,
    "street": 200,
    "street2": 200,
    "postcode": 40,
    "city": 80,
    "region": 80,
    "country": 2,
    "phone": 40,
}
"""The fields of an address and how long each may be."""
NEEDED = ("name", "street", "city", "country")


def correct_address(order: Order, told: Mapping[str, str], *, by: Actor) -> int:
    """What is to be sent goes there. Asks for the labels again that a carrier refused, with the same carrier.
    Returns how many.

    Raises Refused: "half_an_address", "no_country", "bad_postcode", "bad_phone", "same_address", and where a
    label has the old one "has_label" or "being_bought"; OutOfDate("all_gone").
    """
    jobs = fulfillments_of(order.id)
    with atomic(order, *jobs):
        to_send = [job for job in jobs if job.method == Method.SHIP and job.state in HERE]
        parcels = [parcel for job in to_send for parcel in parcels_of(job)]
        if not to_send:
            raise OutOfDate("all_gone", _("Nothing of %(number)s is here any more.", number=order.number))
        _must_be_bare(parcels)
        if not write_down(order, read_address(told), by=by):
            raise Refused("same_address", _("That’s the address it has. Change what’s wrong in it."))
        for job in to_send:
            look_ahead(job, by=by)
        return sum(_ask_again(parcel, by) for parcel in parcels if not parcel.fulfillment.hold)


def as_shown(order: Order) -> dict[str, str]:
    """What a form begins with: a name and a phone that the address lacks are the customer’s."""
    to = order.shipping_address or {}
    whole = f"{order.first_name} {order.last_name}".strip()
    known = {**to, "name": to.get("name") or whole, "phone": to.get("phone") or order.phone}
    return {name: str(known.get(name) or "") for name in FIELDS}


def _must_be_bare(parcels: list[Parcel]) -> None:
    for parcel in parcels:
        if live_label(parcel.id):
            words = _("Parcel %(number)s has a label already. Give that back first.", number=parcel.number)
            raise Refused("has_label", words)
        if buying(parcel.id):
            words = _(
                "The label of %(number)s is being bought. Wait until that’s known.", number=parcel.number
            )
            raise Refused("being_bought", words)


def read_address(told: Mapping[str, str]) -> dict[str, str]:
    found = {name: _plain(told.get(name, ""))[:most] for name, most in FIELDS.items()}
    found["country"] = found["country"].upper()
    if not all(found[name] for name in NEEDED):
        raise Refused("half_an_address", _("A name, a street, a town and a country are needed."))
    if not (len(found["country"]) == 2 and found["country"].isascii() and found["country"].isalpha()):
        raise Refused("no_country", _("Two letters for the country, like IE."))
    if not is_postcode(found["postcode"], found["country"]):
        raise Refused("bad_postcode", _("That doesn’t look like a postcode of %(country)s.", **found))
    if found["phone"] and not e164(found["phone"], found["country"]):
        raise Refused("bad_phone", _("That doesn’t look like a phone number. Check it with the customer."))
    return found


def write_down(order: Order, address: dict[str, str], *, by: Actor) -> bool:
    """Inside atomic(order). False: nothing of it is new. The journal says which fields changed."""
    before, shown = order.shipping_address or {}, as_shown(order)
    changed = [name for name in FIELDS if address[name] != shown[name]]
    if not changed:
        return False
    if order.told_address is None:  # an empty one was told, too
        order.told_address = before
    order.shipping_address = {**before, **address}
    record("order.address_corrected", about=order, by=by, fields=changed)
    return True


def _ask_again(parcel: Parcel, by: Actor) -> bool:
    last = last_call(parcel.id, Verb.BUY)
    if last is None or parcel.state != ParcelState.CLOSED or not last.account.is_active:
        return False
    if last.state != CallState.REFUSED or last.code == "withdrawn":
        return False
    want_label(parcel, last.account, by=by)
    return True


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
