"""Posts to subscribers what was spread, in a thread beside the worker (beside.py)."""

import math
import threading
import time
from collections.abc import Mapping
from typing import Any

import structlog

from associate.core.events.outbox import Post
from associate.integrations.webhooks_out.port import WebhooksOut
from associate.integrations.webhooks_out.sender import Sender
from associate.jobs.claims import claim_some
from associate.jobs.post_out import MOST, send_posts
from associate.upkeep import counters

ROUND = 10.0  # seconds of posting until it is looked at again what else happened
log = structlog.get_logger("associate.postman")


def post_due(
    config: Mapping[str, Any], stop: threading.Event | None = None, *, seconds: float = math.inf
) -> int:
    """Post what is due, as far as it begins within so many seconds. Returns how many posts were in hand."""
    done, ends, sender = 0, time.monotonic() + seconds, sender_for(config)
    theirs = Post.subscriber_id.is_not(None)  # a platform is told by publish.py
    while not (stop and stop.is_set()) and time.monotonic() < ends:
        if not (claimed := claim_some(Post, MOST, theirs)):
            break
        began = time.perf_counter()
        send_posts(claimed, sender)
        spent = time.perf_counter() - began
        counters.jobs.labels(Post.__tablename__, "done").inc(len(claimed))
        counters.job_seconds.labels(Post.__tablename__).observe(spent / len(claimed))
        log.info("posts", rows=len(claimed), ms=round(spent * 1000, 1))
        done += len(claimed)
    return done


def sender_for(config: Mapping[str, Any]) -> WebhooksOut:
    return Sender(is_local_ok=config["WEBHOOKS_TO_SELF"] == "yes")
