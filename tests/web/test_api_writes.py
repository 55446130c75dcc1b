"""Writes through the API: once each, however often they are sent."""

import hashlib
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.catalog.channels import Channel
from associate.core.events import replays
from associate.core.events.api_tokens import ApiAnswer
from associate.core.events.record import SYSTEM
from associate.core.inventory import ledger
from associate.core.inventory.models import Movement
from associate.core.orders.models import Order
from associate.core.orders.write_down import write_down
from associate.db import atomic, db
from associate.web.api import idempotency
from associate.web.api.shapes.orders_in import OrderSent, incoming
from tests.support.machines import Machine, code_of, own_channel

FOUND = {"store": "MQ", "sku": "HW-EK-15", "quantity": 5, "reason": "found"}


@pytest.fixture
def feed(app, shop):
    return Machine(app, channel=own_channel())


def an_order(**fields):
    line = {
        "external_id": "l-1",
        "sku": "HW-EK-15",
        "title": "Enamel kettle",
        "quantity": 2,
        "unit_price": {"amount": 4250, "currency": "EUR"},
        "total": {"amount": 8500, "currency": "EUR"},
    }
    return {
        "external_id": "so-77",
        "number": "77",
        "placed_at": "2026-11-22T09:00:00+01:00",
        "currency": "EUR",
        "payment": "paid",
        "method": "pickup",
        "store": "MQ",
        "contact": {"first_name": "Noor", "email": "noor@mail.example"},
        "lines": [line],
        "total": {"amount": 8500, "currency": "EUR"},
        **fields,
    }


# ── stock ────────────────────────────────────────────────────────────────────


def test_stock_is_corrected_with_a_reason(shop, feed):
    answer = feed.sends("/stock/adjustments", FOUND)
    assert answer.status_code == 201
    assert answer.get_json()["change"] == 5 and answer.get_json()["level"]["on_hand"] == 25
    assert shop.level(shop.kettle) == (25, 0, 0)
    moved = db.session.scalars(sa.select(Movement).order_by(Movement.id.desc())).first()
    assert (moved.quantity, moved.by) == (5, feed.token.ref)


def test_a_count_of_the_shelf_leaves_out_what_is_held(shop, feed):
    with atomic():
        ledger.hold(ledger.level_of(shop.mill_quay.id, shop.kettle.id), 4, cause="test", by=SYSTEM)
    answer = feed.sends("/stock/adjustments", {**FOUND, "quantity": None, "on_shelf": 10})
    assert answer.get_json()["change"] == -6
    assert shop.level(shop.kettle) == (14, 0, 4)


def test_taking_what_orders_speak_for_is_a_fact_and_a_task(shop, feed):
    shop.has_order((shop.kettle, 18))
    assert feed.sends("/stock/adjustments", {**FOUND, "quantity": -5, "reason": "stolen"}).status_code == 201
    assert shop.level(shop.kettle) == (15, 18, 0) and "stock_conflict" in shop.tasks()


def test_more_than_is_on_hand_can_not_go(shop, feed):
    answer = feed.sends("/stock/adjustments", {**FOUND, "quantity": -21})
    assert code_of(answer) == (422, "below_zero")
    assert shop.level(shop.kettle) == (20, 0, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sku": None},
        {"gtin": "4006381333931"},
        {"quantity": None},
        {"on_shelf": 3},
        {"quantity": 1.5},
        {"quantity": "5"},
        {"quantity": True},
        {"quantity": 10**12},
        {"reason": "because"},
        {"store": "ZZ"},
        {"sku": "NOPE"},
        {"sku": "HW\x00EK"},
        {"more": 1},
    ],
)
def test_what_does_not_fit_changes_nothing(shop, feed, wrong):
    assert code_of(feed.sends("/stock/adjustments", {**FOUND, **wrong})) == (422, "not_valid")
    assert shop.level(shop.kettle) == (20, 0, 0)


# ── the same thing twice ─────────────────────────────────────────────────────


def test_a_write_needs_a_key(shop, feed):
    answer = feed.client.post("/api/v1/stock/adjustments", json=FOUND, headers=feed.bearer)
    assert code_of(answer) == (400, "no_key")
    for bad in ("", " ", "x" * 256, "a b"):
        assert code_of(feed.sends("/stock/adjustments", FOUND, **{"Idempotency-Key": bad})) == (400, "no_key")


def test_the_same_key_again_is_the_same_answer_and_one_deed(shop, feed):
    first, again = (feed.sends("/stock/adjustments", FOUND, key="k-1") for _ in range(2))
    assert (again.status_code, again.data) == (201, first.data)
    assert again.headers["Idempotent-Replayed"] == "true" and "Idempotent-Replayed" not in first.headers
    assert shop.level(shop.kettle) == (25, 0, 0)


def test_a_key_with_another_payload_is_refused(shop, feed):
    feed.sends("/stock/adjustments", FOUND, key="k-1")
    assert code_of(feed.sends("/stock/adjustments", {**FOUND, "quantity": 6}, key="k-1")) == (
        422,
        "key_reused",
    )
    assert shop.level(shop.kettle) == (25, 0, 0)


