"""A page to pay on that is called off, and paid all the same: the money counts once, and somebody owes it."""

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.charging import call_off_charge, charge
from associate.core.acts.exchanging.paying import paid
from associate.core.acts.payment_answers import Step, keep
from associate.core.payments.calls import PaymentState, PaymentVerb, calls_of
from associate.core.returns.models import Return
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from associate.integrations.payments.port import CAPTURED, DONE, Answer, Moved, Outcome
from tests.support.money import account, paper_order
from tests.support.packing import books_agree
from tests.support.paper_payments import PaperPayments, connect


@pytest.fixture
def page(shop, tmp_path):
    connect(PaperPayments(tmp_path))
    account(shop.web, "paper")
    account(None, "paper", key="desk")
    order = paper_order(shop)
    with atomic(order):
        made = Return(store_id=shop.mill_quay.id, order_id=order.id, currency="EUR", opened_by=shop.ana.ref)
        db.session.add(made)
        db.session.flush()
        call = charge(order, 300, cause=f"{made.ref}:pay:0", by=shop.helen.actor, store_id=None)
    with atomic(order):
        call.asked_at, call.state, call.provider_ref = now(), PaymentState.WAITING, "page-1"
    call_off_charge(call, by=shop.helen.actor)
    release = calls_of(order.id)[-1]
    assert release.verb == PaymentVerb.RELEASE
    return made, call, release


def owed():
    find = sa.select(Task).where(Task.kind == TaskKind.REFUND, Task.done_at.is_(None))
    return [task.facts["amount"] for task in db.session.scalars(find)]


def test_first_the_release_hears_of_it(page):
    made, call, release = page
    with atomic(release):
        release.asked_at = now()
    keep(release, Moved(Answer(Outcome.REFUSED, "paid", CAPTURED)), step=Step.DO)
    keep(call, Moved(DONE, "page-1", "pay-2", 300, "EUR"), step=Step.FIND)
    assert owed() == [300] and paid(made) == 0
    books_agree()


def test_first_the_page_tells_it(page):
    made, call, release = page
    keep(call, Moved(DONE, "page-1", "pay-2", 300, "EUR"), step=Step.FIND)
    assert owed() == [300] and paid(made) == 0
    with atomic(release):
        release.asked_at = now()
    keep(release, Moved(Answer(Outcome.REFUSED, "paid", CAPTURED)), step=Step.DO)
    assert owed() == [300] and paid(made) == 0
    books_agree()
