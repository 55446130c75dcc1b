"""Tells the world, in a thread beside the worker: other people’s servers may be slow, our work may not."""

import math
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog

from associate.core.events.outbox import Post
from associate.integrations.webhooks_out.port import WebhooksOut
from associate.integrations.webhooks_out.sender import Sender
from associate.jobs.claims import claim_some
from associate.jobs.post_out import MOST, send_posts
from associate.jobs.spread import spread_all
from associate.jobs.spread_stock import spread_stock
from associate.upkeep import counters

LOOK_EVERY = 0.5  # seconds
ROUND = 10.0  # seconds of posting until it is looked at again what else happened
LAST_ROUND = 10.0  # seconds that an ending process waits for it
log = structlog.get_logger("associate.postman")


@contextmanager
def beside(app: Any, stop: threading.Event) -> Iterator[None]:
    """A thread that tells what there is to tell while the worker runs. `app`: the Flask application."""
    thread = threading.Thread(target=_run, args=(app, stop), name="postman", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(LAST_ROUND)


def tell_the_world(
    config: Mapping[str, Any], stop: threading.Event | None = None, *, seconds: float = math.inf
) -> int:
    """Spread what happened and post what is due, as far as it begins within so many seconds. Returns how many
    posts were in hand."""
    spread_stock()
    spread_all()
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


def _run(app: Any, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            with app.app_context():
                tell_the_world(app.config, stop, seconds=ROUND)
        except Exception:
            log.exception("the postman stumbled and goes on")
        stop.wait(LOOK_EVERY)
