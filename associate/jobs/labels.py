"""Asks carriers what people meant, one call at a time, in a thread beside the worker (beside.py).

No transaction is open while a carrier is asked, and what is asked was committed before.
"""

import math
import threading
import time
from datetime import date

import structlog

from associate.core.acts.label_answers import Step, begin, keep_bought, keep_formed, keep_rates, keep_voided
from associate.core.acts.shipments import asked_for, sender_of
from associate.core.shipping.calls import CarrierCall, Verb
from associate.core.stores.models import Store
from associate.db import db
from associate.integrations.carriers import carrier_for
from associate.integrations.carriers.port import Carrier
from associate.jobs.claims import claim
from associate.upkeep import counters

ROUND = 10.0  # seconds of asking until it is looked at again what else happened
log = structlog.get_logger("associate.labels")


def ask_carriers(stop: threading.Event | None = None, *, seconds: float = math.inf) -> int:
    """Do what is due, as far as it begins within so many seconds. Returns how many calls that was."""
    done, ends = 0, time.monotonic() + seconds
    while not (stop and stop.is_set()) and time.monotonic() < ends:
        if (call_id := claim(CarrierCall)) is None:
            break
        began = time.perf_counter()
        carry_out(call_id)
        spent = time.perf_counter() - began
        call = db.session.get_one(CarrierCall, call_id)
        counters.jobs.labels(CarrierCall.__tablename__, call.state.value).inc()
        counters.job_seconds.labels(CarrierCall.__tablename__).observe(spent)
        log.info("call", verb=call.verb.value, outcome=call.outcome, ms=round(spent * 1000, 1))
        db.session.rollback()
        done += 1
    return done


def carry_out(call_id: int) -> None:
    """Ask, with no transaction open, and keep the answer."""
    call = db.session.get_one(CarrierCall, call_id)
    carrier, settings = carrier_for(call.account.platform), dict(call.account.settings)
    DEEDS[call.verb](call, carrier, settings)


def _rates(call: CarrierCall, carrier: Carrier, settings: dict[str, object]) -> None:
    shipment, _rate = asked_for(call)
    db.session.rollback()
    keep_rates(call, carrier.rates(shipment, settings=settings))


def _buy(call: CarrierCall, carrier: Carrier, settings: dict[str, object]) -> None:
    step = begin(call)
    if step is None:
        return
    shipment, rate = asked_for(call)
    assert call.parcel is not None
    since = call.parcel.created_at  # rates make a shipment there before it is bought
    db.session.rollback()
    if step == Step.BUY:
        bought = carrier.buy(shipment, rate, settings=settings)
    else:
        bought = carrier.find(shipment.key, settings=settings, shipment=shipment, rate=rate, since=since)
    keep_bought(call, bought, step=step)


def _void(call: CarrierCall, carrier: Carrier, settings: dict[str, object]) -> None:
    label_ref, key = call.request["label"], call.key
    db.session.rollback()
    keep_voided(call, carrier.void(label_ref, key=key, settings=settings))


def _form(call: CarrierCall, carrier: Carrier, settings: dict[str, object]) -> None:
    refs, day, key = call.request["labels"], date.fromisoformat(call.request["ship_date"]), call.key
    sender = sender_of(db.session.get_one(Store, call.store_id))
    db.session.rollback()
    keep_formed(call, carrier.form(refs, sender, day, key=key, settings=settings))


DEEDS = {Verb.RATES: _rates, Verb.BUY: _buy, Verb.VOID: _void, Verb.FORM: _form}
