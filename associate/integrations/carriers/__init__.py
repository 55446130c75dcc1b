"""Carriers: each one's adapter behind one port."""

from collections.abc import Mapping

from associate.integrations.carriers.easypost import EasyPost
from associate.integrations.carriers.port import Carrier
from associate.integrations.carriers.pretend import Pretend
from associate.integrations.carriers.shippo import Shippo

_ADAPTERS: Mapping[str, Carrier] = {
    adapter.platform: adapter for adapter in (EasyPost(), Shippo(), Pretend())
}
PLATFORMS = tuple(_ADAPTERS)


def carrier_for(platform: str) -> Carrier:
    """The adapter of a platform. Raises KeyError for a name that is none of PLATFORMS."""
    return _ADAPTERS[platform]
