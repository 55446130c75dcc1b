"""Which machine an address leads to, and whether we may call it: only the open internet, never our own house.

A name is resolved once and the connection goes to the address that was looked at, so that a name server can’t
answer differently the second time. One address of a name that isn’t public makes all of it unsafe.
"""

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from associate.integrations.webhooks_out.port import Unsafe, parts_of

Resolve = Callable[[str, int], list[str]]

UNICAST = ipaddress.ip_network("2000::/3")
"""All of IPv6 that is given out to networks of the open internet (RFC 4291)."""

NOT_PUBLIC = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16")))
"""What older tables of Python call global: special purposes (RFC 6890), and ways to carry an IPv4 address
inside another one, 6to4 (RFC 3056) and Teredo (RFC 4380)."""


@dataclass(frozen=True)
class Target:
    """Where to connect, and what to say there."""

    address: str  # the IP
    port: int
    host: str  # whose certificate it has to show
    host_header: str
    scheme: str
    path: str

    @property
    def url(self) -> str:
        there = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{there}:{self.port}{self.path}"


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name, as the system finds them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def target_of(url: str, *, is_local_ok: bool = False, look_up: Resolve = resolve) -> Target:
    """The checked address. Raises Unsafe; unknown_host where the name leads nowhere today."""
    parts = parts_of(url, is_local_ok=is_local_ok)
    host = (parts.hostname or "").rstrip(".")
    port = parts.port if parts.port is not None else (443 if parts.scheme == "https" else 80)
    try:
        found = look_up(host, port)
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise Unsafe("unknown_host")
    if not all(may_be_called(address, is_local_ok=is_local_ok, scheme=parts.scheme) for address in found):
        raise Unsafe("not_public")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(found[0], port, host, parts.netloc, parts.scheme, path)


def may_be_called(text: str, *, is_local_ok: bool = False, scheme: str = "https") -> bool:
    """Is it on the open internet? With `is_local_ok` this machine too, and plain http only there."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if is_local_ok and address.is_loopback:
        return True
    return scheme == "https" and is_public(address)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address not in UNICAST:
            return False
    is_special = any(address in network for network in NOT_PUBLIC) or address.is_multicast
    return address.is_global and not is_special
