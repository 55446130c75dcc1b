"""A person is forgotten: nothing in the database names them any more, and the books stay as they were."""

import json

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.check import mismatches
from associate.core.acts.intake import take_in
from associate.core.acts.personal.erasing import erase_again, erasures_done
from associate.core.customers.consent import give_consent, may_write, withdraw_consent
from associate.core.customers.keys import card_key
from associate.core.customers.loyalty import LoyaltyEntry
from associate.core.customers.models import Customer, Erasure
from associate.core.events.api_tokens import ApiAnswer
from associate.core.events.evidence import Evidence
from associate.core.events.models import Event, Inbound
from associate.core.fulfillment.models import Handover, HandoverOrder
from associate.core.fulfillment.passes import PickupPass
from associate.core.fulfillment.visits import Visit, VisitOrder, VisitState
from associate.core.inventory.models import Movement, StockLevel
from associate.core.orders.incoming import Address
from associate.core.orders.models import Order, Tender
from associate.core.payments.credit import CreditEntry
from associate.core.shipping.documents import store_document
from associate.core.stores.credentials import Approval
from associate.core.tasks.models import Task
from associate.db import Base, atomic, db
from associate.jobs.chores.erasures import forget_people
from associate.jobs.take_in import take_in_inbound
from tests.support.brought import at_home
from tests.support.machines import Machine
from tests.support.people import Person
from tests.support.shop import look_again

HOME = Address(name="Maya Rosen", street="7 Elm Row", city="Dublin", postcode="D04 X2P7", country="IE")
NAMED = ("maya", "rosen", "5550118", "8110555", "elm row", "x2p7", "side door", "octavia", "m0 0l9 9")
STAYS = (Order.number, Order.total, Order.placed_at, Order.state)


def everything(*but):
    """All that the database holds, as one text."""
    look_again()
    tables = [table for table in Base.metadata.sorted_tables if table.name not in but]
    return " ".join(repr(row) for table in tables for row in db.session.execute(sa.select(table))).lower()


def assert_unnamed():
    left = everything()
    for secret in NAMED:
        assert secret not in left, (secret, left[max(0, left.find(secret) - 200) : left.find(secret) + 80])


def books():
    look_again()
    ledgers = (Tender.amount, Movement.quantity, StockLevel.on_hand, CreditEntry.amount, LoyaltyEntry.points)
    sums = [db.session.scalar(sa.select(sa.func.sum(column))) for column in ledgers]
    return sums, db.session.execute(sa.select(*STAYS).order_by(Order.id)).all()


@pytest.fixture
def order(shop):
    return at_home(shop, (shop.jacket, 2))


@pytest.fixture
def helen(app, shop, order):
    return Person(app, shop.helen)


def card_of(app, order):
    return f"/customers/{card_key(order.customer_id, app.config['SECRET_KEY'])}"


def lived(app, shop, order, helen):
    """Maya wrote, came, signed, drove, complained, was photographed; Shopify and a machine wrote of her."""
    helen.opens(card_of(app, order)).taps("Note it", text="Prefers the side door")
    helen.opens(f"{card_of(app, order)}/preferences").taps("Save", car="Grey Octavia")
    helen.opens(f"{card_of(app, order)}/points").taps("Correct the points", change="7", reason="For Maya")
    helen.opens(f"{card_of(app, order)}/credit")
    helen.taps("Correct the store credit", change="5", reason="For Maya")
    shop.has_order((shop.milk, 1), number="1002", customer="c-other", last="Rosen Vidal")
    helen.opens(card_of(app, order)).taps("Compare").taps("They are one person", reason="Maya said so")
    job, at = shop.job(order), {"store_id": shop.mill_quay.id}
    with atomic():
        db.session.execute(sa.update(Order).values(state="done", shipping_address=HOME.model_dump()))
        db.session.execute(sa.update(Order).values(note="Ring at the side door", pickup_person="Ben Rosen"))
        give_consent("sms", "+353855550118", source="staff")
        withdraw_consent("email", "maya@mail.example", source="link")
        done = {"opened_by": shop.ana.ref, "closed_at": now(), "state": "done"}
        signed = Handover(**at, **done, signature="M0 0L9 9", verified_note="Maya’s passport")
        came = Visit(**at, state=VisitState.DONE, name="Maya", make="Octavia", ended_at=now())
        db.session.add_all([signed, came])
        db.session.flush()
        known = {"handover_id": signed.id, "fulfillment_id": job.id, "state_before": "ready"}
        db.session.add(HandoverOrder(**known))
        db.session.add(VisitOrder(visit_id=came.id, fulfillment_id=job.id))
        db.session.execute(sa.update(PickupPass).values(name="Ben Rosen"))
        let = {"permission": "override", "asked_by": shop.ana.ref, "given_by_id": shop.helen.id}
        db.session.add(Approval(**at, **let, about=job.ref, reason="Maya is a regular"))
        store_document("photo", order.ref, b"Maya Rosen", media="jpg")
        proven = {"code": "EV-1", "kind": "handover", "told": "t", "sha256": "s", "key_id": "k"}
        about = {"about": signed.ref, "order_id": order.id, "store_id": shop.mill_quay.id}
        db.session.add(Evidence(**proven, **about, signature="x", body=b"Maya Rosen"))
    token = Machine(app).token
    with atomic():
        answered = {"token_id": token.id, "key": "k", "fingerprint": "f", "status": 201}
        db.session.add(ApiAnswer(**answered, body='{"number":"HW-1001","contact":{"first_name":"Maya"}}'))
    deliver(shop, "1", {"id": order.external_id, "note": "Ring Maya"})
    deliver(shop, "2", {"id": 5, "customer": {"email": "Maya@mail.example"}})
    deliver(shop, "3", {"id": 6, "email": "leo@mail.example"})


