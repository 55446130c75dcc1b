"""A burst of signed Shopify orders, one in ten of them sent twice: acknowledged, and taken in.

Orders a second run from the first request to the last order committed, server, worker, database and sender
on the same cores. Beside it, in turn and with nobody else at work, what taking in costs against the bare
driver inserting the same rows in the same batches. Goals: at least 200 orders a second; none lost, none
double.
"""

import json
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from associate import create_app
from associate.config import database_uri
from associate.core.acts.check import mismatches
from associate.core.events.models import Inbound, InboundState
from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.models import Order
from associate.db import db
from associate.integrations.commerce.inbox import keep
from associate.integrations.commerce.port import Envelope
from associate.jobs.worker import work_off
from tests.bench.bare import Bare
from tests.bench.client import Sender
from tests.bench.measure import cpu_of, postgres_pids
from tests.bench.stage import Stage, each_engine, say, stage
from tests.integrations.webhooks import shopify_order, signed_headers
from tests.support.shop import Shop

ORDERS, TWICE, SENDERS, GOAL = 4500, 500, 8, 200
ROUNDS, BATCH = 4, 200
PATH = "/webhooks/shopify/web"


@dataclass
class Burst:
    orders_a_second: float
    acks: list[float]  # seconds
    client_cpu: float  # seconds
    server_cpu: float
    kept: int
    jobs: int
    wrong: list[str]


def run() -> None:
    for engine, url in each_engine():
        with stage(url, processes(engine)) as set_:
            stock_up(set_.shop)
            report(engine, burst(set_, url))
        app = create_app({"SQLALCHEMY_DATABASE_URI": database_uri(url), "SECRET_KEY": "tests"})
        with app.app_context():
            share(engine, url)
            db.session.remove()
            db.engine.dispose()


def processes(engine: str) -> int:
    """As deploy/gunicorn.conf.py has it: one on SQLite, else one a core."""
    return 1 if engine == "sqlite" else os.cpu_count() or 1


def stock_up(shop: Shop) -> None:
    for store in (shop.mill_quay, shop.castle_row):
        for variant in (shop.jacket, shop.kettle, shop.milk, shop.wine):
            shop.stocks(variant, 10 * ORDERS, store=store)


def burst(set_: Stage, url: str) -> Burst:
    """All that a web shop sends on its busiest minute, over as many connections as the server has threads."""
    requests = deliveries(Sender(set_.url))
    waiting, acks, lock = iter(requests), [], threading.Lock()

    def send(sender: Sender) -> None:
        while True:
            with lock:
                request = next(waiting, None)
            if request is None:
                return
            acks.append(sender.send(request))

    pids = [*set_.pids, *postgres_pids(url)]
    senders = [Sender(set_.url) for _ in range(SENDERS)]
    start, cpu, own = time.perf_counter(), cpu_of(pids), time.process_time()
    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(send, senders))
    while count(sa.select(Inbound.id).where(Inbound.state == InboundState.PENDING)):
        time.sleep(0.1)
    spent, own = time.perf_counter() - start, time.process_time() - own
    cpu = cpu_of(pids) - cpu
    kept, jobs = count(sa.select(Order.id)), count(sa.select(Fulfillment.id))
    return Burst(ORDERS / spent, sorted(acks), own, cpu, kept, jobs, list(mismatches()))


def deliveries(sender: Sender) -> list[bytes]:
    """Every order once, some of them again somewhere later: the same event, as Shopify repeats it."""
    chance = random.Random(7)
    raws = [json.dumps(payload(number)).encode() for number in range(ORDERS)]
    once = [sender.request(PATH, signed_headers(raw, event=f"bench-{n}"), raw) for n, raw in enumerate(raws)]
    sent = once + chance.sample(once, TWICE)
    chance.shuffle(sent)
    return sent


def payload(number: int) -> dict[str, Any]:
    """Three lines for pickup at one of two stores, by a customer whom the shop knows."""
    skus = ("HW-RJ-204-M", "HW-EK-15", "HW-OM-1", "HW-PN-75")
    told = shopify_order(number, total_price="30.00")
    line = {**told["line_items"][0], "quantity": 1, "fulfillable_quantity": 1, "price": "10.00"}
    lines = [{**line, "id": 10 * number + n, "sku": skus[(number + n) % 4]} for n in range(3)]
    method = {"delivery_method": {"method_type": "pick_up"}, "assigned_location_id": ("mq", "cr")[number % 2]}
    person = {"first_name": f"Guest{number}", "last_name": "Rosen", "email": f"guest{number}@mail.example"}
    who = {"customer": {"id": 70_000 + number, **person}, "email": person["email"]}
    return {**told, **who, "line_items": lines, "fulfillment_orders": [method]}


def share(engine: str, url: str) -> None:
    """Taken in by the worker, then the same rows by the bare driver, in turn."""
    bare, channel = Bare(url), Shop().web.id
    pids, product, limit = postgres_pids(url), 0.0, 0.0
    for round_ in range(ROUNDS):
        first = ORDERS + round_ * BATCH
        for number in range(first, first + BATCH):
            raw = json.dumps(payload(number)).encode()
            keep(channel, Envelope("order", f"share-{number}", None), raw)
        bare.begin()
        product += cpu_seconds(pids, work_off)
        rows = bare.rows()
        limit += cpu_seconds(pids, lambda rows=rows: bare.insert(rows, BATCH // 50))  # type: ignore[misc]
    orders = ROUNDS * BATCH
    say(
        f"intake   {engine:10} taking in: {product / orders * 1000:.2f} ms CPU an order;",
        f"its rows by the bare driver {limit / orders * 1000:.2f} ms, {limit / product:.2f} of that",
    )
    bare.close()


def cpu_seconds(pids: list[int], work: Any) -> float:
    before, own = cpu_of(pids), time.process_time()
    work()
    return cpu_of(pids) - before + time.process_time() - own


def count(rows: sa.Select[Any]) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(rows.subquery())) or 0


def report(engine: str, burst: Burst) -> None:
    p50, p99 = (burst.acks[int(len(burst.acks) * part)] * 1000 for part in (0.5, 0.99))
    say(
        f"intake   {engine:10} {burst.orders_a_second:.0f} orders/s (goal ≥ {GOAL});",
        f"ack p50 {p50:.1f} ms, p99 {p99:.1f} ms; CPU an order: server, worker and database",
        f"{burst.server_cpu / ORDERS * 1000:.2f} ms, sender {burst.client_cpu / ORDERS * 1000:.2f} ms",
    )
    assert (burst.kept, burst.jobs, burst.wrong) == (ORDERS, ORDERS, []), burst
    say(f"intake   {engine:10} {len(burst.acks)} deliveries, {burst.kept} orders: 0 lost, 0 double")
