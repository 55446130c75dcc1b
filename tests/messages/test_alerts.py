"""Short notes to the people on shift: once each, without a customer in them, to browsers that are there."""

import base64
import json
import os
from datetime import timedelta

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from associate.clock import now
from associate.core.events.models import Delivery
from associate.core.stores.shifts import PushSubscription, Shift
from associate.db import atomic, db
from associate.integrations.notifications.console import kept
from associate.integrations.notifications.port import Message, Outcome, Why
from associate.integrations.notifications.vapid import private_key, public_key
from associate.integrations.notifications.webpush import WebPush, is_push_service
from associate.jobs.due import run_due
from associate.jobs.worker import work_off
from associate.jobs.write import write
from tests.support.people import Person
from tests.support.shop import Shop

SERVICE = "https://fcm.googleapis.com/fcm/send/abc"


def base64url(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def browser_keys():
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {"p256dh": base64url(raw), "auth": base64url(os.urandom(16))}


@pytest.fixture
def notes(app, tmp_path):
    app.config["MAIL_FOLDER"] = tmp_path / "mail"
    return lambda: [m for m in kept(tmp_path / "mail") if m["X-Medium"] == "push"]


def works(shop, person, endpoint=SERVICE, *, listens=True):
    with atomic():
        db.session.add(Shift(store_id=shop.mill_quay.id, staff_id=person.id))
        if listens:
            db.session.add(
                PushSubscription(
                    staff_id=person.id, endpoint=endpoint, endpoint_hash=endpoint[-64:], **browser_keys()
                )
            )


def pushes():
    find = sa.select(Delivery.kind, Delivery.recipient).where(Delivery.medium == "push")
    return [tuple(row) for row in db.session.execute(find.order_by(Delivery.id))]


def test_a_new_order_reaches_who_is_on_shift_and_listens(shop, notes):
    works(shop, shop.ana, "https://fcm.googleapis.com/ana")
    works(shop, shop.priya, listens=False)
    shop.has_order((shop.jacket, 2), (shop.kettle, 1))
    work_off()
    [note] = notes()
    assert note["Subject"] == "New order HW-1001" and "3 units, ready by" in note.get_content()
    assert "Maya" not in note.as_string() and "Rosen" not in note.as_string()
    assert [kind for kind, _to in pushes()] == ["new_order"]


def test_a_tap_on_it_opens_the_job(app, shop, notes):
    works(shop, shop.ana)
    shop.has_order((shop.jacket, 1))
    note = write(db.session.scalars(sa.select(Delivery)).one(), app)
    Person(app, Shop().ana).opens(note.url).sees("HW-1001", "Start")


def test_nobody_on_shift_is_nobody_told(shop, notes):
    shop.has_order((shop.jacket, 1))
    work_off()
    assert pushes() == []


def test_nearly_late_is_told_once_to_each(shop, notes):
    for name in ("ana", "priya"):
        works(shop, getattr(shop, name), f"https://fcm.googleapis.com/{name}")
    job = shop.job(shop.has_order((shop.jacket, 1)))
    with atomic(job):
        job.promise_at = now() + timedelta(minutes=15)
    for _ in range(3):
        run_due()
    assert [kind for kind, _to in pushes()] == ["new_order"] * 2 + ["soon_late"] * 2


def test_a_failed_message_is_told(shop, notes):
    from tests.integrations.notifications.test_messages import ready_order

    works(shop, shop.ana)
    ready_order(shop, email="bounce@mail.example")
    work_off()
    assert [kind for kind, _to in pushes()][-1] == "failed_message"
    assert "A message failed: HW-1001" in [note["Subject"] for note in notes()]


def test_an_orders_page_tells_of_its_customer_only(app, shop, notes):
    works(shop, shop.ana)
    shop.has_order((shop.jacket, 1))
    work_off()
    Person(app, Shop().ana).opens("/orders/HW-1001").does_not_see("new_order", "Messages")


# ── browsers ─────────────────────────────────────────────────────────────────


def test_a_browser_begins_and_ends_alerts(app, shop):
    ana = Person(app, shop.ana).opens("/me").sees("Alerts")
    ana.posts("/me/alerts", endpoint=SERVICE, **browser_keys()).sees("Alerts are on")
    ana.posts("/me/alerts", endpoint=SERVICE, **browser_keys())
    assert db.session.query(PushSubscription).count() == 1
    ana.opens("/me").taps("No more alerts").sees("Alerts are off")
    assert db.session.query(PushSubscription).count() == 0


def test_a_person_chooses_which_come_and_when_none(app, shop, notes):
    works(shop, shop.ana)
    works(shop, shop.priya, "https://fcm.googleapis.com/priya")
    _anas, priyas = db.session.scalars(sa.select(PushSubscription.id).order_by(PushSubscription.id))
    ana = Person(app, shop.ana).opens("/me").sees("Which ones come to you")
    ana.posts("/me/alerts/choice", wants=["soon_late", "cars"]).sees("Your alerts are chosen")
    shop.has_order((shop.jacket, 1))
    work_off()
    assert pushes() == [("new_order", f"push:{priyas}")]
    shop = Shop()
    quiet = (now() - timedelta(hours=2), now() + timedelta(hours=2))
    hours = [f"{at.astimezone(shop.mill_quay.timezone):%H:%M}" for at in quiet]
    priya = Person(app, shop.priya).opens("/me")
    priya.posts("/me/alerts/choice", wants=["new_order"], quiet_from=hours[0], quiet_until=hours[1])
    shop.has_order((shop.jacket, 1), number="1002")
    work_off()
    assert len(pushes()) == 1
    priya.posts("/me/alerts/choice", wants=["new_order"], quiet_from="25:00").sees("Type both times")


def test_a_shared_browser_is_the_last_persons(app, shop):
    for person in (shop.ana, shop.priya):
        Person(app, person).opens("/me").posts("/me/alerts", endpoint=SERVICE, **browser_keys())
    [row] = db.session.scalars(sa.select(PushSubscription))
    assert row.staff_id == shop.priya.id
    Person(app, shop.ana).opens("/me").posts("/me/alerts/end", endpoint=SERVICE)
    assert db.session.query(PushSubscription).count() == 1  # hers to end, not Ana's


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://127.0.0.1/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/?fcm.googleapis.com",
        "https://fcm.googleapis.com:8080/x",
        "file:///etc/passwd",
        "",
    ],
)
def test_only_push_services_are_called(app, shop, endpoint):
    ana = Person(app, shop.ana).opens("/me").posts("/me/alerts", endpoint=endpoint, **browser_keys())
    assert ana.code == "bad_subscription" and not is_push_service(endpoint)