def deliver(shop, key, body, state="done"):
    sent = {"topic": "order", "body": json.dumps(body), "state": state}
    with atomic():
        row = Inbound(channel_id=shop.web.id, dedupe_key=key, **sent)
        db.session.add(row)
    return row


def test_nothing_names_them_and_the_books_stay(app, shop, order, helen):
    lived(app, shop, order, helen)
    said, before = everything(), books()
    for secret in NAMED:
        assert secret in said, secret
    helen.opens(card_of(app, order)).taps("Forget them…").sees("Nobody can take this back", "€5.00")
    helen.taps("Forget them for good").sees("Nothing here names them any more")
    assert_unnamed()
    assert "leo@mail.example" in everything()
    assert books() == before and list(mismatches()) == []
    assert not may_write("email", "maya@mail.example")  # a no outlives them
    helen.opens(card_of(app, order)).sees("Nothing is known of them any more")
    helen.opens("/customers", q="HW-1001").does_not_see("Maya")
    helen.opens("/orders/HW-1001").sees("HW-1001").does_not_see("Maya")
    gone = db.session.scalars(sa.select(Event).filter_by(kind="customer.erased")).one()
    assert gone.facts == {"orders": 2} and gone.by == shop.helen.ref


def test_the_channel_may_go_on_naming_them_and_nobody_listens(app, shop, order, helen):
    helen.opens(f"{card_of(app, order)}/erasure").taps("Forget them for good")
    told = shop.tells((shop.jacket, 2), number="1001", note="Ring Maya", shipping_address=HOME, at=now())
    take_in(shop.web, told)
    row = deliver(shop, "9", {"order_id": order.external_id, "email": "maya@mail.example"}, "pending")
    take_in_inbound(row.id)
    assert_unnamed()
    again = shop.has_order((shop.milk, 1), number="1009")
    assert again.customer_id != order.customer_id and again.first_name == "Maya"


def test_what_goes_on_keeps_them_until_it_is_over(app, shop, helen, order):
    shop.has_order((shop.jacket, 1), number="1002")
    card = card_of(app, order)
    helen.opens(f"{card}/erasure").sees("Not yet", "1 order isn’t done yet").taps("Forget them then")
    helen.sees("They asked to be forgotten")
    forget_people()
    assert helen.opens(card).sees("Maya Rosen").taps("Call it off").sees("Maya Rosen")
    helen.opens(f"{card}/erasure").taps("Forget them then")
    with atomic():
        db.session.execute(sa.update(Order).values(state="canceled"))
        db.session.execute(sa.update(Task).values(done_at=now()))
    forget_people()
    assert_unnamed()
    kinds = ["customer.erasure_asked", "customer.erasure_called_off", "customer.erasure_asked"]
    look_again()
    assert shop.diary(db.session.get_one(Customer, order.customer_id))[-4:] == [*kinds, "customer.erased"]


def test_nobody_forgets_themselves_and_a_merge_waits(app, shop, helen, order):
    with atomic():
        db.session.execute(sa.update(Customer).values(email=shop.helen.email))
    helen.opens(f"{card_of(app, order)}/erasure")
    assert helen.taps("Forget them for good").code == "own_profile"
    assert Person(app, shop.ana).posts(f"{card_of(app, order)}/erasure").status == 403


def test_a_restored_backup_forgets_them_again(app, shop, order, helen):
    people = db.session.execute(sa.select(Customer.__table__)).all()
    orders = db.session.execute(sa.select(Order.id, Order.first_name, Order.email, Order.phone)).all()
    helen.opens(f"{card_of(app, order)}/erasure").taps("Forget them for good")
    look_again()
    done = erasures_done()
    with atomic():  # as it was in the backup, before anybody asked
        db.session.execute(sa.delete(Erasure))
        for row in people:
            db.session.execute(sa.update(Customer).where(Customer.id == row.id).values(**row._mapping))
        for row in orders:
            known = {**row._mapping, "erased_at": None}
            db.session.execute(sa.update(Order).where(Order.id == row.id).values(**known))
    assert "maya" in everything()
    assert erase_again(done) == 1 and "maya" not in everything()
    assert erase_again(done) == 0 and erasures_done()[0]["done_at"] == done[0]["done_at"]
    stranger = [{**done[0], "profiles": [[order.customer_id, "2020-01-01T00:00:00+00:00"]], "orders": []}]
    with atomic():
        db.session.execute(sa.update(Customer).values(first_name="Leo", erased_at=None))
    assert erase_again(stranger) == 0 and "leo" in everything()
