"""What is old is forgotten, what is needed stays, and the journal has the figures."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.acts.check import mismatches
from associate.core.customers.models import Customer
from associate.core.events.models import Event, Inbound
from associate.core.fulfillment.links import order_behind
from associate.core.fulfillment.models import Fulfillment, Handover
from associate.core.fulfillment.passes import PickupLink
from associate.core.fulfillment.states import State
from associate.core.orders.models import Order, OrderState, SearchKey
from associate.core.stores.credentials import WelcomeLink
from associate.core.stores.staff import StaffSession
from associate.db import Base, atomic, db
from associate.jobs.worker import work_off
from associate.upkeep.retention import forget_what_is_old
from tests.support.people import Person
from tests.support.pickups import make_ready
from tests.support.shop import Shop, look_again

pytestmark = pytest.mark.engine("sqlite", "postgresql")
LONG_AGO = timedelta(days=800)
FIGURES = (Order.number, Order.total, Order.placed_at, Order.currency, Order.state)


def later(days):
    return time_machine.travel(now() + timedelta(days=days), tick=False)


@pytest.fixture
def old_order(app, shop, tmp_path):
    """Maya's order, handed over with her signature 800 days ago; her link was in the message."""
    app.config["MAIL_FOLDER"] = str(tmp_path)
    with time_machine.travel(now() - LONG_AGO, tick=False):
        order = shop.has_order((shop.jacket, 2), number="1001", customer="c-1")
        make_ready(shop.job(order))
        shop.has_order((shop.kettle, 1), number="1002", customer="c-1")
        work_off()
        orders = db.session.scalars(sa.select(Order).order_by(Order.id)).all()
        with atomic():
            for each in orders:
                each.state, each.note = OrderState.DONE, "Ring Maya at the back door"
                each.shipping_address = {"street": "1 Rosen Row"}
            signed = Handover(store_id=orders[0].store_id, opened_by="staff:1", signature="M0 0L9 9")
            signed.closed_at = now()
            db.session.add(signed)
    return Shop()


def everything():
    """All that the database holds, as one text."""
    look_again()
    return " ".join(
        repr(row) for table in Base.metadata.sorted_tables for row in db.session.execute(sa.select(table))
    )


def figures():
    look_again()
    return db.session.execute(sa.select(*FIGURES).order_by(Order.id)).all()


def test_the_person_goes_and_the_figures_stay(app, shop, old_order):
    with atomic():
        db.session.execute(sa.update(Customer).values(created_at=now() - LONG_AGO))
    before = figures()
    for secret in ("maya@mail.example", "+353855550118", "Rosen Row", "M0 0L9 9"):
        assert secret in everything()
    forget_what_is_old(at_once=True)
    kept = everything()
    for secret in ("Maya", "maya", "Rosen", "rosen", "+353855550118", "8110555583", "M0 0L9 9"):
        assert secret not in kept, secret
    assert figures() == before
    assert list(mismatches()) == []
    told = db.session.scalars(sa.select(Event).filter_by(kind="retention.ran")).one()
    assert told.facts["orders"] == 2 and told.facts["signatures"] == 1


def test_a_young_order_an_open_one_and_a_returning_customer_are_left_alone(app, shop, old_order):
    young = old_order.has_order((old_order.milk, 1), number="2001", customer="c-1")
    with atomic():
        db.session.execute(sa.update(Customer).values(created_at=now() - LONG_AGO))
        db.session.execute(sa.update(Order).where(Order.number == "HW-1002").values(state=OrderState.OPEN))
    forget_what_is_old(at_once=True)
    look_again()
    names = dict(db.session.execute(sa.select(Order.number, Order.first_name)).all())
    assert names == {"HW-1001": "", "HW-1002": "Maya", "HW-2001": "Maya"}
    assert db.session.get_one(Customer, young.customer_id).email == "maya@mail.example"
    assert db.session.scalar(sa.select(sa.func.count()).where(SearchKey.key == "w:maya")) == 2


def test_never_means_never(app, shop, old_order):
    app.config.update(RETAIN_CUSTOMER_DAYS="0", RETAIN_SIGNATURE_DAYS="0")
    forget_what_is_old(at_once=True)
    assert "maya@mail.example" in everything() and "M0 0L9 9" in everything()


def test_sessions_links_and_kept_mails_end_too(app, shop, old_order, tmp_path):
    Person(app, old_order.ana)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PickupLink)) >= 1
    (tmp_path / "old.eml").write_text("To: maya@mail.example\n\nhello")
    with atomic():
        db.session.execute(sa.update(Fulfillment).values(state=State.CANCELED))
    with later(200):
        forget_what_is_old(at_once=True)
        look_again()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(StaffSession)) == 0
        assert db.session.scalar(sa.select(sa.func.count()).select_from(PickupLink)) == 0
        assert list(tmp_path.glob("*.eml")) == []
    assert order_behind("x") is None


def test_payloads_go_after_thirty_days_and_not_before(app, shop):
    with atomic():
        db.session.add(
            Inbound(channel_id=shop.web.id, topic="t", dedupe_key="k", body="{}", state="done", next_at=now())
        )
    with later(29):
        forget_what_is_old(at_once=True)
        assert db.session.scalar(sa.select(Inbound.body)) == "{}"
    with later(31):
        forget_what_is_old(at_once=True)
        assert db.session.scalar(sa.select(Inbound.body)) == ""


def test_once_an_hour_is_enough(app, shop, old_order):
    forget_what_is_old(at_once=True)
    forget_what_is_old()
    forget_what_is_old()
    assert db.session.scalar(sa.select(sa.func.count()).where(Event.kind == "retention.ran")) == 1


def test_links_to_choose_a_password_go_when_they_are_long_over(app, shop):
    def link(token, days):
        known = {"staff_id": shop.ana.id, "created_by": shop.helen.ref}
        return WelcomeLink(token_hash=token, expires_at=now() + timedelta(days=days), **known)

    with atomic():
        db.session.add_all([link("old", -91), link("lately", -1), link("open", 1)])
    forget_what_is_old(at_once=True)
    assert set(db.session.scalars(sa.select(WelcomeLink.token_hash))) == {"lately", "open"}
