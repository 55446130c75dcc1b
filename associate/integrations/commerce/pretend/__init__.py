"""The shop that is not there: it speaks Shopify's shape, and answers from the channel's settings."""

from collections.abc import Mapping

import httpx2

from associate.core.orders.incoming import Method
from associate.integrations.commerce.port import FoundMethod
from associate.integrations.commerce.shopify import Shopify
from associate.integrations.commerce.shopify.methods import unclear
from associate.outside.fields import ident, mapped, plain


class Pretend(Shopify):
    platform = "pretend"

    def fetch_fulfillment_orders(
        self, order_external_id: str, *, settings: Mapping[str, object], client: httpx2.Client | None = None
    ) -> FoundMethod:
        """`settings["methods"]`: {order id: {"method": "pickup", "location": "7"}}; "*" is any order."""
        known = mapped(settings.get("methods"))
        said = mapped(known.get(order_external_id) or known.get("*"))
        if plain(said.get("method")) not in set(Method):
            return FoundMethod(None, None, unclear())
        return FoundMethod(Method(str(said["method"])), ident(said.get("location")) or None)
