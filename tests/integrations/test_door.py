"""The door before the app: it takes what is as it should be, and whatever else goes the long way."""

import io
import json
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate import create_app
from associate.clock import now
from associate.core.catalog.channels import Channel
from associate.core.events.models import Inbound
from associate.core.stores.wrong_signatures import wrong_lately
from associate.db import atomic, db, is_sqlite
from associate.integrations.commerce.inbox import BROKE, Door
from associate.web.limits import limiter
from tests.integrations.webhooks import shopify_order, signature, signed_headers
from tests.support.people import Person

WEB = "/webhooks/shopify/web"
RAW = json.dumps(shopify_order()).encode()


@pytest.fixture
def long_way(app, monkeypatch):
    """The paths of what the door left to the app."""
    left = []
    real = Door.__call__

    def noting(door, environ, start_response):
        inner, door.inner = door.inner, lambda e, s: left.append(e["PATH_INFO"]) or inner(e, s)
        try:
            return real(door, environ, start_response)
        finally:
            door.inner = inner

    monkeypatch.setattr(Door, "__call__", noting)
    return left


def kept():
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(Inbound.id)))


def delivers(client, event="e-1", raw=RAW, path=WEB, **more):
    return client.post(path, data=raw, headers={**signed_headers(raw, event=event), **more}).status_code


def test_what_is_signed_is_answered_before_the_app(client, shop, long_way):
    answer = client.post(WEB, data=RAW, headers={**signed_headers(RAW), "X-Request-ID": "from-shopify-1"})
    assert (answer.status_code, answer.data, kept(), long_way) == (200, b"", 1, [])
    assert answer.headers["X-Request-ID"] == "from-shopify-1"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("path", "secret", "status"),
    [
        (WEB, "other", 401),
        ("/webhooks/shopify/nobody", "hush", 404),
        ("/webhooks/woocommerce/web", "hush", 404),
    ],
)
def test_what_is_not_goes_the_long_way(client, shop, long_way, path, secret, status):
    headers = signed_headers(RAW, secret=secret)
    assert client.post(path, data=RAW, headers=headers).status_code == status
    assert (kept(), long_way) == (0, [path])


def test_a_body_whose_length_nobody_told_is_taken_the_long_way(client, shop, long_way):
    sent = {"input_stream": io.BytesIO(RAW), "environ_overrides": {"wsgi.input_terminated": True}}
    answer = client.post(WEB, headers={**signed_headers(RAW), "Transfer-Encoding": "chunked"}, **sent)
    assert (answer.status_code, kept(), long_way) == (200, 1, [WEB])


def test_more_than_the_app_takes_is_refused_unread(app, client, shop, long_way):
    raw = b" " * (app.config["MAX_CONTENT_LENGTH"] + 1)
    assert delivers(client, raw=raw) == 413
    assert (kept(), long_way) == (0, [WEB])


def test_a_body_cut_off_is_not_kept(client, shop):
    sent = {"input_stream": io.BytesIO(RAW[:-9]), "content_length": len(RAW)}
    assert client.post(WEB, headers=signed_headers(RAW), **sent).status_code in (400, 401)
    assert kept() == 0


def test_a_secret_that_changed_and_a_channel_that_closed_count_at_once(client, shop):
    assert delivers(client, "e-1") == 200
    web = db.session.scalars(sa.select(Channel).filter_by(key="web")).one()
    with atomic(web):
        web.secret = "new"
    assert delivers(client, "e-2") == 401
    headers = {"X-Shopify-Hmac-Sha256": signature(RAW, "new")}
    assert delivers(client, "e-3", **headers) == 200
    with atomic():
        db.session.execute(sa.update(Channel).values(is_active=False))
    assert delivers(client, "e-4", **headers) == 404
    assert kept() == 2


def test_what_cannot_be_stored_is_refused_as_the_app_refuses_it_and_tried_once(client, shop, monkeypatch):
    tries = []

    def full(rows):
        tries.append(rows)
        raise sa.exc.OperationalError("INSERT", {}, Exception("gone"))

    monkeypatch.setattr(door_of(client.application).together, "_write", full)
    assert delivers(client) == 503
    assert (len(tries), kept()) == (1, 0)


def door_of(app):
    layer = app.wsgi_app
    while not isinstance(layer, Door):
        layer = getattr(layer, "inner", None) or layer.app
    return layer


def test_nobody_outside_can_say_that_it_broke(client, shop):
    assert delivers(client, **{BROKE: "yes"}) == 200
    assert kept() == 1


def test_the_same_from_many_connections_at_once_is_kept_once(app, shop):
    answers = []

    def send(number):
        answers.append(delivers(app.test_client(), f"e-{number % 3}"))

    threads = [threading.Thread(target=send, args=(n,)) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (answers, kept()) == ([200] * 24, 3)
    assert is_sqlite() or db.engine.pool.checkedout() <= 1


@pytest.fixture
def guarded(app, shop):
    """A client of an app that counts."""
    guarded = create_app({**app.config, "RATELIMIT_ENABLED": True, "ASSOCIATE_WORKER": ""})
    yield guarded.test_client()
    limiter.reset()
    limiter.enabled = False
    with guarded.app_context():
        db.engine.dispose()


def test_wrong_signatures_are_slowed_down_by_address_and_what_is_signed_is_not(guarded, shop):
    wrong = {"X-Shopify-Hmac-Sha256": signature(RAW, "other")}
    answers = [delivers(guarded, f"e-{n}", **wrong) for n in range(32)]
    assert answers == [401] * 30 + [429] * 2
    assert delivers(guarded, "e-right") == 200  # from the same address, to the same channel
    told = guarded.post(WEB, data=RAW, headers=signed_headers(RAW, secret="other"))
    assert (told.status_code, told.headers["Retry-After"]) == (429, "60")
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    sent = {"data": RAW, "headers": signed_headers(RAW, secret="other"), "environ_overrides": elsewhere}
    assert guarded.post(WEB, **sent).status_code == 401
    assert kept() == 1


def test_wrong_signatures_are_counted_for_their_channel_by_the_hour(app, shop, guarded):
    wrong = {"X-Shopify-Hmac-Sha256": signature(RAW, "other")}
    for n in range(35):
        delivers(guarded, f"e-{n}", **wrong)
    assert kept() == 0  # and what others wrote is seen from here on
    assert (wrong_lately(shop.web.id), wrong_lately(shop.web.id + 1)) == (30, 0)
    page = Person(app, shop.ada).opens("/settings/sync/web")
    page.sees("30 with a wrong signature", "Is the secret on both sides the same?")
    with time_machine.travel(now() + timedelta(hours=2)):
        assert wrong_lately(shop.web.id) == 0
        assert (delivers(guarded, "later", **wrong), kept()) == (401, 0)
        assert wrong_lately(shop.web.id) == 1