@pytest.mark.parametrize(
    ("status", "why"), [(201, None), (404, Why.GONE), (410, Why.GONE), (500, None), (413, None)]
)
def test_a_push_is_encrypted_and_signed_and_the_answer_is_data(httpserver, tmp_path, status, why):
    httpserver.expect_request("/push").respond_with_data("", status=status)
    host = httpserver.url_for("").removeprefix("http://").rstrip("/")
    recipient = json.dumps({"endpoint": httpserver.url_for("/push"), "keys": browser_keys()})
    message = Message("7-x", "", "", recipient, "New order", "3 units", medium="push", url="/pick/1")
    answer = WebPush(private_key(tmp_path / "key"), "it@shop.example", (host,)).send(message)
    outcome = {201: Outcome.SENT, 500: Outcome.UNKNOWN}.get(status, Outcome.REFUSED)
    assert (answer.outcome, answer.why) == (outcome, why)
    [(request, _response)] = httpserver.log
    assert request.headers["Authorization"].startswith("vapid t=") and b"3 units" not in request.data


def test_the_key_is_made_once_and_readable_by_nobody_else(tmp_path):
    kept_at = tmp_path / "instance" / "push_key"
    assert private_key(kept_at) == private_key(kept_at) and kept_at.stat().st_mode & 0o777 == 0o600
    assert len(base64.urlsafe_b64decode(public_key(private_key(kept_at)) + "==")) == 65


def test_a_browser_that_left_is_forgotten_and_the_next_one_told(app, shop, notes, httpserver):
    host = httpserver.url_for("").removeprefix("http://").rstrip("/")
    app.config.update(PUSH_URL="webpush:", PUSH_HOSTS=host, PUSH_KEY=base64url(os.urandom(32)))
    httpserver.expect_request("/old").respond_with_data("", status=201)
    httpserver.expect_request("/gone").respond_with_data("", status=410)
    works(shop, shop.ana, httpserver.url_for("/old"))
    with atomic():
        newer = httpserver.url_for("/gone")
        db.session.add(
            PushSubscription(staff_id=shop.ana.id, endpoint=newer, endpoint_hash="n", **browser_keys())
        )
    shop.has_order((shop.jacket, 1))
    work_off()
    assert [request.path for request, _answer in httpserver.log] == ["/gone", "/old"]
    assert [row.endpoint for row in db.session.scalars(sa.select(PushSubscription))] == [
        httpserver.url_for("/old")
    ]
    assert shop.tasks() == []
