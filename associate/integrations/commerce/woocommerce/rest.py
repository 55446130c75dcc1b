"""WooCommerce’s REST API v3 with a consumer key and its secret: https://woocommerce.github.io/woocommerce-rest-api-docs/."""

import base64
from collections.abc import Mapping
from urllib.parse import urlencode

import httpx2

from associate.integrations.commerce.calling import Reply, base_of, call, token_of
from associate.integrations.commerce.outgoing import Settings


def rest(
    method: str,
    path: str,
    *,
    settings: Settings,
    client: httpx2.Client | None,
    json: object = None,
    **query: object,
) -> Reply:
    """`access_token` is “ck_…:cs_…”."""
    base = base_of(settings)
    address = f"{base}/wp-json/wc/v3/{path}" + (f"?{urlencode(query)}" if query else "") if base else None
    return call(method, address, settings=settings, headers=_headers(settings), json=json, client=client)


def _headers(settings: Settings) -> Mapping[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(token_of(settings).encode()).decode()}
