"""Signatures of Standard Webhooks 1.0: HMAC-SHA256 over "id.timestamp.body", in base64, after "v1,".

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hmac
from collections.abc import Iterable

from associate.integrations.webhooks_out.port import PREFIX


def signature(known: str, uid: str, timestamp: int, body: str) -> str:
    key = base64.b64decode(known.removeprefix(PREFIX))
    said = f"{uid}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.digest(key, said, "sha256")).decode()


def headers(uid: str, timestamp: int, body: str, known: Iterable[str]) -> dict[str, str]:
    """One signature for each secret: while one is exchanged for another, either fits."""
    return {
        "webhook-id": uid,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(each, uid, timestamp, body) for each in known),
    }
