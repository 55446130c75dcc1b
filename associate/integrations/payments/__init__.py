"""Payments: whoever holds the money behind one port."""

from collections.abc import Mapping

from associate.integrations.payments.port import Payments
from associate.integrations.payments.pretend import Pretend
from associate.integrations.payments.shopify import Shopify
from associate.integrations.payments.stripe import Stripe
from associate.integrations.payments.till import Till
from associate.integrations.payments.woocommerce import WooCommerce

_ADAPTERS: Mapping[str, Payments] = {
    adapter.platform: adapter for adapter in (Stripe(), Shopify(), WooCommerce(), Till(), Pretend())
}
PLATFORMS = tuple(_ADAPTERS)


def payments_for(platform: str) -> Payments:
    """The adapter of a platform. Raises KeyError for a name that is none of PLATFORMS."""
    return _ADAPTERS[platform]
