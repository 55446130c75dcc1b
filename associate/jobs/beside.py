"""Threads beside the worker: other people’s servers may be slow, our work may not.

One finds out what there is to tell, one tells subscribers, one tells the web shops, one buys
labels, one draws them, one draws the outage lists, one asks where parcels are, one moves money, one mails
figures; none waits for another.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import structlog

from associate.jobs.digests import mail_digests
from associate.jobs.drawing import draw_what_is_bought
from associate.jobs.labels import ask_carriers
from associate.jobs.outage_packs import keep_packs_fresh
from associate.jobs.payments import ask_for_money
from associate.jobs.postman import ROUND, post_due
from associate.jobs.publish import publish_all
from associate.jobs.spread import spread_what_happened
from associate.jobs.stuck import watched
from associate.jobs.tracking import follow_parcels_on_the_way

LOOK_EVERY = 0.5  # seconds
LAST_ROUND = 10.0  # seconds that an ending process waits for each of them
log = structlog.get_logger("associate.beside")


@contextmanager
def beside(app: Any, stop: threading.Event) -> Iterator[None]:
    """What tells the world, for as long as the worker runs. `app`: the Flask application."""
    rounds: dict[str, Callable[[], object]] = {
        "spreader": spread_what_happened,
        "postman": lambda: post_due(app.config, stop, seconds=ROUND),
        "labels": lambda: ask_carriers(stop, seconds=ROUND),
        "digests": lambda: mail_digests(app.config, stop, seconds=ROUND),
        "payments": lambda: ask_for_money(app.config, stop, seconds=ROUND),
        "drawer": lambda: draw_what_is_bought(stop),
        "outage": lambda: keep_packs_fresh(app.config, stop),
        "tracker": lambda: follow_parcels_on_the_way(stop),
        "publisher": lambda: publish_all(app),
    }
    with ExitStack() as all_of_them:
        for name, each in rounds.items():
            all_of_them.enter_context(_running(name, each, app, stop))
        yield


@contextmanager
def _running(name: str, each: Callable[[], object], app: Any, stop: threading.Event) -> Iterator[None]:
    thread = threading.Thread(target=_run, args=(name, each, app, stop), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(LAST_ROUND)


def _run(name: str, each: Callable[[], object], app: Any, stop: threading.Event) -> None:
    while not stop.is_set():
        with app.app_context(), watched(name):
            each()
        stop.wait(LOOK_EVERY)
