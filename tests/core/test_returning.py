"""What the returns counter may and may not do: rules, without its pages."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts.conflicts import look_for_conflict
from associate.core.acts.returning import (
    adjusting,
    grading,
    letting,
    opening,
    settling,
    undoing,
    units,
    verifying,
    without_receipt,
)
from associate.core.acts.returning.finding import find_returnable
from associate.core.acts.shorts import Reason, write_short
from associate.core.events.commands import intent
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.states import State
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind
from associate.core.inventory.transfers import Transfer
from associate.core.orders.models import RefundState
from associate.core.payments.calls import calls_of
from associate.core.payments.credit import balance
from associate.core.returns.models import Return, ReturnLine, ReturnRule, ReturnState
from associate.core.stores.credentials import Approval
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate, Refused
from associate.jobs.chores.returns import close_left_returns
from tests.support.brought import at_home, newest
from tests.support.counter import books_agree  # noqa: F401  fixture
from tests.support.people import Person
from tests.support.pickups import begin
from tests.support.shop import look_again

JACKET, KETTLE, MILK = "96385074", "4006381333931", "036000291452"
count = iter(range(10**6))


def meant(who):
    return intent(f"returning-{next(count):08d}", "test", who.actor, {})


class Clerk:
    """Somebody at the returns counter of their store."""

    def __init__(self, who, store):
        self.who, self.store = who, store

    @property
    def does(self):
        return {"intent": meant(self.who), "by": self.who.actor}

    @property
    def now(self):
        look_again()
        return db.session.get_one(Return, self.id)

    def opens(self, order, **more):
        self.id = opening.open_return(order, store=self.store, **more, **self.does)
        return self

    def knows(self, how="receipt", **said):
        verifying.verify(self.now, verifying.Proof(how, **said), **self.does)
        return self

    def takes(self, code, reason="wrong_size", condition="a"):
        unit = units.scan_unit(self.now, code, **self.does)
        grading.grade(self.now, unit, {"reason": reason, "condition": condition}, **self.does)
        return unit

    def settles(self, **more):
        return settling.settle(self.now, **{"seen": None, **more}, **self.does)

    def undoes(self, **more):
        undoing.undo(self.now, **more, **self.does)


@pytest.fixture
def ana(shop):
    return Clerk(shop.ana, shop.mill_quay)


@pytest.fixture
def helen(shop):
    return Clerk(shop.helen, shop.mill_quay)


@pytest.fixture
def order(shop):
    return at_home(shop, (shop.jacket, 2), (shop.kettle, 1))


def rule(**says):
    with atomic():
        db.session.add(ReturnRule(position=1, name="Rule", says=says))


def word(shop, who, about):
    return Approval(
        store_id=shop.mill_quay.id,
        permission="approve",
        about=about.ref,
        asked_by=shop.ana.actor.ref,
        given_by_id=who.id,
        reason="Goodwill",
    )


def refuses(code, deed, *args, **more):
    with pytest.raises(Refused) as no:
        deed(*args, **more)
    assert no.value.code == code, no.value


def test_it_is_found_by_anything_of_any_store(shop, order):
    other = at_home(shop, (shop.milk, 1), number="1002", tag="9MB", first="Noor", last="Aziz", customer="c-2")
    for text in ("HW-1001", "hw-1001", "ext-1001", "maya@mail.example", "ORD-HW-1001"):
        assert [each.number for each in find_returnable(text).orders] == ["HW-1001"], text
    assert {each.number for each in find_returnable("4417").orders} == {"HW-1001", "HW-1002"}
    assert [each.number for each in find_returnable("+353 85 555 0118").orders] == ["HW-1002", "HW-1001"]
    assert find_returnable("Aziz").orders == (other,)
    with pytest.raises(Missing):
        find_returnable("nobody@mail.example")
    refuses("too_short", find_returnable, "a")


def test_nothing_comes_in_before_somebody_is_known_and_never_more_than_is_left(shop, order, ana):
    ana.opens(order)
    refuses("not_verified", units.scan_unit, ana.now, JACKET, **ana.does)
    refuses("wrong_card_last4", ana.knows, "card_last4", last4="4417", fact="joel@mail.example")
    ana.knows("card_last4", last4="4417", fact="0118")
    refuses("not_in_order", ana.takes, MILK)
    ana.takes(KETTLE)
    refuses("none_left", ana.takes, KETTLE)
    refuses("no_reason", grading.grade, ana.now, ana.now.lines[0].id, {"reason": "rain"}, **ana.does)
    assert ana.settles() == 4250
    refuses("returned_already", ana.takes, JACKET)
    again = Clerk(shop.priya, shop.mill_quay).opens(order).knows()
    refuses("none_left", again.takes, KETTLE)


def test_each_condition_has_its_place_in_this_stores_books(shop, order, ana):
    ana.opens(order).knows()
    ana.takes(JACKET, condition="c")
    ana.takes(JACKET, condition="e", reason="damaged")
    ana.takes(KETTLE, condition="b")
    assert ana.settles() == 2 * 8900 + 4250
    assert shop.level(shop.jacket) == (19, 0, 1) and shop.level(shop.kettle) == (20, 0, 1)
    kept = ana.now
    assert [line.disposition for line in kept.lines] == ["quarantine", "dispose", "markdown"]
    assert kept.suggested == kept.actual == sum(line.amount for line in kept.lines)
    assert kept.refund.state == RefundState.ASKED and kept.refund.amount == kept.actual
    assert shop.diary(kept)[-1] == "return.done" and shop.messages()[-1] == "returned"
    assert [line.returned for line in shop.job(order).lines] == [2, 1]


def test_a_rule_says_no_and_a_manager_lets_it_pass_once(shop, order, ana):
    rule(returnable=False)
    ana.opens(order).knows()
    unit = ana.takes(KETTLE)
    refuses("not_returnable", ana.settles)
    refuses("needs_approval", letting.let_pass, ana.now, unit, approval=None, **ana.does)
    letting.let_pass(ana.now, unit, approval=word(shop, shop.helen, ana.now), **ana.does)
    assert ana.settles() == 4250
    assert "approval.given" in shop.diary(ana.now) and "return.let" in shop.diary(ana.now)


def test_above_a_limit_it_takes_two_whoever_does_it(shop, order, ana, helen):
    rule(second_person_above=8000)
    helen.opens(order).knows()
    helen.takes(JACKET)
    refuses("needs_approval", helen.settles)
    refuses("own_doing", helen.settles, approval=word(shop, shop.helen, helen.now))
    assert helen.settles(approval=word(shop, shop.ada, helen.now)) == 8900


def test_another_sum_is_a_managers_and_has_a_reason(shop, order, ana):
    ana.opens(order).knows()
    ana.takes(JACKET)
    refuses("reason_missing", ana.settles, actual=9000)
    refuses("needs_approval", ana.settles, actual=9000, reason="A day of waiting")
    refuses("other_sum", ana.settles, seen=1)
    ana.settles(actual=9000, reason="A day of waiting", approval=word(shop, shop.helen, ana.now))
    assert (ana.now.suggested, ana.now.actual, ana.now.why_differs) == (8900, 9000, "A day of waiting")


def test_store_credit_gifts_and_no_receipt(shop, order, ana, helen):
    rule(no_receipt=True)
    ana.opens(order).knows()
    ana.takes(JACKET)
    opening.make_gift(ana.now, "Jonas", "Berg", "jonas@mail.example", **ana.does)
    ana.settles()
    assert balance(ana.now.customer_id, "EUR") == 8900 and ana.now.customer.first_name == "Jonas"
    assert "returned" not in shop.messages()
    number = without_receipt.open_without_receipt(
        "Noor", "Aziz", "noor@mail.example", store=shop.mill_quay, **helen.does
    )
    helen.id = number
    refuses("not_offered", helen.knows, "receipt")
    helen.knows("photo_id", id_type="passport").takes(KETTLE)
    assert helen.settles() == 4250 == balance(helen.now.customer_id, "EUR")
    helen.undoes()
    assert balance(helen.now.customer_id, "EUR") == 0


def test_money_without_goods(shop, order, ana):
    line = order.lines[0]
    drop = {"reason": "The price fell", "store": shop.mill_quay}
    refuses("not_verified", adjusting.adjust_price, order, {line.id: 1000}, approval=None, **drop, **ana.does)
    ana.opens(order).knows()
    refuses(
        "needs_approval", adjusting.adjust_price, order, {line.id: 1000}, approval=None, **drop, **ana.does
    )
    agreed = word(shop, shop.helen, order)
    adjusting.adjust_price(order, {line.id: 1000}, approval=agreed, **drop, **ana.does)
    assert newest().actual == 1000 and shop.level(shop.jacket) == (18, 0, 0)
    assert ana.now.state == ReturnState.LEFT and newest().verified_by == "receipt"
    ana.opens(order).knows()
    ana.takes(JACKET)
    assert ana.settles() == 8400  # the rest of the line, among two
    back = ana.id
    ana.id = newest().id - 1
    refuses("reckoned_with", ana.undoes)
    ana.id = back
    ana.undoes()
    ana.id = back - 1
    ana.undoes()
    assert ana.now.refund.state == RefundState.FAILED


def test_it_is_taken_back_while_the_money_is_here(shop, order, ana, helen):
    ana.opens(order).knows()
    ana.takes(JACKET)
    ana.settles()
    with as_of(now() + timedelta(minutes=11)):
        refuses("too_late", ana.undoes)
        helen.id = ana.id
        helen.undoes()
    assert helen.now.state == ReturnState.UNDONE and helen.now.refund.state == RefundState.FAILED
    assert shop.level(shop.jacket) == (18, 0, 0) and [row.returned for row in shop.job(order).lines] == [0, 0]
    ana.opens(order).knows()
    ana.takes(JACKET)
    assert ana.settles() == 8900
    assert {call.state.value for call in calls_of(order.id)} == {"waiting", "withdrawn"}


def test_what_is_missing_here_is_not_shelved(shop, order, ana):
    waits = shop.has_order((shop.jacket, 1), number="1002", first="Theo", customer="c-theo")
    job = shop.job(waits)
    begin(job, 0)
    with atomic(job.order, job):
        write_short(job.lines[0], Reason.NOT_FOUND, by=SYSTEM, looked=[])
    assert shop.job(waits).state == State.WAITING
    ana.opens(order).knows()
    unit = ana.takes(JACKET)
    assert db.session.get_one(ReturnLine, unit).goes_to_id == shop.job(waits).lines[0].id
    ana.takes(JACKET)
    assert [line.disposition for line in ana.now.lines] == ["cross_dock", "shelf"]
    ana.settles()
    job = shop.job(waits)
    assert job.state == State.PICKING and (job.lines[0].short, job.lines[0].left) == (0, 1)
    assert "short" not in shop.tasks() and "line.crossdocked" in shop.diary(job)
    refuses("given", ana.undoes)


def test_while_more_is_promised_than_is_here_it_goes_to_what_is_promised(shop, order, ana):
    promised = shop.has_order((shop.jacket, 18), number="1003", first="Joel", customer="c-joel")
    level_id = shop.job(promised).lines[0].reservation.level_id
    with atomic():
        ledger.adjust(level_id, -2, Kind.ADJUSTED, cause="test", by=SYSTEM)
        look_for_conflict(level_id, by=SYSTEM)
    ana.opens(order).knows()
    ana.takes(JACKET)
    assert ana.now.lines[0].goes_to_id == shop.job(promised).lines[0].id
    ana.settles()
    assert shop.level(shop.jacket) == (17, 18, 0) and "stock_conflict" in shop.tasks()


def test_what_waits_for_its_shelf_is_given_away_too(app, shop, order, ana):
    ana.opens(order).knows()
    ana.takes(JACKET)
    ana.settles()
    waits = shop.has_order((shop.jacket, 1), number="1002", first="Theo", customer="c-theo")
    job = shop.job(waits)
    begin(job, 0)
    with atomic(job.order, job):
        write_short(job.lines[0], Reason.NOT_FOUND, by=SYSTEM, looked=[])
    Person(app, shop.ana).opens("/putback").sees("Do not shelve it").taps("Give it to HW-1002").sees(
        "Goes to who waits"
    )
    job = shop.job(waits)
    assert (job.lines[0].short, job.lines[0].left) == (0, 1) and shop.level(shop.jacket)[2] == 0


def test_what_a_store_nearby_is_short_of_travels_there_when_somebody_says_so(app, shop, order, ana):
    waits = shop.has_order((shop.jacket, 1), number="1002", location="cr", first="Theo", customer="c-theo")
    job = shop.job(waits)
    begin(job, 0)
    with atomic(job.order, job):
        write_short(job.lines[0], Reason.NOT_FOUND, by=SYSTEM, looked=[])
    with atomic(shop.mill_quay, shop.castle_row):
        for store, latitude in ((shop.mill_quay, 53.34), (shop.castle_row, 53.39)):
            store.latitude, store.longitude = latitude, -6.26
    ana.opens(order).knows()
    ana.takes(JACKET)
    page = Person(app, shop.ana).opens(f"/returns/{ana.id}").taps("Castle Row needs the Harbor rain jacket")
    page.sees("Do not shelve the Harbor rain jacket", "it travels there").taps("Refund €89.00")
    sent = db.session.scalars(sa.select(Transfer)).one()
    assert (sent.from_id, sent.to_id, sent.units) == (shop.mill_quay.id, shop.castle_row.id, 1)
    assert sent.note == "HW-1002" and shop.level(shop.jacket) == (19, 1, 0)


def test_nobody_takes_their_own_and_two_clerks_take_turns(shop, order, ana):
    priya = Clerk(shop.priya, shop.mill_quay)
    ana.opens(order).knows()
    ana.takes(JACKET)
    refuses("being_served", priya.opens, order)
    priya.opens(order, take_over=True)
    assert priya.id == ana.id and len(priya.now.lines) == 1
    with as_of(now() + timedelta(hours=2)):
        close_left_returns()
    assert priya.now.state == ReturnState.LEFT
    with atomic(order):
        order.email = shop.ana.email
    refuses("own_order", ana.opens, order)


def test_what_was_announced_is_ticked_off_and_the_rest_forgotten(shop, order, ana):
    with atomic(order):
        told = Return(state=ReturnState.EXPECTED, order_id=order.id, currency="EUR", opened_by="customer:1")
        told.lines = [
            ReturnLine(order_line_id=line.id, variant_id=line.variant_id, reason="wrong_size")
            for line in order.lines
        ]
        db.session.add(told)
    found = find_returnable(told.code)
    ana.opens(order, announced=found.announced, shown=found.shown)
    assert ana.id == told.id and ana.now.verified_by == "qr"
    unit = units.scan_unit(ana.now, JACKET, **ana.does)
    grading.grade(ana.now, unit, {"condition": "a"}, **ana.does)
    assert ana.settles() == 8900 and len(ana.now.lines) == 1
    assert ana.now.lines[0].reason == "wrong_size"


def test_a_second_sending_changes_nothing(shop, order, ana):
    ana.opens(order).knows()
    ana.takes(JACKET)
    once = meant(shop.ana)
    for _each in range(2):
        assert settling.settle(ana.now, seen=8900, intent=once, by=shop.ana.actor) == 8900
    assert shop.level(shop.jacket) == (19, 0, 1)
    with pytest.raises(OutOfDate):
        ana.settles()
    found = sa.select(sa.func.count()).select_from(Return)
    assert db.session.scalar(found) == 1


def test_what_was_given_from_its_put_back_is_not_taken_away(app, shop, order, ana):
    ana.opens(order).knows()
    ana.takes(JACKET)
    ana.takes(JACKET)
    ana.settles()
    waits = shop.has_order((shop.jacket, 1), number="1002", first="Theo", customer="c-theo")
    job = shop.job(waits)
    begin(job, 0)
    with atomic(job.order, job):
        write_short(job.lines[0], Reason.NOT_FOUND, by=SYSTEM, looked=[])
    Person(app, shop.ana).opens("/putback").taps("Give it to HW-1002")
    refuses("given", ana.undoes)
