"""The VAPID key pair (RFC 8292) that push services know this installation by: made once, then kept."""

import base64
import os
from pathlib import Path

try:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
except ImportError:  # comes with the extra [push]
    ec = None  # type: ignore[assignment]


def private_key(kept: Path) -> str:
    """The 32 bytes of the P-256 scalar as base64url, from the file `kept`, made there on first use."""
    if not kept.exists():
        number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        kept.parent.mkdir(exist_ok=True, parents=True)
        try:
            with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(_base64url(number.to_bytes(32, "big")))
        except FileExistsError:
            pass  # another process was first; read what it wrote
    return kept.read_text().strip()


def public_key(private: str) -> str:
    """The uncompressed point as base64url: what a browser subscribes with."""
    number = int.from_bytes(base64.urlsafe_b64decode(private + "=" * (-len(private) % 4)), "big")
    key = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    return _base64url(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def is_available() -> bool:
    return ec is not None


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
