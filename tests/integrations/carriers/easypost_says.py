"""Answers in the shape of EasyPost's, about parcels that nobody sent."""

import json
from typing import Any

SHIPMENT, RATE, FORM = "shp_0a1b", "rate_ground", "sf_9c"
NUMBER = "9300000069407387882329"


def rate(
    ident: str = RATE, service: str = "GroundAdvantage", price: str = "6.07", **changes: Any
) -> dict[str, Any]:
    return {
        "id": ident,
        "object": "Rate",
        "carrier": "USPS",
        "service": service,
        "rate": price,
        "currency": "USD",
        "delivery_days": 3,
        "shipment_id": SHIPMENT,
    } | changes


RATES = [
    rate("rate_express", "Express", "34.15", delivery_days=1),
    rate(),
    rate("rate_prio", "Priority", "7.42"),
]


def shipment(ident: str = SHIPMENT, **changes: Any) -> dict[str, Any]:
    """One that was not bought yet."""
    return {
        "id": ident,
        "object": "Shipment",
        "mode": "test",
        "created_at": "2026-07-21T12:00:00Z",
        "reference": "label-7-1",
        "messages": [],
        "rates": RATES,
        "selected_rate": None,
        "postage_label": None,
        "tracking_code": None,
        "tracker": None,
        "refund_status": None,
        "scan_form": None,
        "fees": [],
    } | changes


def bought(url: str, ident: str = SHIPMENT, **changes: Any) -> dict[str, Any]:
    label = {
        "id": "pl_1",
        "created_at": "2026-07-21T12:00:10Z",
        "label_url": url,
        "label_file_type": "application/pdf",
    }
    tracker = {"id": "trk_1", "public_url": "https://track.easypost.com/x"}
    fees = [{"type": "PostageFee", "amount": "6.07000", "charged": True}]
    known = {
        "selected_rate": rate(),
        "postage_label": label,
        "tracking_code": NUMBER,
        "tracker": tracker,
        "fees": fees,
    }
    return shipment(ident, **known) | changes


def refusal(code: str, message: str, errors: list[Any] | None = None) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "errors": errors or []}}


def form(url: str | None, status: str = "created", **changes: Any) -> dict[str, Any]:
    return {"id": FORM, "object": "ScanForm", "status": status, "message": "", "form_url": url} | changes


def detail(status: str, at: str, message: str, city: str | None = None, **changes: Any) -> dict[str, Any]:
    place = {"city": city, "state": "CA" if city else None, "country": None, "zip": None}
    known = {"status": status, "status_detail": "status_update", "datetime": at, "message": message}
    return {"object": "TrackingDetail", "tracking_location": place, **known} | changes


def tracker(*details: dict[str, Any]) -> dict[str, Any]:
    return {"id": "trk_1", "object": "Tracker", "tracking_code": NUMBER, "tracking_details": list(details)}


ON_ITS_WAY = tracker(
    detail("pre_transit", "2026-07-21T12:00:10Z", "Label made"),
    detail(
        "in_transit",
        "2026-07-21T18:30:00Z",
        "Taken in",
        "San Francisco",
        status_detail="received_at_origin_facility",
    ),
    detail("in_transit", "2026-07-22T03:00:00Z", "Left the center", "Fresno"),
    detail("delivered", "2026-07-23T17:12:00-07:00", "Left at the door", "Redondo Beach"),
)


def event(result: dict[str, Any], description: str = "tracker.updated") -> bytes:
    return json.dumps({"id": "evt_1", "description": description, "mode": "test", "result": result}).encode()
