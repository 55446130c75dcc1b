"""Most tests begin with somebody who is signed in already: that has to be what the login form does."""

import sqlalchemy as sa

from associate.core.events.models import Event
from associate.core.stores.staff import StaffSession
from associate.db import db
from tests.support.people import Person
from tests.support.shop import look_again

ITS_OWN = {"id", "token_hash", "created_at", "used_at", "expires_at"}


def left_behind(person):
    """The session in the database, the journal's words about it and what the browser keeps."""
    look_again()
    row = db.session.scalars(sa.select(StaffSession).order_by(StaffSession.id.desc())).first()
    event = db.session.scalars(sa.select(Event).order_by(Event.id.desc())).first()
    with person.client.session_transaction() as kept:
        kinds = {name: type(value) for name, value in kept.items()}
    columns = {c.key: getattr(row, c.key) for c in StaffSession.__table__.columns if c.key not in ITS_OWN}
    lasts = row.expires_at - row.used_at
    assert event.facts["session"] == row.id
    said = (event.kind, event.by, event.about, {**event.facts, "session": "its own"})
    return columns, round(lasts.total_seconds()), said, kinds


def test_who_is_signed_in_already_is_as_who_came_through_the_form(app, shop):
    Person(app, shop.priya)  # the other one's session stands beside
    by_form = left_behind(Person(app).signs_in(shop.ana))
    assert left_behind(Person(app, shop.ana)) == by_form
    live = db.session.scalars(sa.select(StaffSession.staff_id).where(StaffSession.ended_at.is_(None))).all()
    assert sorted(live) == sorted([shop.priya.id, shop.ana.id, shop.ana.id])


def test_their_token_is_good_for_the_first_thing_they_send(app, shop):
    assert Person(app, shop.rosa).posts("/me/store", code="CR").status == 200
