"""One question to Shopify's Admin API: by which method, and from where, does this order leave?

GET /admin/api/<version>/orders/<id>/fulfillment_orders.json
(https://shopify.dev/docs/api/admin-rest/latest/resources/fulfillmentorder). What goes wrong is data.
"""

import re
import time
from collections.abc import Mapping
from contextlib import nullcontext
from urllib.parse import urlsplit

import httpx2

from associate.core.orders.incoming import Problem
from associate.integrations.commerce.calling import client_for
from associate.integrations.commerce.port import FoundMethod
from associate.integrations.commerce.shopify.methods import way_of
from associate.outside.body import Unreadable, parse
from associate.outside.fields import mapped
from associate.words import _

API_VERSION = "2026-01"
SECONDS = 10
MOST_BYTES = 1_000_000
_LOCAL = {"localhost", "127.0.0.1", "::1"}


def fetch_fulfillment_orders(
    order_external_id: str, *, settings: Mapping[str, object], client: httpx2.Client | None = None
) -> FoundMethod:
    """Ask once, follow no redirect, at most 10 s and 1 MB.

    `settings`: base_url ("https://a-shop.myshopify.com"), access_token, and api_version if not the usual one.
    """
    address = _address(order_external_id, settings)
    token = settings.get("access_token")
    if address is None or not isinstance(token, str) or not re.fullmatch(r"[!-~]+", token):
        return _unknown("not_connected", _("This shop’s address or access token is missing."))
    try:
        with nullcontext(client) if client else client_for(settings) as asking:
            return _ask(asking, address, token)
    except httpx2.TimeoutException:
        return _failed(_("The shop took too long to say how this order leaves."))
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError):
        return _failed(_("The shop could not be reached to ask how this order leaves."))
    except Unreadable:
        return _failed(_("The shop’s answer about how this order leaves can’t be read."))


def _ask(client: httpx2.Client, address: str, token: str) -> FoundMethod:
    asked_at = time.monotonic()
    headers = {"X-Shopify-Access-Token": token, "Accept": "application/json"}
    with client.stream("GET", address, headers=headers, timeout=SECONDS, follow_redirects=False) as answer:
        if answer.status_code != 200:
            status = str(answer.status_code)
            return _failed(_("The shop answered %(status)s instead of how this order leaves.", status=status))
        body = b""
        for chunk in answer.iter_bytes():
            body += chunk
            if len(body) > MOST_BYTES or time.monotonic() - asked_at > SECONDS:
                return _failed(_("The shop’s answer about how this order leaves is too long."))
    way = way_of(mapped(parse(body)).get("fulfillment_orders"))
    return FoundMethod(way.method, way.location, way.problem)


def _address(order_external_id: str, settings: Mapping[str, object]) -> str | None:
    """Only over TLS, except to this very machine: the token is worth a whole shop."""
    base, version = str(settings.get("base_url") or ""), str(settings.get("api_version") or API_VERSION)
    try:
        parts = urlsplit(base)
        host = parts.hostname or ""
    except ValueError:
        return None
    is_safe = bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOCAL))
    path = f"{version}/orders/{order_external_id}/fulfillment_orders.json"
    if not is_safe or not re.fullmatch(r"[a-z0-9-]+/orders/[0-9]{1,20}/fulfillment_orders\.json", path):
        return None
    return f"{parts.scheme}://{parts.netloc}/admin/api/{path}"


def _failed(message: str) -> FoundMethod:
    return _unknown("fetch_failed", message)


def _unknown(code: str, message: str) -> FoundMethod:
    return FoundMethod(None, None, Problem(code=code, message=message))
