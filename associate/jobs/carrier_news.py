"""Carriers’ webhooks: heard by the request, taken in by the worker. What is lost is asked for in time."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from associate.clock import now
from associate.core.acts.tracking import take_in
from associate.core.events.models import InboundState
from associate.core.shipping.models import CarrierAccount
from associate.core.shipping.news import CarrierNews
from associate.db import atomic, db, insert_into
from associate.integrations.carriers import PLATFORMS, carrier_for
from associate.integrations.carriers.port import Status, Tracked
from associate.jobs.giving_up import give_up_news
from associate.outside.headers import Headers

MOST = 200  # events of one delivery: the whole journey of one parcel is a few dozen
TRIES = 6
PAUSE = timedelta(seconds=5)  # doubled with each try
log = structlog.get_logger("associate.carriers")


def account_called(platform: str, key: str) -> CarrierAccount | None:
    """Whose address it is; None for one that nobody has, or that isn’t in use."""
    if platform not in PLATFORMS:
        return None
    find = sa.select(CarrierAccount).filter_by(platform=platform, key=key, is_active=True)
    return db.session.scalar(find)


def is_signed(account: CarrierAccount, raw: bytes, headers: Headers) -> bool:
    return carrier_for(account.platform).verify(raw, headers, secret=account.secret)


def hear(account: CarrierAccount, raw: bytes) -> bool:
    """Keep what a signed delivery tells of parcels, once. False where it tells nothing of any."""
    events = carrier_for(account.platform).read_webhook(raw)[:MOST]
    if not events:
        return False
    told = [_as_json(event) for event in events]
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    with atomic():
        row = insert_into(CarrierNews).values(account_id=account.id, dedupe_key=digest, told=told)
        db.session.execute(row.on_conflict_do_nothing())
    return True


def take_in_news(news_id: int) -> None:
    """Take one delivery in. Its events are kept once each, so to begin again does no harm."""
    news = db.session.get_one(CarrierNews, news_id)
    told = list(news.told)
    try:
        take_in(_read(told))
        with atomic(news):
            news.state, news.done_at = InboundState.DONE, now()
    except Exception:
        db.session.rollback()
        log.exception("news of a carrier could not be taken in", news=news_id)
        _try_again(news_id)


def _try_again(news_id: int) -> None:
    news = db.session.get_one(CarrierNews, news_id)
    with atomic(news):
        if news.tries >= TRIES:
            give_up_news(news)
        else:
            news.next_at = now() + PAUSE * 2**news.tries


def _as_json(event: Tracked) -> dict[str, Any]:
    return asdict(event) | {"status": event.status.value, "at": event.at.isoformat()}


def _read(told: Iterable[dict[str, Any]]) -> list[Tracked]:
    return [
        Tracked(**{**each, "status": Status(each["status"]), "at": datetime.fromisoformat(each["at"])})
        for each in told
    ]
