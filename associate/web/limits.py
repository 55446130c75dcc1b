"""How often one address may try: a password, a link, a code.

What is guessed at (a password, a code that enrolls) is counted in the database, so that the limit is one
over all processes. The rest is counted where LIMITS_URL says: in memory, each process for itself, or in Redis
for all.
"""

import hashlib
import math
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, abort
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse, parse_many

from associate.clock import now
from associate.core.stores.tries import count_try
from associate.core.stores.wrong_signatures import count_wrong

limiter = Limiter(get_remote_address)

LOGIN = "10 per minute; 100 per hour"
LINK = "60 per minute"  # a customer's page polls every 5 s; a guesser needs 2^128 tries
WRONG_LINK = "20 per minute"
CODE = "20 per minute"
FIND = "60 per minute; 600 per hour"  # of one person: ten thousand ends of cards are to be tried
BAY_CODE = "5 per minute; 30 per hour"  # typed at one bay from one address; 28^6 codes are to be tried
STORE_CODE = "20 per minute; 100 per hour"  # at all bays of a store
API = "1200 per minute"  # of one token
WRONG_SIGNATURE = "30 per minute"  # deliveries to one channel; what is signed right is never counted
PROBE = "240 per minute"  # /readyz writes a row and takes it back


def init_app(app: Flask) -> None:
    limiter.init_app(app)


def everywhere(limits: str, scope: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Limit a view by address, over all processes: 429 from the first try too many."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def limited(*args: Any, **kwargs: Any) -> Any:
            charge(limits, scope)
            return view(*args, **kwargs)

        return limited

    return decorate


def charge(limits: str, scope: str) -> None:
    """Count a try of this address before it is looked at: aborts with 429 when it is one too many."""
    if not limiter.enabled:
        return
    windows = [(item.get_expiry(), item.amount) for item in parse_many(limits)]
    counts = [count_try(_who(scope), seconds) for seconds, _most in windows]
    if any(count > most for count, (_, most) in zip(counts, windows, strict=True)):
        abort(429)


def too_many(limit: str, scope: str) -> bool:
    """Count a failure of this address; True once there were too many. What succeeds is never counted."""
    return limiter.enabled and not limiter.limiter.hit(parse(limit), scope, get_remote_address())


def was_wrongly_signed_too_often(channel_id: int) -> bool:
    """Count one more delivery to this channel with a wrong signature; True once its address sent too many."""
    if too_many(WRONG_SIGNATURE, f"webhook:{channel_id}"):
        return True
    count_wrong(channel_id)
    return False


def _who(scope: str) -> str:
    return hashlib.sha256(f"{scope}:{get_remote_address()}".encode()).hexdigest()


def seconds_to_wait(who: str, limit: str = API) -> int | None:
    """Count one request of `who`; None while it may go on, else the seconds until it may again."""
    if not limiter.enabled:
        return None
    item = parse(limit)
    if limiter.limiter.hit(item, "api", who):
        return None
    return max(
        1, math.ceil(limiter.limiter.get_window_stats(item, "api", who).reset_time - now().timestamp())
    )
