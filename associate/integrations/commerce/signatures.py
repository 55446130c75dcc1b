"""HMAC-SHA256 in base64, as Shopify, WooCommerce and Square sign what they send."""

import base64
import hashlib
import hmac


def is_signed(message: bytes, signature: str, secret: str) -> bool:
    """Compare in constant time. No signature, or no secret to check it with, is no."""
    if not signature or not secret:
        return False
    digest = hmac.new(secret.encode(), message, hashlib.sha256).digest()
    return hmac.compare_digest(base64.b64encode(digest), signature.encode("utf-8", "replace"))


def short_key(*parts: str) -> str:
    """Parts joined into one key of at most 200 characters; a longer one becomes its hash."""
    key = ":".join(parts)
    return key if len(key) <= 200 and key.isprintable() else body_hash(key.encode("utf-8", "replace"))


def body_hash(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
