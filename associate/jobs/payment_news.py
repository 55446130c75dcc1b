"""Webhooks of money: heard by the request, looked up beside the worker. They ring, they don’t tell."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
import structlog

from associate.clock import now
from associate.core.events.models import InboundState
from associate.core.orders.models import Tender
from associate.core.payments.calls import PaymentCall, PaymentState
from associate.core.payments.models import PaymentAccount
from associate.core.payments.news import PaymentNews
from associate.db import atomic, db, insert_into
from associate.integrations.payments import payments_for
from associate.integrations.payments.port import News
from associate.outside.headers import Headers

MOST = 50  # events of one delivery, and calls that one event may be about
OVER = (PaymentState.REFUSED, PaymentState.WITHDRAWN)
log = structlog.get_logger("associate.payments")


def account_called(key: str) -> PaymentAccount | None:
    """Whose address it is; None for one that nobody has, that isn’t in use or sends no webhooks."""
    account = db.session.scalar(sa.select(PaymentAccount).filter_by(key=key, is_active=True))
    is_heard = account is not None and "webhook" in payments_for(account.platform).can
    return account if is_heard else None


def is_signed(account: PaymentAccount, raw: bytes, headers: Headers) -> bool:
    return payments_for(account.platform).verify(raw, headers, secret=account.secret)


def hear(account: PaymentAccount, raw: bytes) -> bool:
    """Keep what a signed delivery is about, once an event. False where it tells nothing of money."""
    events = payments_for(account.platform).read_webhook(raw)[:MOST]
    with atomic():
        for event in events:
            told = {"key": event.key, "ref": event.ref, "payment": event.payment, "verb": event.verb.value}
            row = insert_into(PaymentNews).values(
                account_id=account.id, event_id=event.event_id or _own_id(event), told=told
            )
            db.session.execute(row.on_conflict_do_nothing())
    return bool(events)


def take_in_payment_news(news_id: int, look_up: Callable[[PaymentCall], bool]) -> None:
    """Look up every deed that it may be about. Looking twice does no harm; what wasn’t answered rings again
    when its lease ends."""
    news = db.session.get_one(PaymentNews, news_id)
    calls = calls_about(news.account_id, news.told)
    answers = [look_up(call) for call in calls]
    if not all(answers):
        log.info("news", calls=len(calls), answered=False)
        return
    with atomic(news):
        news.state, news.done_at = (InboundState.DONE if calls else InboundState.IGNORED), now()
    log.info("news", calls=len(calls))


def calls_about(account_id: int, told: dict[str, Any]) -> list[PaymentCall]:
    """By our key, by their name of the deed, by the payment; the newest first."""
    find = sa.select(PaymentCall).outerjoin(Tender, Tender.id == PaymentCall.tender_id)
    names = [
        PaymentCall.key == told["key"] if told["key"] else None,
        PaymentCall.provider_ref == told["ref"] if told["ref"] else None,
        Tender.external_id == told["payment"] if told["payment"] else None,
    ]
    by = [each for each in names if each is not None]
    if not by:
        return []
    find = find.where(PaymentCall.account_id == account_id, PaymentCall.state.not_in(OVER), sa.or_(*by))
    return list(db.session.scalars(find.order_by(PaymentCall.id.desc()).limit(MOST)))


def _own_id(event: News) -> str:
    return f"{event.ref}:{event.answer.outcome.value}"[:64]
