"""What Shippo says, in our words (https://docs.goshippo.com)."""

from datetime import datetime, timedelta

from associate.clock import now
from associate.integrations.carriers.measures import minor
from associate.integrations.carriers.port import Label, Rate, Status, Tracked
from associate.integrations.carriers.reading import ident, tracked, web
from associate.outside.fields import Json, code, listed, mapped, moment, plain, text

VOIDABLE = timedelta(days=30)  # USPS; others longer

STATUSES = {
    "PRE_TRANSIT": Status.PRE_TRANSIT,
    "TRANSIT": Status.IN_TRANSIT,
    "DELIVERED": Status.DELIVERED,
    "RETURNED": Status.RETURNED,
    "FAILURE": Status.EXCEPTION,
}
FINER = {
    "package_accepted": Status.ACCEPTED,
    "out_for_delivery": Status.OUT_FOR_DELIVERY,
    "pickup_available": Status.AVAILABLE_FOR_PICKUP,
}
"""Sub-statuses (https://docs.goshippo.com/docs/tracking/tracking) that say more than their status."""

ABOUT_ALL = {"detail", "__all__", "message", "error"}
"""Under these a refusal speaks of no one field."""


def refusal(body: Json) -> tuple[str, str]:
    """{"detail": "…"}, or for each field its complaints: {"address_to": ["…", {"zip": ["…"]}]}."""
    told = []
    for field, complaint in list(body.items())[:3]:
        if words := _words(complaint):
            told.append(words if field in ABOUT_ALL else f"{field}: {words}")
    return " ".join(told), ""


def _words(complaint: object, depth: int = 3) -> str:
    if isinstance(complaint, dict) and depth:
        return " ".join(f"{name}: {_words(each, depth - 1)}" for name, each in list(complaint.items())[:3])
    if isinstance(complaint, list) and depth:
        return " ".join(_words(each, depth - 1) for each in complaint[:3])
    return plain(complaint)


def messages(body: Json) -> str:
    """What the carriers behind them had to say, each thing once."""
    told = (
        f"{plain(each.get('source'))}: {plain(each.get('text'))}" for each in listed(body.get("messages"))
    )
    return " ".join(list(dict.fromkeys(told))[:3])


def rate(said: Json) -> Rate | None:
    """Of an offer, or of what a label says of the one it was bought by."""
    currency, level = plain(said.get("currency")).upper(), mapped(said.get("servicelevel"))
    amount, ref = minor(plain(said.get("amount")), currency), ident(said.get("object_id"))
    if amount is None or not ref or not currency:
        return None
    days, service = said.get("days"), level.get("token") or said.get("servicelevel_token")
    return Rate(
        ref,
        text(said.get("provider"), 80),
        text(service, 80),
        text(level.get("name") or said.get("servicelevel_name"), 80),
        amount,
        currency,
        days if isinstance(days, int) else None,
    )


def label(transaction: Json, rate: Rate) -> Label | None:
    """A label without its file yet; None while it has no number."""
    ref, number = ident(transaction.get("object_id")), code(transaction.get("tracking_number"))
    if not ref or not number:
        return None
    return Label(
        ref=ref,
        shipment_ref=rate.ref,
        tracking_number=number,
        carrier=rate.carrier,
        service=rate.service,
        name=rate.name,
        amount=rate.amount,
        currency=rate.currency,
        file=b"",
        kind="pdf",
        is_test=transaction.get("test") is not False,
        voidable_until=_voidable_until(transaction),
        tracking_url=web(transaction.get("tracking_url_provider")),
    )


def events(track: Json) -> tuple[Tracked, ...]:
    """Its history, and its present state where that isn’t the last of it."""
    number = code(track.get("tracking_number"))
    told = (
        tracked(
            number,
            _status(each),
            each.get("status_date"),
            each.get("status_details"),
            mapped(each.get("location")),
        )
        for each in [*listed(track.get("tracking_history")), mapped(track.get("tracking_status"))]
    )
    return tuple({event.event_id: event for event in told if event}.values())


def _status(said: Json) -> Status:
    finer = said.get("substatus")
    name = plain(finer.get("code") if isinstance(finer, dict) else finer)
    return FINER.get(name) or STATUSES.get(plain(said.get("status")), Status.UNKNOWN)


def _voidable_until(transaction: Json) -> datetime:
    return (moment(transaction.get("object_created")) or now()) + VOIDABLE
