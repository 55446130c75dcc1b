"""Keeps the outage list of each open store fresh, in a thread of its own (beside.py)."""

import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.outage_packs import keep_pack
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.outages import pack_of
from associate.core.fulfillment.states import OPEN
from associate.core.stores.hours import is_open
from associate.core.stores.models import Store
from associate.core.stores.versions import store_version
from associate.db import db
from associate.documents.outages import print_outage_list
from associate.jobs.stuck import watched

EVERY = timedelta(minutes=15)
LOOK_EVERY = 20.0  # seconds
REST = 45.0  # seconds that a process has for its first requests before it loads what draws
_began = time.monotonic()
_next_look = 0.0


def keep_packs_fresh(config: Mapping[str, Any], stop: threading.Event) -> None:
    """Now and then: make those anew that are older than 15 minutes, where anything changed since."""
    global _next_look
    if time.monotonic() < max(_next_look, _began + REST):
        return
    _next_look = time.monotonic() + LOOK_EVERY
    for store in stores_that_wait():
        if not stop.is_set():
            with watched("keep_packs_fresh", store.ref):
                make_pack(store, config)


def stores_that_wait() -> list[Store]:
    """Open stores whose list is old by now, and no longer what it is like there."""
    found = [store for store in db.session.scalars(sa.select(Store).order_by(Store.id)) if _waits(store)]
    db.session.rollback()
    return found


def make_pack(store: Store, config: Mapping[str, Any]) -> None:
    """Draw the list as of now and keep it in the place of the one before."""
    made_at, version = now(), store_version(store.id, ttl=0)
    body = print_outage_list(store, key=config["SECRET_KEY"], base=config["BASE_URL"])
    db.session.rollback()
    keep_pack(store, body, version=version, made_at=made_at)


def _waits(store: Store) -> bool:
    pack = pack_of(store.id)
    if pack is not None and (pack.made_at > now() - EVERY or pack.version == store_version(store.id)):
        return False
    return is_open(store, now()) and (pack is not None or _has_work(store))


def _has_work(store: Store) -> bool:
    open_ones = sa.select(Fulfillment.id).where(Fulfillment.store_id == store.id, Fulfillment.state.in_(OPEN))
    return db.session.scalar(open_ones.limit(1)) is not None
