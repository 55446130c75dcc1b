"""What a payload may keep: everything but what looks like a card number in the words people typed."""

import json
from collections.abc import Iterator
from typing import Any

from associate.core.orders.cards import SHORTEST, mask_cards

TYPED = {
    "note",
    "notes",
    "customer_note",
    "message",
    "comment",
    "value",
    "reason",
    "name",
    "title",
    "company",
    "text",
}
"""Fields people type into. Ids and barcodes stand elsewhere: one in ten of them would pass for a card."""


def masked_body(raw: bytes) -> str:
    """The body as text, typed fields masked. What is no JSON is masked as a whole."""
    text = raw.decode("utf-8", "replace").replace("\x00", "")
    if _is_clean(text):
        return text
    try:
        payload = json.loads(text, parse_float=str, parse_int=_exact)
        masked = _walk(payload, typed=False)
    except (ValueError, RecursionError):
        return mask_cards(text)
    return text if masked == payload else json.dumps(masked)  # ASCII: half a character stays an escape


def _is_clean(text: str) -> bool:
    """JSON with nothing to mask, which nearly all of it is: read without care for its figures."""
    try:
        return not any(mask_cards(typed) != typed for typed in _typed(json.loads(text)))
    except (ValueError, RecursionError):
        return False


def _typed(payload: Any) -> Iterator[str]:
    """What people typed that is long enough for a card number, wherever it lies."""
    waiting = [(payload, False)]
    while waiting:
        value, typed = waiting.pop()
        if isinstance(value, dict):
            waiting += [(item, key in TYPED) for key, item in value.items()]
        elif isinstance(value, list):
            waiting += [(item, typed) for item in value]
        elif typed and isinstance(value, str) and len(value) >= SHORTEST:
            yield value


def _walk(value: Any, *, typed: bool) -> Any:
    if isinstance(value, dict):
        return {key: _walk(item, typed=key in TYPED) for key, item in value.items()}
    if isinstance(value, list):
        return [_walk(item, typed=typed) for item in value]
    return mask_cards(value) if typed and isinstance(value, str) else value


def _exact(digits: str) -> int:
    return int(digits[:400])
