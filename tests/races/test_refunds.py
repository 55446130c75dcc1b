"""Two clerks, and two workers, on one order’s money: one refund, one effect, never more than was paid."""

import sqlalchemy as sa

from associate.core.acts.refunding import pay_back
from associate.core.orders.models import Order
from associate.core.returns.answer import Payout, Way
from associate.db import atomic, db
from associate.jobs.payments import ask_for_money
from tests.races.buyers import again, in_processes
from tests.support.money import account, only_call, paper_order, refunds
from tests.support.packing import books_agree
from tests.support.paper_payments import PaperPayments, connect

CLERKS = 4


def test_600_and_600_of_1000_by_many_at_once(app, shop, tmp_path):
    """By the same cause and by others; and every one of them asks for it, too."""
    paper = PaperPayments(tmp_path)
    connect(paper)
    account(shop.web, "paper")
    order_id, by = paper_order(shop).id, shop.helen.actor
    amount = 2 * shop.jacket.price * 6 // 10

    def work(n):
        def refund():
            order = db.session.scalars(sa.select(Order).where(Order.id == order_id)).one()
            with atomic(order):
                payouts = [Payout(order.tenders[0].id, "card", Way.BACK, amount)]
                cause = f"return:{n // 2}"
                pay_back(order, payouts, amount=amount, why="return", cause=cause, by=by, store_id=None)

        again(refund)
        again(lambda: ask_for_money({"BASE_URL": "https://shop.example"}))

    in_processes(app, CLERKS, work)
    again(lambda: ask_for_money({"BASE_URL": "https://shop.example"}))
    order = db.session.get_one(Order, order_id)
    assert refunds(order) == [("done", amount)] and paper.moved() == [(only_call().key, amount)]
    books_agree()
