"""Web shops and tills: each platform's adapter behind one port."""

from collections.abc import Mapping

from associate.integrations.commerce.outgoing import Outlet
from associate.integrations.commerce.port import Commerce
from associate.integrations.commerce.pretend import Pretend
from associate.integrations.commerce.shopify import Shopify
from associate.integrations.commerce.shopify.outlet import SHOPIFY
from associate.integrations.commerce.square import Square
from associate.integrations.commerce.woocommerce import WooCommerce
from associate.integrations.commerce.woocommerce.outlet import WOOCOMMERCE

_ADAPTERS: Mapping[str, Commerce] = {
    adapter.platform: adapter for adapter in (Shopify(), WooCommerce(), Square(), Pretend())
}
PLATFORMS = tuple(_ADAPTERS)


def commerce_for(platform: str) -> Commerce:
    """The adapter of a platform. Raises KeyError for a name that is none of PLATFORMS."""
    return _ADAPTERS[platform]


_OUTLETS: Mapping[str, Outlet] = {
    "shopify": SHOPIFY,
    "woocommerce": WOOCOMMERCE,
    "pretend": SHOPIFY,
}


def outlet_for(platform: str) -> Outlet:
    """Where what happens here is told. Raises KeyError for a platform that is told nothing."""
    return _OUTLETS[platform]
