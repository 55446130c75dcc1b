"""Web shops and tills: each platform's adapter behind one port."""

from collections.abc import Mapping

from associate.integrations.commerce.port import Commerce
from associate.integrations.commerce.pretend import Pretend
from associate.integrations.commerce.shopify import Shopify
from associate.integrations.commerce.square import Square
from associate.integrations.commerce.woocommerce import WooCommerce

_ADAPTERS: Mapping[str, Commerce] = {
    adapter.platform: adapter for adapter in (Shopify(), WooCommerce(), Square(), Pretend())
}
PLATFORMS = tuple(_ADAPTERS)


def commerce_for(platform: str) -> Commerce:
    """The adapter of a platform. Raises KeyError for a name that is none of PLATFORMS."""
    return _ADAPTERS[platform]
