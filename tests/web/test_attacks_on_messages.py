"""Messages as a weapon: to calls of our own machines, to numbers that cost, to who said stop."""

import pytest

from associate.core.customers.addresses import e164
from associate.core.customers.consent import give_consent, may_write, withdraw_consent
from associate.core.events.models import Delivery
from associate.core.fulfillment.links import make_link
from associate.db import atomic, db
from associate.integrations.notifications.console import kept
from associate.integrations.notifications.webpush import is_push_service
from associate.jobs.worker import work_off
from tests.support.people import Person
from tests.support.pickups import make_ready

MOBILE = "+353855550118"
KEYS = {"p256dh": "A" * 87, "auth": "B" * 22}


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1:6379\\@fcm.googleapis.com/x",  # two libraries read two hosts in it
        "https://inside.example\\.fcm.googleapis.com/x",
        "https://name@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:99999/x",
        "https://[fcm.googleapis.com/x",
        "https://fcm.googleapis.com/x\n/y",
    ],
)
def test_an_address_that_reads_two_ways_is_not_called(app, shop, endpoint):
    ana = Person(app, shop.ana).opens("/me").posts("/me/alerts", endpoint=endpoint, **KEYS)
    assert ana.code == "bad_subscription" and not is_push_service(endpoint)


@pytest.mark.parametrize("host", ["fcm.googleapis.com", "updates.push.services.mozilla.com:443"])
def test_a_push_service_still_is_one(host):
    assert is_push_service(f"https://{host}/wpush/v2/gAAA-_~:=@x?y=1")


def test_a_signature_of_any_letters_is_only_wrong(app, shop):
    app.config["SMS_URL"] = "twilio://AC1:secret@+15005550006"
    headers = {"X-Twilio-Signature": "é"}
    assert app.test_client().post("/webhooks/messages", headers=headers).status_code == 401


@pytest.mark.parametrize("phone", ["+1 900 555 0123", "+353 1550 123456", "+979 123 456 789"])
def test_nobody_is_texted_at_the_shops_cost(app, shop, phone):
    order = shop.has_order((shop.jacket, 1))
    with atomic(order):
        order.phone, token = phone, make_link(order)
    maya = Person(app).opens(f"/p/{token}/cancellation")
    assert maya.posts(f"/p/{token}/messages", medium="sms").code == "no_way"
    assert e164(phone, "IE") == ""


def test_a_text_that_waited_while_they_said_stop_goes_by_email(app, shop, tmp_path):
    app.config["MAIL_FOLDER"] = tmp_path
    order = shop.has_order((shop.jacket, 1))
    with atomic(order):
        order.message_by = "sms"
        give_consent("sms", MOBILE, source="link")
    make_ready(shop.job(order))
    with atomic():
        withdraw_consent("sms", MOBILE, source="stop")
    work_off()
    db.session.expire_all()
    told = [(each.medium, each.state.value) for each in db.session.query(Delivery).order_by(Delivery.id)]
    assert told == [("sms", "failed"), ("email", "sent")] and len(kept(tmp_path)) == 1
    assert not may_write("sms", MOBILE) and shop.tasks() == []
