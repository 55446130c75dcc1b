"""Square rings: the order is asked for outside the transaction, and an older version changes nothing."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.catalog.channels import Channel, Platform
from associate.core.events.models import Inbound, InboundState
from associate.core.orders.models import Order
from associate.core.tasks.models import TaskKind
from associate.db import atomic, db
from associate.integrations.commerce.pretend.shops import PretendSquare
from associate.jobs.worker import work_off
from tests.integrations.commerce.payloads import square_line, square_order
from tests.support.pretend_platforms import served
from tests.support.shop import look_again

URL = "/webhooks/square/square"


@pytest.fixture
def clock():
    with time_machine.travel(now(), tick=True) as traveller:
        yield traveller


@pytest.fixture
def square(app, shop):
    with served(PretendSquare()) as (there, settings):
        with atomic():
            db.session.add(
                Channel(
                    key="square", platform=Platform.SQUARE, name="Till", prefix="SQ", secret="s3cret",
                    locations={"*": "MQ"}, settings=settings,
                )
            )  # fmt: skip
        yield there


def has(square, order="O-1", version=1, at="2026-01-02T10:00:00Z", **changes):
    line = square_line(note="", catalog_object_id="X")
    square.orders[order] = {
        **square_order(line),
        "id": order,
        "version": version,
        "updated_at": at,
        **changes,
    }


def rings(client, order="O-1", version=1, at="2026-01-02T10:00:00Z", kind="order_updated", event="e-1"):
    told = {"order_id": order, "version": version, "state": "OPEN", "updated_at": at}
    body = {
        "type": kind.replace("_", ".", 1),
        "event_id": event,
        "created_at": at,
        "data": {"type": kind, "id": order, "object": {kind: told}},
    }
    raw = json.dumps(body).encode()
    message = b"http://localhost" + URL.encode() + raw
    headers = {"x-square-hmacsha256-signature": _signed(message)}
    return client.post(URL, data=raw, headers=headers, content_type="application/json")


def _signed(message):
    import base64
    import hashlib
    import hmac

    return base64.b64encode(hmac.new(b"s3cret", message, hashlib.sha256).digest()).decode()


def inbound():
    look_again()
    return db.session.scalars(sa.select(Inbound).order_by(Inbound.id)).all()


def order():
    look_again()
    return db.session.scalars(sa.select(Order).where(Order.external_id == "O-1")).one()


def test_a_ring_brings_the_order(client, shop, square):
    has(square)
    assert rings(client).status_code == 200
    assert work_off() == 1
    assert inbound()[0].state == InboundState.DONE and order().external_id == "O-1"
    assert len(square.calls) == 1


def test_the_same_ring_and_an_older_one_change_nothing_and_ask_nobody(client, shop, square):
    has(square, version=3, at="2026-01-02T10:30:00Z")
    rings(client, version=3, at="2026-01-02T10:30:00Z")
    rings(client, version=3, at="2026-01-02T10:30:00Z")
    work_off()
    rings(client, version=2, at="2026-01-02T10:10:00Z", event="e-0")
    work_off()
    assert [row.state for row in inbound()] == [InboundState.DONE, InboundState.IGNORED]
    assert len(square.calls) == 1


def test_a_newer_ring_brings_the_change(client, shop, square):
    has(square)
    rings(client)
    work_off()
    has(square, version=2, at="2026-01-02T11:00:00Z", state="CANCELED")
    rings(client, version=2, at="2026-01-02T11:00:00Z", event="e-2")
    work_off()
    assert order().canceled_at is not None


def test_an_order_that_is_not_there_in_its_version_yet_is_asked_for_again(client, shop, square, clock):
    has(square, version=1)
    rings(client, version=2)
    work_off()
    assert inbound()[0].state == InboundState.PENDING and "new version" in inbound()[0].problem
    has(square, version=2)
    clock.shift(timedelta(seconds=6))
    work_off()
    assert inbound()[0].state == InboundState.DONE


def test_a_fetch_that_never_works_is_a_task_with_its_words(client, shop, square, clock):
    rings(client)
    for _n in range(7):
        work_off()
        clock.shift(timedelta(minutes=10))
    assert inbound()[0].state == InboundState.FAILED
    assert TaskKind.INBOUND_FAILED.value in shop.tasks()
    assert "Order not found." in inbound()[0].problem
