"""The pretended shops of this process, by their address: what the demo talks to."""

import json

import httpx2

from associate.integrations.commerce.pretend.shop import PretendShop
from associate.integrations.commerce.pretend.shopify import PretendShopify
from associate.integrations.commerce.pretend.woo import PretendSquare, PretendWoo

__all__ = ["PretendShop", "PretendShopify", "PretendSquare", "PretendWoo", "pretend_client", "pretend_shop"]

_SHOPS: dict[str, PretendShop] = {}


def pretend_shop(base_url: str) -> PretendShop:
    """The shop at this address in this process; what its path looks like says of which platform it is."""
    return _SHOPS.setdefault(
        base_url, PretendWoo() if "woo" in base_url or "market" in base_url else PretendShopify()
    )


def pretend_client(base_url: str) -> httpx2.Client:
    shop = pretend_shop(base_url)

    def handle(request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content) if request.content else None
        status, headers, said = shop.answer(request.method, str(request.url), body)
        return httpx2.Response(status, headers=headers, json=said)

    return httpx2.Client(transport=httpx2.MockTransport(handle))
