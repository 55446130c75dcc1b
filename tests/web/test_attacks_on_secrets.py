"""Somebody else's hands on an open screen, or eyes on a folder: no new way in, nothing to read."""

import json
import os
import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa

from associate.core.stores.devices import Device
from associate.core.stores.shifts import PushSubscription
from associate.db import db
from associate.loglines import masked
from associate.upkeep import backup, copies
from associate.web.person import must_prove
from tests.support.devices import give_pins, tablet
from tests.support.managing import fresh
from tests.support.people import Person
from tests.support.shop import PASSWORD

ON_LOCALHOST = {"base_url": "http://localhost"}
"""Where passkeys work without HTTPS."""


def test_nobody_takes_their_own_pin_away_to_choose_another_unasked(app, shop):
    give_pins(shop.helen)
    helen = Person(app, shop.helen).opens(f"/people/{shop.helen.id}").does_not_see("Reset the PIN")
    assert helen.posts(f"/people/{shop.helen.id}/pin-reset").code == "yourself"
    assert fresh(shop.helen).pin_hash


@pytest.mark.parametrize("proof", ["", "402817", "another sentence of mine"])
def test_an_open_screen_makes_no_passkey(app, shop, proof):
    helen = Person(app, shop.helen).opens("/me")
    asked = helen.client.post("/me/passkeys/options", data={"csrf_token": helen.token}, **ON_LOCALHOST)
    assert asked.status_code == 200
    form = {"csrf_token": helen.token, "credential": "{}", "name": "Mine", "now": proof}
    assert 'data-code="wrong_proof"' in helen.client.post("/me/passkeys", data=form, **ON_LOCALHOST).text


def test_the_password_or_the_pin_of_this_device_is_proof(app, shop):
    give_pins(shop.helen)
    at_tablet = tablet(app, shop.helen).switches_to(shop.helen, "402816").opens("/me")
    for proof in ("402816", PASSWORD):
        with app.test_request_context(headers={"Cookie": _cookies(at_tablet)}):
            must_prove(fresh(shop.helen), proof)


@pytest.mark.parametrize("credential", ["[" * 19_000, '{"id": {}}', "{", "null"])
def test_a_credential_that_is_none_is_refused(app, shop, credential):
    thief = Person(app).opens("/login/password")
    thief.client.post("/login/passkey/options", data={"csrf_token": thief.token}, **ON_LOCALHOST)
    form = {"csrf_token": thief.token, "credential": credential}
    assert thief.client.post("/login/passkey", data=form, **ON_LOCALHOST).status_code == 422


def test_a_link_to_choose_a_password_stands_in_no_log():
    assert masked("GET /welcome/PsOxR2eY270yOHOA 404, /p/Xm2c9Qe7 200") == (
        "GET /welcome/[link] 404, /p/[link] 200"
    )


def test_a_name_turns_round_no_text_after_it(app, shop):
    helen = Person(app, shop.helen)
    given = {"first_name": "Eve\u202e\0", "last_name": "Gr\u200bey", "role": "associate", "works_in": "MQ"}
    helen.posts("/people", email="eve@shop.example", **given)
    assert helen.status == 200, helen.text
    helen.opens("/people").sees("Eve Gr ey")


def test_a_lost_phone_hears_of_no_order_any_more(app, shop):
    give_pins(shop.ana)
    phone = tablet(app, shop.helen, "Phone 1", "phone").switches_to(shop.ana, "402816").opens("/me")
    endpoint = "https://fcm.googleapis.com/wp/lost"
    phone.posts("/me/alerts", endpoint=endpoint, p256dh="A" * 87, auth="B" * 22).sees("Alerts are on")
    helen = Person(app, shop.helen)
    helen.posts(f"/devices/{db.session.scalars(sa.select(Device.id)).one()}/retirement").sees("is retired")
    assert db.session.scalars(sa.select(PushSubscription)).all() == []


@pytest.fixture
def everyone_may_read():
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_copy_is_nobody_elses_from_its_first_byte(tmp_path, everyone_may_read):
    with closing(sqlite3.connect(tmp_path / "shop.db")) as connection:
        connection.execute("CREATE TABLE customers (name TEXT)")
    copies.copy_database(tmp_path / "shop.db", tmp_path / "copy.db")
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600


def test_the_keys_of_a_backup_are_those_that_are_used(tmp_path, monkeypatch):
    (tmp_path / "instance").mkdir()
    for name in ("secret_key", "push_key"):
        (tmp_path / "instance" / name).write_text(json.dumps(name))
    monkeypatch.setattr(backup, "ROOT", tmp_path)
    assert {file.name for file in backup.keys_here()} == {"secret_key", "push_key"}


def _cookies(person):
    known = (person.client.get_cookie(name) for name in ("associate", "device"))
    return "; ".join(f"{cookie.key}={cookie.value}" for cookie in known if cookie)
