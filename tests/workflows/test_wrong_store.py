"""A customer stands in another store than their order waits in."""

import pytest
import sqlalchemy as sa

from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind, PutBack
from associate.db import atomic, db
from tests.support.counter import books_agree, job, qr
from tests.support.people import Person
from tests.support.shop import look_again

__all__ = ["books_agree", "job"]


@pytest.fixture
def charlie(app, shop):
    with atomic(shop.mill_quay):
        shop.mill_quay.phone = "+353 1 555 0100"
    return Person(app, shop.charlie)


def jobs() -> list[Fulfillment]:
    look_again()
    return list(db.session.scalars(sa.select(Fulfillment).order_by(Fulfillment.id)))


def test_their_own_code_lets_it_be_made_here(app, shop, charlie, job):
    code = qr(job)
    charlie.opens("/handover").scans(code).sees("waits in another store", "Call", "+353 1 555 0100")
    charlie.does_not_see("Maya", "jacket").taps("Make it here").sees("It’s made here", "Maya Rosen")
    old, new = jobs()
    assert (old.state, new.state, new.store_id) == (State.REROUTED, State.RELEASED, shop.castle_row.id)
    assert shop.level(shop.jacket) == (20, 0, 2) and shop.level(shop.jacket, shop.castle_row) == (20, 2, 0)
    assert {row.why for row in db.session.scalars(sa.select(PutBack))} == {"canceled"}
    assert charlie.posts("/handover/moves", code=code).code == "show_code"
    assert len(jobs()) == 2


def test_a_second_sending_is_the_first_one(app, shop, charlie, job):
    sent = {"code": qr(job), "command_id": "make-it-here-once"}
    charlie.posts("/handover/moves", **sent).posts("/handover/moves", **sent).sees("Maya Rosen")
    assert len(jobs()) == 2


def test_only_their_own_code_and_only_what_is_here(app, shop, charlie, job):
    charlie.opens("/handover").scans(job.number).sees("Scan the QR code on the customer’s page")
    assert charlie.posts("/handover/moves", code=job.number).code == "show_code"
    with atomic():
        ledger.adjust(
            ledger.level_of(shop.castle_row.id, shop.jacket.id), -19, Kind.COUNTED, cause="t", by=SYSTEM
        )
    charlie.opens("/handover").scans(qr(job)).sees("hasn’t all of it on its shelves").does_not_see(
        "picked here anew"
    )
    assert charlie.posts("/handover/moves", code=qr(job)).code == "no_stock"


def test_not_while_they_are_served_there(app, shop, charlie, job):
    Person(app, shop.ana).posts("/handover/scans", code=job.number)
    assert charlie.posts("/handover/moves", code=qr(job)).code == "being_served"
    assert Person(app, shop.priya).posts("/handover/moves", code=qr(job)).code == "here_already"
    assert len(jobs()) == 1
