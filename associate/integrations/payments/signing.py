"""A time and HMACs over it and the raw body: “t=1700000000,v1=5257a8…,v1=…”, as Stripe signs.

https://docs.stripe.com/webhooks#verify-manually: while a secret is changed there are two signatures. What is
older than five minutes was sent once before.
"""

import hashlib
import hmac

from associate.clock import now

TOLERANCE = 300  # seconds, either way


def signature(raw: bytes, secret: str, at: int) -> str:
    """The header’s value; `at` in seconds since 1970."""
    return f"t={at},v1={_digest(raw, secret, str(at))}"


def is_signed(raw: bytes, value: str, secret: str) -> bool:
    """Compared in constant time. No signature, or no secret to check it with, is no."""
    pairs = [
        (name, part) for name, _equals, part in (each.strip().partition("=") for each in value.split(","))
    ]
    at = next((part for name, part in pairs if name == "t"), "")
    if not secret or not at.isascii() or not at.isdigit() or len(at) > 12:
        return False
    ours = _digest(raw, secret, at).encode()
    theirs = [part.encode("utf-8", "replace") for name, part in pairs if name == "v1"]
    is_ours = any(hmac.compare_digest(ours, each) for each in theirs)
    return is_ours and abs(now().timestamp() - int(at)) <= TOLERANCE


def _digest(raw: bytes, secret: str, at: str) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + raw, hashlib.sha256).hexdigest()