def test_two_systems_may_use_the_same_key(app, shop, feed):
    other = Machine(app)
    assert feed.sends("/stock/adjustments", FOUND, key="k-1").status_code == 201
    assert other.sends("/stock/adjustments", FOUND, key="k-1").status_code == 201
    assert shop.level(shop.kettle) == (30, 0, 0)


def test_while_the_first_is_worked_on_the_second_conflicts(shop, feed):
    claim(feed, "k-1")
    assert code_of(feed.sends("/stock/adjustments", FOUND, key="k-1")) == (409, "in_flight")
    assert shop.level(shop.kettle) == (20, 0, 0)


def test_a_claim_whose_process_died_is_taken_again_after_a_minute(shop, feed):
    died = claim(feed, "k-1")
    with as_of(now() + timedelta(seconds=61)):
        assert feed.sends("/stock/adjustments", FOUND, key="k-1").status_code == 201
    assert shop.level(shop.kettle) == (25, 0, 0)
    with pytest.raises(replays.InFlight), atomic():  # the first one was only slow: it finds its turn gone
        replays.store_answer(died, 201, "{}")


def test_a_refused_write_leaves_its_key_free(shop, feed):
    assert code_of(feed.sends("/stock/adjustments", {**FOUND, "quantity": -99}, key="k-1"))[0] == 422
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ApiAnswer)) == 0
    assert feed.sends("/stock/adjustments", FOUND, key="k-1").status_code == 201


def test_answer_and_deed_are_one_transaction(app, shop, feed, monkeypatch):
    """Whatever dies between the deed and its answer takes both along."""

    def dies(*_args):
        raise RuntimeError("the machine stopped")

    monkeypatch.setattr(idempotency, "store_answer", dies)
    with pytest.raises(RuntimeError):
        feed.sends("/stock/adjustments", FOUND, key="k-1")
    assert shop.level(shop.kettle) == (20, 0, 0)


def claim(feed, key):
    """As if another process had begun the same request."""
    sent = feed.client.application.json.dumps(FOUND).encode()  # as the client writes it
    parts = (b"POST", b"/api/v1/stock/adjustments", sent)
    turn = replays.claim(feed.token.id, key, hashlib.sha256(b"\0".join(parts)).hexdigest())
    assert isinstance(turn, replays.Claim)
    return turn


# ── orders ───────────────────────────────────────────────────────────────────


def test_an_order_comes_in_and_is_given_to_its_store(shop, feed):
    answer = feed.sends("/orders", an_order())
    assert answer.status_code == 201 and answer.headers["Location"] == "/api/v1/orders/ER-77"
    told = answer.get_json()
    assert (told["number"], told["channel"], told["store"], told["state"]) == ("ER-77", "erp", "MQ", "open")
    assert told["placed_at"] == "2026-11-22T08:00:00Z"
    assert shop.level(shop.kettle) == (20, 2, 0)


@pytest.mark.engine("postgresql")
def test_the_same_new_order_under_two_keys_at_once_conflicts(app, shop, feed):
    answers, sent, channel_id = [], an_order(), feed.token.channel_id

    def sends():
        with app.app_context():
            answers.append(feed.sends("/orders", sent, key="k-2"))

    second = threading.Thread(target=sends)
    with atomic():
        channel = db.session.get(Channel, channel_id)
        write_down(channel, [incoming(OrderSent(**sent), None)], by=SYSTEM)
        second.start()
        second.join(1)
    second.join()
    assert code_of(answers[0]) == (409, "sent_at_once")
    assert feed.sends("/orders", sent, key="k-2").status_code == 200


def test_a_later_telling_changes_it_and_an_older_one_does_not(shop, feed):
    early, late = "2026-11-22T09:00:00Z", "2026-11-22T10:00:00Z"
    assert feed.sends("/orders", an_order(updated_at=late)).status_code == 201
    stale = feed.sends("/orders", an_order(updated_at=early, note="old"))
    assert stale.status_code == 200 and stale.get_json()["note"] == ""
    later = feed.sends("/orders", an_order(updated_at="2026-11-22T11:00:00Z", canceled_at=late))
    assert later.get_json()["state"] == "canceled" and shop.level(shop.kettle) == (20, 0, 0)


def test_a_thing_nobody_knows_is_kept_and_becomes_a_task(shop, feed):
    order = an_order()
    order["lines"][0]["sku"] = "NEVER-SEEN"
    assert feed.sends("/orders", order).get_json()["state"] == "waiting"
    assert shop.tasks() == ["map_product"]


def test_an_order_is_in_one_currency(shop, feed):
    dollars = an_order(total={"amount": 8500, "currency": "USD"})
    assert code_of(feed.sends("/orders", dollars)) == (422, "not_valid")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Order)) == 0


def test_a_token_that_speaks_for_no_channel_sends_no_orders(app, shop):
    assert code_of(Machine(app).sends("/orders", an_order())) == (403, "no_channel")
