"""Asks whoever holds the money for what was meant, one deed at a time, in a thread beside the worker.

No transaction is open while somebody is asked, and what is asked was committed before.
"""

import math
import threading
import time
from collections.abc import Mapping
from typing import Any

import structlog

from associate.core.acts.payment_answers import Step, begin, deed_of, keep
from associate.core.acts.refund_state import settle_due
from associate.core.payments.calls import PaymentCall
from associate.core.payments.models import PaymentAccount
from associate.core.payments.news import PaymentNews
from associate.db import db
from associate.integrations.payments import payments_for
from associate.integrations.payments.port import Outcome
from associate.jobs.claims import claim
from associate.jobs.payment_news import take_in_payment_news
from associate.upkeep import counters

ROUND = 10.0  # seconds of asking until it is looked at again what else happened
PAID = "/paid"
"""The page that a customer comes back to who paid by a link."""
log = structlog.get_logger("associate.payments")


def ask_for_money(
    config: Mapping[str, Any], stop: threading.Event | None = None, *, seconds: float = math.inf
) -> int:
    """Do what is due, as far as it begins within so many seconds. Returns how many calls that was."""
    done, ends = 0, time.monotonic() + seconds
    back_to = f"{config['BASE_URL'].rstrip('/')}{PAID}"
    settle_due()
    while not (stop and stop.is_set()) and time.monotonic() < ends:
        if (news_id := claim(PaymentNews)) is not None:
            take_in_payment_news(news_id, look_up)
            continue
        call_id = claim(PaymentCall) or claim(PaymentCall, state="waiting")
        if call_id is None:
            break
        carry_out(call_id, back_to)
        done += 1
    return done


def carry_out(call_id: int, back_to: str = "") -> None:
    """Ask, with no transaction open, and keep the answer."""
    call, began = db.session.get_one(PaymentCall, call_id), time.perf_counter()
    step = begin(call)
    if step is not None:
        _ask(call, step, back_to)
    spent = time.perf_counter() - began
    counters.jobs.labels(PaymentCall.__tablename__, call.state.value).inc()
    counters.job_seconds.labels(PaymentCall.__tablename__).observe(spent)
    log.info("call", verb=call.verb.value, outcome=call.outcome, ms=round(spent * 1000, 1))
    db.session.rollback()


def look_up(call: PaymentCall) -> bool:
    """What became of a deed that was asked for, also of one that is done. False where nobody answered."""
    if call.account is None or call.asked_at is None:
        return True
    return _ask(call, Step.FIND, "") not in (Outcome.UNKNOWN, Outcome.RETRY)


def _ask(call: PaymentCall, step: Step, back_to: str) -> Outcome:
    assert call.account is not None
    payments, settings = payments_for(call.account.platform), settings_of(call.account)
    deed, ref, since = deed_of(call, back_to), call.provider_ref, call.created_at
    db.session.rollback()
    if step == Step.DO:
        moved = payments.do(deed, settings=settings)
    else:
        moved = payments.find(deed, settings=settings, ref=ref, since=since)
    keep(call, moved, step=step)
    return moved.answer.outcome


def settings_of(account: PaymentAccount) -> dict[str, Any]:
    """A web shop that took the money is asked by what its channel is connected with."""
    channel = account.channel
    is_theirs = channel is not None and channel.platform == account.platform
    return {**(channel.settings if channel and is_theirs else {}), **account.settings}
