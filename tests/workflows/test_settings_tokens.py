"""Keys for machines: made by an admin, shown once, ended at once."""

import re

import sqlalchemy as sa

from associate.core.events.api_tokens import ApiToken
from associate.core.events.models import CommandRow, Event
from associate.db import db
from tests.support.machines import Machine, code_of, own_channel
from tests.support.people import Person


def test_a_token_is_shown_once_and_works(app, shop):
    own_channel()
    ada = Person(app, shop.ada).opens("/settings/tokens").sees("No token yet").taps("Make a token")
    ada.taps(
        "Make it", name="Warehouse feed", scopes=["stock:read", "orders:write"], channel="erp", days="90"
    )
    ada.sees("Copy it now", "It is shown once")
    (secret,) = set(re.findall(r"asc_[A-Za-z0-9_-]{43}", ada.text))
    bearer = {"Authorization": f"Bearer {secret}"}
    assert app.test_client().get("/api/v1/stock", headers=bearer).status_code == 200
    ada.opens("/settings/tokens").sees(
        "Warehouse feed", "stock:read", "Back office", "made by Ada"
    ).does_not_see(secret)
    made = db.session.scalars(sa.select(Event).filter_by(kind="api_token.made")).one()
    assert made.facts["name"] == "Warehouse feed" and secret not in repr(made.facts)
    assert secret not in repr(db.session.execute(sa.select(CommandRow.__table__)).all())


def test_a_form_sent_twice_makes_one_token_and_shows_it_once(app, shop):
    ada = Person(app, shop.ada).opens("/settings/tokens/new")
    form = {
        "name": "Feed",
        "scopes": ["stock:read"],
        "channel": "",
        "days": "30",
        "command_id": "token-twice-1",
    }
    ada.posts("/settings/tokens/new", **form).sees("Copy it now")
    ada.posts("/settings/tokens/new", **form)
    assert (ada.status, ada.code) == (409, "shown_before")
    assert len(db.session.scalars(sa.select(ApiToken)).all()) == 1


def test_what_is_missing_is_asked_for_and_what_was_typed_stays(app, shop):
    ada = Person(app, shop.ada).opens("/settings/tokens/new")
    ada.taps("Make it", name="Shop site", scopes=["reservations:write"], channel="", days="30")
    assert (ada.status, ada.code) == (422, "check_fields")
    ada.sees("Choose whose orders and sales it sends.")
    assert ada.page.select_one("input[name=name]")["value"] == "Shop site"
    ada.opens("/settings/tokens/new").taps("Make it", name="", channel="", days="30")
    ada.sees("This can’t stay empty.", "Choose at least one thing it may do.")
    assert db.session.scalars(sa.select(ApiToken)).all() == []


def test_a_revoked_token_opens_nothing_from_now_on(app, shop):
    feed, ada = Machine(app, name="Old feed"), Person(app, shop.ada)
    assert feed.reads("/stores").status_code == 200
    ada.opens("/settings/tokens").taps("Revoke").sees("Revoke Old feed?").taps("Revoke it")
    ada.sees("Revoked", "Old feed opens nothing now.", "revoked")
    assert code_of(feed.reads("/stores")) == (401, "token_over")
    kinds = db.session.scalars(sa.select(Event.kind).filter_by(about=feed.token.ref)).all()
    assert kinds == ["api_token.revoked"]


def test_only_an_admin_sees_tokens(app, shop):
    for person in (shop.helen, shop.rosa, shop.ana):
        assert Person(app, person).opens("/settings/tokens").status == 403
    Person(app, shop.ada).opens("/settings").sees("Keys for machines")
