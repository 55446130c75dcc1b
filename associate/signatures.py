"""Ed25519 signatures (RFC 8032) of what has to be provable later: seals over the journal, evidence files.

The key is never in the database: it derives from the secret key, or is AUDIT_KEY where one is set.
"""

import base64
import hashlib
import hmac
from functools import cache
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from flask import current_app

ID_LENGTH = 16  # hex digits of the SHA-256 of a public key: enough to tell our own few apart


class Signature(NamedTuple):
    key_id: str
    value: str  # 64 bytes as hex


def sign(purpose: str, said: str) -> Signature:
    """With this installation's key. `purpose` keeps a signature from passing for one of another kind."""
    key = _private_key()
    return Signature(key_id(), key.sign(_message(purpose, said)).hex())


def is_signed(public: str, signature: str, purpose: str, said: str) -> bool:
    """Was it the holder of this public key (64 hex digits) who said so? Whatever can't be read was not."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), _message(purpose, said))
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key() -> str:
    """This installation's, as 64 hex digits."""
    return _private_key().public_key().public_bytes_raw().hex()


def key_id() -> str:
    return id_of(public_key())


def id_of(public: str) -> str:
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:ID_LENGTH]


def _message(purpose: str, said: str) -> bytes:
    return f"associate {purpose}\n{said}".encode()


def _private_key() -> Ed25519PrivateKey:
    config = current_app.config
    return _key_of(str(config["AUDIT_KEY"]), str(config["SECRET_KEY"]))


@cache
def _key_of(own: str, secret: str) -> Ed25519PrivateKey:
    if own:
        seed = base64.urlsafe_b64decode(own + "=" * (-len(own) % 4))
    else:
        seed = hmac.digest(secret.encode(), b"audit signatures", "sha256")
    return Ed25519PrivateKey.from_private_bytes(seed)
