"""Answers in the shape of Shippo's, about parcels that nobody sent."""

import json
from typing import Any

LABEL, RATE, ACCOUNT = "tx0a1b", "rate1", "acct1"
NUMBER = "9300000069407387882329"


def rate(
    ident: str = RATE, service: str = "usps_ground_advantage", price: str = "6.07", **changes: Any
) -> Any:
    return {
        "object_id": ident,
        "amount": price,
        "currency": "USD",
        "provider": "USPS",
        "servicelevel": {"name": "Ground Advantage", "token": service},
        "days": 3,
        "carrier_account": ACCOUNT,
        "test": True,
    } | changes


RATES = [rate("rate2", "usps_priority", "7.42", days=2), rate()]


def shipment(**changes: Any) -> dict[str, Any]:
    return {"object_id": "sh1", "status": "SUCCESS", "rates": RATES, "messages": [], "test": True} | changes


def label(url: str = "", status: str = "SUCCESS", **changes: Any) -> dict[str, Any]:
    """A transaction."""
    return {
        "object_id": LABEL,
        "object_created": "2026-07-21T12:00:10.000Z",
        "status": status,
        "rate": RATE,
        "metadata": "label-7-1",
        "tracking_number": NUMBER,
        "tracking_url_provider": "https://tools.usps.com/x",
        "label_url": url,
        "messages": [],
        "test": True,
    } | changes


def page(*there: dict[str, Any], more: bool = False) -> dict[str, Any]:
    return {"next": "https://api.goshippo.com/?page=2" if more else None, "results": list(there)}


def manifest(status: str = "SUCCESS", documents: list[str] | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "object_id": "man1",
        "status": status,
        "documents": documents or [],
        "transactions": [LABEL],
        "errors": [],
    } | changes


def step(status: str, at: str, words: str, substatus: Any = None, city: str = "") -> dict[str, Any]:
    place = {"city": city, "state": "CA", "zip": "", "country": "US"} if city else None
    return {
        "status": status,
        "substatus": substatus,
        "status_date": at,
        "status_details": words,
        "location": place,
    }


ON_ITS_WAY = {
    "carrier": "usps",
    "tracking_number": NUMBER,
    "tracking_history": [
        step("PRE_TRANSIT", "2026-07-21T12:00:10Z", "Label made"),
        step("TRANSIT", "2026-07-21T18:30:00Z", "Taken in", {"code": "package_accepted"}, "San Francisco"),
        step("TRANSIT", "2026-07-23T14:00:00Z", "Out", {"code": "out_for_delivery"}),
    ],
    "tracking_status": step("DELIVERED", "2026-07-23T17:12:00Z", "Left at the door", {"code": "delivered"}),
}


def event(data: Any, kind: str = "track_updated") -> bytes:
    return json.dumps({"event": kind, "test": True, "data": data}).encode()
