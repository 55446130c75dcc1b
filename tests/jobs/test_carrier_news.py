"""Webhooks of carriers: signed or not believed, kept once, taken in by the worker."""

import hashlib
import hmac
import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.acts import labels as acts
from associate.core.acts import manifests
from associate.core.events.models import InboundState
from associate.core.shipping.news import CarrierNews
from associate.core.shipping.tracking import TrackingEvent
from associate.db import atomic, db
from associate.jobs import carrier_news
from associate.jobs.claims import MOST_CLAIMS, claim
from associate.jobs.worker import work_off
from associate.upkeep.retention import forget_what_is_old
from tests.support.packing import account, labels, states, the_parcel
from tests.support.shop import look_again

SECRET = "hush-hush"
URL = "/webhooks/carriers/easypost/post"


@pytest.fixture
def job(shop, bench, after):
    """With the driver, by an account that tells by itself."""
    job = bench.picked((shop.jacket, 1))
    acts.want_label(bench.packs(job), bench.swift, by=bench.by)
    after()
    closed = manifests.close_manifest(shop.mill_quay, bench.swift, now().date(), by=bench.by)
    manifests.scan_off(closed, the_parcel(job).number, by=bench.by)
    manifests.hand_off(closed, driver="Joe", by=bench.by)
    with atomic():
        account("post", platform="easypost", secret=SECRET)
    kept_job = SimpleNamespace(id=job.id)  # the worker closes its session behind it
    work_off()  # the customer hears that it left
    return kept_job


@pytest.fixture
def tells(app, job):
    """The carrier tells; the answer's status."""

    def tell(*steps, secret=SECRET, url=URL, raw=None):
        body = raw or said(labels(the_parcel(job))[0].tracking_number, *steps)
        digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        signed = {"X-Hmac-Signature": f"hmac-sha256-hex={digest}"}
        return app.test_client().post(url, data=body, headers=signed).status_code

    return tell


def said(number, *steps):
    details = [
        {"datetime": f"2026-11-2{day}T10:00:00Z", "status": status, "message": status.title()}
        for day, status in steps
    ]
    about = {"object": "Tracker", "tracking_code": number, "tracking_details": details}
    event = {"object": "Event", "description": "tracker.updated", "result": about}
    return json.dumps({**event, "carrier": "USPS", "signed_by": "Maya Rosen"}).encode()


def kept():
    look_again()
    return list(db.session.scalars(sa.select(CarrierNews).order_by(CarrierNews.id)))


def test_what_is_signed_is_kept_once_and_taken_in_by_the_worker(job, tells):
    steps = ((3, "in_transit"), (4, "delivered"))
    assert [tells(*steps), tells(*steps)] == [200, 200]
    (news,) = kept()
    assert "Maya" not in json.dumps(news.told) and states(job) == ("shipped", ["shipped"])
    assert work_off() == 1 and states(job) == ("delivered", ["delivered"])
    assert [news.state for news in kept()] == [InboundState.DONE]
    assert tells(*steps) == 200 and work_off() == 0
    assert len(db.session.scalars(sa.select(TrackingEvent)).all()) == 2


def test_nobody_else_is_believed(job, tells):
    assert tells((4, "delivered"), secret="guessed") == 401
    assert tells((4, "delivered"), url="/webhooks/carriers/easypost/other") == 404
    assert tells((4, "delivered"), url="/webhooks/carriers/nobody/post") == 404
    assert tells((4, "delivered"), url="/webhooks/carriers/shippo/post") == 404
    assert kept() == []


def test_an_account_without_a_secret_believes_nobody(job, tells):
    with atomic():
        account("mute", platform="easypost")
    assert tells((4, "delivered"), secret="", url="/webhooks/carriers/easypost/mute") == 401


def test_what_tells_of_no_parcel_is_answered_and_not_kept(tells):
    assert tells(raw=b'{"object": "Event", "description": "batch.created"}') == 200
    assert tells(raw=b"not even json") == 200
    assert kept() == []


def test_what_is_told_of_a_parcel_of_somebody_else_changes_nothing(job, tells):
    assert tells(raw=said("SOMEBODY-ELSES", (4, "delivered"))) == 200
    assert work_off() == 1
    assert states(job) == ("shipped", ["shipped"])
    assert [news.state for news in kept()] == [InboundState.DONE]


def test_what_breaks_is_tried_again_and_given_up_without_a_person(job, tells, after, monkeypatch):
    monkeypatch.setattr(carrier_news, "_read", lambda told: 1 / 0)
    assert tells((4, "delivered")) == 200
    (news,) = kept()
    for tries in range(1, carrier_news.TRIES + 1):
        with atomic():
            db.session.execute(sa.update(CarrierNews).values(next_at=now()))
        assert claim(CarrierNews) == news.id
        carrier_news.take_in_news(news.id)
        assert kept()[0].tries == tries
    assert kept()[0].state == InboundState.FAILED


def test_what_kills_its_worker_is_given_up(job, tells):
    assert tells((4, "delivered")) == 200
    with atomic():
        db.session.execute(sa.update(CarrierNews).values(tries=MOST_CLAIMS))
    assert claim(CarrierNews) is None
    assert kept()[0].state == InboundState.FAILED


def test_it_is_forgotten_after_a_month(job, tells):
    assert tells((3, "in_transit")) == 200
    work_off()
    with atomic():
        db.session.execute(sa.update(CarrierNews).values(received_at=now() - timedelta(days=31)))
    forget_what_is_old(at_once=True)
    assert kept() == []
    assert len(db.session.scalars(sa.select(TrackingEvent)).all()) == 1
