"""What EasyPost says, in our words (https://docs.easypost.com/docs/shipments)."""

from datetime import datetime, timedelta

from associate.clock import now
from associate.integrations.carriers.measures import minor
from associate.integrations.carriers.port import (
    DONE,
    Answer,
    Label,
    Outcome,
    Rate,
    Status,
    Tracked,
)
from associate.integrations.carriers.reading import ident, tracked, web
from associate.outside.fields import Json, code, listed, mapped, moment, plain, text
from associate.words import _

USPS_DAYS, OTHER_DAYS = timedelta(days=30), timedelta(days=90)
"""How long they take a label back: https://docs.easypost.com/docs/shipments/shipping-refund."""

STATUSES = {
    "pre_transit": Status.PRE_TRANSIT,
    "in_transit": Status.IN_TRANSIT,
    "out_for_delivery": Status.OUT_FOR_DELIVERY,
    "available_for_pickup": Status.AVAILABLE_FOR_PICKUP,
    "delivered": Status.DELIVERED,
    "return_to_sender": Status.RETURNED,
    "failure": Status.EXCEPTION,
    "error": Status.EXCEPTION,
    "cancelled": Status.CANCELED,
}
TAKEN_IN = "received_at_origin_facility"
GIVEN_BACK = {"submitted", "refunded", "not_applicable"}


def refusal(body: Json) -> tuple[str, str]:
    """{"error": {"code", "message", "errors"}}, where errors are objects or plain words."""
    error = mapped(body.get("error"))
    more = error.get("errors")
    told = [_one(each) for each in more[:3]] if isinstance(more, list) else []
    return " ".join(filter(None, [plain(error.get("message")), *told])), code(error.get("code"))


def _one(error: object) -> str:
    if not isinstance(error, dict):
        return plain(error)
    field, message = plain(error.get("field")), plain(error.get("message"))
    return f"{field}: {message}" if field and message else message


def messages(body: Json) -> str:
    """What the carriers behind them had to say."""
    told = listed(body.get("messages"))[:3]
    return " ".join(f"{plain(each.get('carrier'))}: {plain(each.get('message'))}" for each in told)


def rate(said: Json, ref: str) -> Rate | None:
    currency = plain(said.get("currency")).upper()
    amount = minor(plain(said.get("rate")), currency)
    carrier, service = text(said.get("carrier"), 80), text(said.get("service"), 80)
    if amount is None or not ident(said.get("id")) or not currency:
        return None
    days = said.get("delivery_days")
    return Rate(ref, carrier, service, service, amount, currency, days if isinstance(days, int) else None)


def label(body: Json) -> Label | None:
    """The label of a shipment that was bought, without its file yet; None for one that wasn’t."""
    bought, number = rate(mapped(body.get("selected_rate")), ""), code(body.get("tracking_code"))
    if bought is None or not number or not isinstance(body.get("postage_label"), dict):
        return None
    ref = ident(body.get("id"))
    return Label(
        ref=ref,
        shipment_ref=ref,
        tracking_number=number,
        carrier=bought.carrier,
        service=bought.service,
        name=bought.name,
        amount=bought.amount,
        currency=bought.currency,
        file=b"",
        kind="pdf",
        is_test=body.get("mode") != "production",
        voidable_until=_voidable_until(bought.carrier, mapped(body["postage_label"])),
        tracking_url=web(mapped(body.get("tracker")).get("public_url")),
    )


def label_url(body: Json) -> str:
    return plain(mapped(body.get("postage_label")).get("label_url"))


def is_given_back(body: Json) -> bool:
    return plain(body.get("refund_status")) in GIVEN_BACK


def refund(body: Json) -> Answer | None:
    """How far giving it back is; None where nobody asked for it."""
    match plain(body.get("refund_status")):
        case "refunded":
            return DONE
        case "submitted":
            return Answer(Outcome.PENDING, _("The carrier is looking at it."))
        case "not_applicable":
            return Answer(Outcome.DONE, _("This carrier only bills what it scans."), "not_applicable")
        case "rejected":
            return Answer(Outcome.REFUSED, messages(body) or _("The carrier won’t take it back."), "rejected")
    return None


def events(tracker: Json) -> tuple[Tracked, ...]:
    number = code(tracker.get("tracking_code"))
    told = (
        tracked(
            number,
            _status(each),
            each.get("datetime"),
            each.get("message"),
            mapped(each.get("tracking_location")),
        )
        for each in listed(tracker.get("tracking_details"))
    )
    return tuple(event for event in told if event)


def _status(detail: Json) -> Status:
    if plain(detail.get("status_detail")) == TAKEN_IN:
        return Status.ACCEPTED
    return STATUSES.get(plain(detail.get("status")), Status.UNKNOWN)


def _voidable_until(carrier: str, postage: Json) -> datetime:
    made = moment(postage.get("created_at")) or now()
    return made + (USPS_DAYS if carrier.upper() == "USPS" else OTHER_DAYS)
