"""Files that a carrier has for us: only from hosts that we know, and only what is a label."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from associate.integrations.carriers.port import Kind, Settings

BEGINNINGS: tuple[tuple[bytes, Kind], ...] = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"))
ZPL = b"^XA"  # begins a label of that language; settings of the printer may stand before it
LOOKED_AT = 1000  # bytes


def kind_of(file: bytes) -> Kind | None:
    """By what is in it, whatever it was said to be."""
    for beginning, kind in BEGINNINGS:
        if file.startswith(beginning):
            return kind
    return "zpl" if ZPL in file[:LOOKED_AT] else None


def hosts_of(settings: Settings) -> frozenset[str]:
    """The hosts that this account names itself: carriers move their files before we know."""
    named = settings.get("file_hosts")
    return frozenset(str(host).lower() for host in named) if isinstance(named, list | tuple) else frozenset()


def may_come_from(address: str, hosts: Iterable[str], base: str) -> bool:
    """Over TLS from one of these hosts, or from the very server that we asked."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    if "@" in parts.netloc:
        return False
    ours = urlsplit(base)
    if (parts.scheme, parts.netloc) == (ours.scheme, ours.netloc):
        return True
    return parts.scheme == "https" and port in (None, 443) and host in set(hosts)
