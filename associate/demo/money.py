"""Who holds the demo's money: nobody. It is pretended, and one refund of it was refused."""

from datetime import timedelta

import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts.payment_answers import Step, begin, keep
from associate.core.acts.returning import opening, verifying
from associate.core.acts.returning.adjusting import adjust_price
from associate.core.catalog.channels import Channel
from associate.core.orders.models import Order
from associate.core.payments.calls import PaymentCall, PaymentState
from associate.core.payments.models import PaymentAccount
from associate.core.returns.models import Return
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import db
from associate.demo.channels import MARKET, WEB
from associate.demo.work import meant
from associate.integrations.payments.answers import refused
from associate.integrations.payments.port import DECLINED, Moved

GOODWILL = ("HW-48195", 500, "Came two days late")


def hold_money(channels: dict[str, Channel]) -> None:
    """Inside atomic(): from now what goes back goes by these accounts, and differences are charged by one."""
    for key, name in ((WEB, "Payments of the web shop"), (MARKET, "Payments of the market")):
        account = PaymentAccount(key=key, platform="pretend", name=name, channel_id=channels[key].id)
        db.session.add(account)
    db.session.add(PaymentAccount(key="counter", platform="pretend", name="Pay by phone at the counter"))


def have_money_refused(staff: dict[str, Staff]) -> None:
    """A bank says no to a goodwill refund: somebody has to look at it."""
    number, amount, why = GOODWILL
    helen, at = staff["Helen"], now() - timedelta(minutes=35)
    order = db.session.scalars(sa.select(Order).where(Order.number == number)).one()
    store = db.session.scalars(sa.select(Store).filter_by(code="MQ")).one()
    with as_of(at):
        opened = opening.open_return(order, store=store, intent=meant("returns.open", helen), by=helen.actor)
        verifying.verify(
            db.session.get_one(Return, opened),
            verifying.Proof("receipt"),
            intent=meant("returns.verify", helen),
            by=helen.actor,
        )
        drops = {order.lines[0].id: amount}
        given = {
            "store": store,
            "approval": None,
            "intent": meant("returns.adjust", helen),
            "by": helen.actor,
        }
        adjust_price(order, drops, why, **given)
        find = sa.select(PaymentCall).filter_by(order_id=order.id, state=PaymentState.PENDING)
        call = db.session.scalars(find).one()
        begin(call)
        keep(call, Moved(refused("DO NOT HONOR", DECLINED)), step=Step.DO)
