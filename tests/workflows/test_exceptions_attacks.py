"""What somebody with bad intentions tried at the exceptions: nothing is gained, and nothing goes unseen."""

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.addresses import FIELDS, write_down
from associate.core.acts.intake import take_in
from associate.core.catalog.models import Product, Variant
from associate.core.customers.keys import card_key
from associate.core.events.models import Event
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment
from associate.core.inventory import ledger
from associate.core.orders.incoming import Method, Payment
from associate.core.payments.credit import balance
from associate.core.stores.models import Store
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from tests.support.counter import ana, handover, qr, stage  # noqa: F401
from tests.support.missing import ask, report, slate
from tests.support.people import Person
from tests.support.phones import Phone
from tests.support.shop import look_again
from tests.support.tasks import of_kind


def jobs_of(order):
    look_again()
    return list(
        db.session.scalars(sa.select(Fulfillment).filter_by(order_id=order.id).order_by(Fulfillment.id))
    )


def line_of(job, thing):
    return next(line for line in job.lines if line.variant_id == thing.id)


def asked(shop, order):
    task = report(shop.job(order), shop.jacket, shop.ana)
    ask(task, by=shop.ana)


def test_a_vote_moves_no_order_whose_money_is_doubted(app, shop):
    order = shop.has_order((shop.jacket, 1), (shop.kettle, 1))
    asked(shop, order)
    told = shop.tells((shop.jacket, 1), (shop.kettle, 1), number="1001", payment=Payment.PENDING, at=now())
    take_in(shop.web, told)
    Phone(app, order).taps("Choose").taps("Do that", pick="store:CR")
    assert [job.store.code for job in jobs_of(order)] == ["MQ"]


@pytest.mark.parametrize("pick", ["ship", "store:CR"])
def test_what_is_paid_at_pickup_goes_nowhere_unpaid(app, shop, pick):
    with atomic():
        db.session.get_one(Store, shop.mill_quay.id).cash_on_pickup = True
        castle_row = db.session.get_one(Store, shop.castle_row.id)
        castle_row.country, castle_row.cash_on_pickup = "IE", False
    told = shop.tells((shop.jacket, 1), number="1001", payment=Payment.PENDING)
    order = take_in(shop.web, told.model_copy(update={"pays_on_pickup": True}))
    asked(shop, order)
    to = {"name": "M", "street": "1 Dock Road", "city": "Cork", "postcode": "T12 X70A", "country": "IE"}
    Phone(app, order).taps("Choose").taps("Do that", pick=pick, **to)
    assert all(job.method == Method.PICKUP and job.store.code == "MQ" for job in jobs_of(order))


def test_nobody_says_a_stranger_got_their_own_order(app, shop, ana):  # noqa: F811
    job = stage(shop, shop.has_order((shop.jacket, 2)), "7K4")
    with atomic(job.order):
        job.order.email = shop.marcus.email
    ana.posts("/handover/scans", code=qr(job)).scans("7K4").taps("Hand over").sees("Handed over")
    marcus = Person(app, shop.marcus)
    marcus.posts(f"/handover/{handover().id}/wrong-bag", order=job.number, what="person")
    assert marcus.code == "own_order" and shop.tasks() == []


def test_goodwill_is_of_money_that_was_paid(app, shop):
    order = shop.has_order((shop.jacket, 1), payment=Payment.PENDING)
    Person(app, shop.ana).posts(f"/tasks/complaints/{order.number}", what="late", words="so late")
    task = of_kind(TaskKind.COMPLAINT)
    marcus = Person(app, shop.marcus)
    marcus.posts(f"/tasks/{task.id}/outcome", outcome="credit", amount="8.90", note="Said sorry")
    assert balance(order.customer_id, order.currency) == 0


def watch(shop):
    with atomic():
        product = Product(title="Gold watch")
        db.session.add(product)
        db.session.flush()
        gold = Variant(product_id=product.id, sku="GOLD-1", size="", color="", price=999900, currency="EUR")
        db.session.add(gold)
        db.session.flush()
        ledger.receive(ledger.level_of(shop.mill_quay.id, gold.id), 5, cause="test", by=SYSTEM)
    return gold


def test_a_thing_of_another_kind_is_a_leads_to_offer(app, shop):
    gold = watch(shop)
    job = shop.job(shop.has_order((shop.jacket, 1), (shop.kettle, 1)))
    report(job, shop.jacket, shop.ana)
    votes = f"/pick/{job.number}/lines/{line_of(job, shop.jacket).id}/votes"
    assert Person(app, shop.ana).posts(votes, offer=str(gold.id)).code == "not_alike"
    assert Person(app, shop.marcus).posts(votes, offer=str(gold.id)).status in (200, 303)


def test_what_was_agreed_on_the_phone_costs_no_more_either(app, shop):
    with atomic():
        db.session.get_one(Store, shop.mill_quay.id).honors_price = False
    dear = slate(shop, price=999900)
    job = shop.job(shop.has_order((shop.jacket, 1), (shop.kettle, 1)))
    report(job, shop.jacket, shop.ana)
    agreement = f"/pick/{job.number}/lines/{line_of(job, shop.jacket).id}/agreement"
    assert Person(app, shop.marcus).posts(agreement, offer=str(dear.id)).code == "dearer"


def test_each_file_about_a_person_is_on_record(app, shop):
    order = shop.has_order((shop.jacket, 1))
    url = f"/customers/{card_key(order.customer_id, app.config['SECRET_KEY'])}/export"
    helen = Person(app, shop.helen)
    for _time in range(2):
        assert helen.posts(url, command_id="replayed-0001").status == 200
    assert shop.diary(order.customer).count("customer.exported") == 2


def test_a_lead_settles_no_complaint_about_themselves(app, shop):
    Person(app, shop.ana).posts("/tasks/in-my-way", what="other", words="Marcus shouts", page="/today")
    task = of_kind(TaskKind.GOT_IN_WAY)
    marcus = Person(app, shop.marcus)
    assert marcus.posts(f"/tasks/{task.id}/settlement", note="nothing to see").code == "not_yours"
    look_again()
    assert db.session.get_one(Task, task.id).done_at is None


def test_who_sends_a_parcel_elsewhere_is_on_record(app, shop):
    order = shop.has_order((shop.jacket, 1))
    home = {
        "name": "Maya Rosen",
        "street": "7 Elm Row",
        "city": "Dublin",
        "postcode": "D04 X2P7",
        "country": "IE",
    }
    with atomic(order):
        order.shipping_address = home
    with atomic(order):
        assert not write_down(order, {**dict.fromkeys(FIELDS, ""), **home, "phone": order.phone}, by=SYSTEM)
        assert write_down(order, {**dict.fromkeys(FIELDS, ""), **home, "city": "Cork"}, by=SYSTEM)
    look_again()
    assert order.told_address == home
    kinds = list(db.session.scalars(sa.select(Event.kind).where(Event.kind == "order.address_corrected")))
    assert len(kinds) == 1
