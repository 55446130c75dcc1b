"""Payment accounts in the settings and by the command line: typed, previewed, saved; no key is shown."""

import json

import pytest
import sqlalchemy as sa

from associate.core.events.models import CommandRow, Event
from associate.core.events.words import describe
from associate.core.payments.models import PaymentAccount
from associate.db import db
from tests.support.people import Person
from tests.support.settings import press
from tests.support.shop import look_again

KEY = "sk_live_very_secret_key"


@pytest.fixture
def ada(app, shop):
    return Person(app, shop.ada).posts("/me/store", code="MQ")


def the(key):
    look_again()
    return db.session.scalars(sa.select(PaymentAccount).filter_by(key=key)).one()


def adds(ada, **fields):
    said = {"key": "card", "platform": "stripe", "name": "Stripe", "channel": "web", "api_key": KEY}
    press(ada.opens("/settings/payments/new"), **{**said, **fields})
    return press(ada)


def test_an_account_is_added_and_its_key_is_never_seen_again(shop, ada):
    said = {"key": "card", "platform": "stripe", "name": "Stripe", "channel": "web", "api_key": KEY}
    press(ada.opens("/settings/payments/new"), **said).sees("goes back by it, without a person")
    press(ada).sees("Saved", "Stripe").does_not_see(KEY)
    ada.opens("/settings/payments").sees("Stripe · Web shop")
    press(ada.opens("/settings/payments/card"), is_active=None).sees("Nobody is asked any more")
    press(ada).sees("Saved")
    account = the("card")
    assert (account.channel_id, account.is_active) == (shop.web.id, False)
    assert account.settings == {"api_key": KEY}
    written = json.dumps([event.facts for event in db.session.scalars(sa.select(Event))])
    written += json.dumps([command.result for command in db.session.scalars(sa.select(CommandRow))])
    added = db.session.scalars(sa.select(Event).where(Event.kind == "payment_account.added")).one()
    assert KEY not in written and describe(added.kind, added.facts) == "Payment account added: card"


def test_a_web_shops_money_has_one_holder_and_stripe_needs_its_key(shop, ada):
    press(ada.opens("/settings/payments/new"), key="card", platform="stripe", name="Stripe").sees(
        "Without it no money can be moved"
    )
    adds(ada)
    adds(ada, key="other", platform="pretend", name="Other")
    assert ada.code == "channel_taken"
    press(ada.opens("/settings/payments/new"), key="x", platform="shopify", name="X", channel="").sees(
        "Choose the web shop whose money this is"
    )
    press(ada.opens("/settings/payments/card"), base_url="https://elsewhere.example").sees(
        "Type the key for it, too"
    )


def test_its_secret_is_shown_once_and_others_see_nothing(app, shop, ada):
    adds(ada)
    ada.opens("/settings/payments/card").sees("Without a secret it isn’t believed")
    ada.opens("/settings/payments/card/secret").posts("/settings/payments/card/secret", secret="")
    secret = the("card").secret
    ada.sees("Copy it now", secret)
    page = str(ada.opens("/settings/payments/card").page)
    assert secret not in page and "/webhooks/payments/card" in page
    for person in (shop.ana, shop.helen):
        assert Person(app, person).opens("/settings/payments").status == 403
    assert app.test_client().get("/paid").status_code == 200


def test_the_command_line_adds_one_too(app, shop):
    run = app.test_cli_runner().invoke
    told = ["payments", "account", "desk", "pretend", "Desk", "--secret", "s-1"]
    assert "/webhooks/payments/desk, signed with s-1" in run(args=told).output
    assert "there is an account desk already" in run(args=told).output
    assert (
        "there is no channel nowhere" in run(args=[*told[:2], "x", *told[3:], "--channel", "nowhere"]).output
    )
    assert the("desk").channel_id is None
