"""What holds for returns: rules in order, each adding what it says where everything it names fits."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from associate.clock import as_of
from associate.core.returns.facts import checks_of, checks_of_all, is_in_withdrawal, terms_of
from associate.core.returns.models import (
    Condition,
    Disposition,
    Return,
    ReturnKind,
    ReturnLine,
    ReturnRule,
    ReturnState,
)
from associate.core.returns.policy import BY_CONDITION, PLAIN, Case, disposition_of, terms_by, terms_for
from associate.core.returns.wanted import Restocking
from associate.core.stores.models import Temperature
from associate.db import atomic, db
from tests.support.shop import look_again

SHOE = Case(date(2026, 3, 1), "Shoes", frozenset({"sale"}), 1, frozenset({"outlet"}), "IE")


def rule(**named):
    says = named.pop("says", {"days": 7})
    return ReturnRule(**{"tag": "", "category": "", "store_group": "", "country": "", "says": says, **named})


@pytest.mark.parametrize(
    ("named", "fits"),
    [
        ({}, True),
        ({"category": "Shoes", "tag": "sale", "store_id": 1, "store_group": "outlet", "country": "IE"}, True),
        ({"category": "Food"}, False),
        ({"tag": "sal"}, False),
        ({"store_id": 2}, False),
        ({"store_group": "north"}, False),
        ({"country": "GB"}, False),
        ({"since": date(2026, 3, 1), "until": date(2026, 3, 1)}, True),
        ({"since": date(2026, 3, 2)}, False),
        ({"until": date(2026, 2, 28)}, False),
        ({"category": "Shoes", "country": "GB"}, False),
    ],
)
def test_a_rule_holds_where_everything_it_names_fits(named, fits):
    assert terms_by([rule(**named)], SHOE).days == (7 if fits else 30)


def test_each_rule_adds_and_the_last_word_counts():
    rules = [
        rule(says={"days": 14, "restocking_basis_points": 1000, "needs_note": ["too_late"]}),
        rule(says={"days": 60, "restocking_per_unit": 200, "dispositions": {"b": "vendor"}}, tag="sale"),
        rule(says={"final_sale": True}, category="Food"),
        rule(says={"open_until": "2027-01-31", "dispositions": {"a": "markdown"}}),
    ]
    terms = terms_by(rules, SHOE)
    assert (terms.days, terms.final_sale, terms.open_until) == (60, False, date(2027, 1, 31))
    assert terms.restocking == Restocking(1000, 200)
    assert terms.needs_note == {"too_late"}
    assert [terms.dispositions[each] for each in (Condition.NEW, Condition.OPENED)] == ["markdown", "vendor"]
    assert terms.dispositions[Condition.DEFECTIVE] == BY_CONDITION[Condition.DEFECTIVE]


def test_where_a_unit_goes(shop):
    product = shop.jacket.product
    assert disposition_of(PLAIN, Condition.NEW, product=product) == Disposition.SHELF
    assert disposition_of(PLAIN, Condition.NEW, product=product, stopped=True) == Disposition.QUARANTINE
    product.temperature = Temperature.CHILLED
    assert disposition_of(PLAIN, Condition.NEW, product=product) == Disposition.DISPOSE
    db.session.rollback()


def test_the_law_counts_what_was_bought_from_afar(shop):
    order = shop.has_order((shop.jacket, 1))

    def days(**columns):
        for name, value in columns.items():
            setattr(order, name, value)
        return terms_for(shop.jacket.product, store=shop.mill_quay, order=order).withdrawal_days

    assert days() == 14
    assert days(pays_on_pickup=True) == 0
    assert days(pays_on_pickup=False, shipping_address={"country": "US"}) == 0
    assert days(shipping_address={"country": "GB"}) == 14
    assert terms_for(shop.jacket.product, store=shop.mill_quay).withdrawal_days == 0
    db.session.rollback()


@pytest.mark.parametrize(("until", "days"), [(date(2026, 3, 28), 30), (date(2026, 3, 29), 7)])
def test_a_rule_is_dated_by_the_stores_calendar(shop, until, days):
    """In Dublin it is the 29th already, an hour before the clocks go forward."""
    placed = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    with atomic():
        shop.mill_quay.zone = "Europe/Dublin"
        db.session.add(rule(position=1, since=date(2026, 3, 29), until=date(2026, 3, 29)))
    order = shop.has_order((shop.jacket, 1), at=placed)
    order.placed_at = placed if until.day == 29 else datetime(2026, 3, 28, 23, 59, tzinfo=UTC)
    assert terms_for(shop.jacket.product, store=shop.mill_quay, order=order).days == days
    db.session.rollback()


def brought(shop, order, *units, at, kind=ReturnKind.RETURN, state=ReturnState.OPEN, by="staff:0"):
    with as_of(at), atomic(order):
        row = Return(
            kind=kind, state=state, store_id=shop.mill_quay.id, order=order, currency="EUR", opened_by=by
        )
        row.lines = [
            ReturnLine(order_line_id=line.id, variant_id=line.variant_id, reason="changed_mind")
            for line in units
        ]
        db.session.add(row)
    look_again()
    return row


def picked_up(shop, order, at):
    job = shop.job(order)
    with atomic(order, job):
        job.collected_at, job.state = at, "collected"
        for line in job.lines:
            line.picked = line.handed_over = line.wanted
        order.state = "done"
    look_again()


def verdict(line, name, at, **by):
    with as_of(at):
        return next(check for check in checks_of(line, **by) if check.name == name)


def test_days_are_counted_on_the_stores_calendar_over_a_change_of_the_clock(shop):
    """Picked up at 23:30 in New York on the day before the clocks go forward: that evening is day 0."""
    with atomic():
        shop.mill_quay.zone, shop.mill_quay.country = "America/New_York", "US"
    order = shop.has_order((shop.jacket, 1))
    picked_up(shop, order, datetime(2026, 3, 8, 4, 30, tzinfo=UTC))
    last = datetime(2026, 4, 7, 3, 59, tzinfo=UTC)  # 23:59 on April 6, 30 days on
    row = brought(shop, order, order.lines[0], at=last)
    assert verdict(row.lines[0], "window", last).ok
    over = verdict(row.lines[0], "window", last.replace(hour=4, minute=0))
    assert (over.ok, over.facts["days"], over.facts["since"]) == (False, 31, "collected")


def test_units_are_counted_over_all_returns_of_the_order(shop):
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    order = shop.has_order((shop.jacket, 3))
    picked_up(shop, order, at)
    (line,) = order.lines
    brought(shop, order, line, at=at, state=ReturnState.DONE)
    brought(shop, order, line, line, at=at, state=ReturnState.EXPECTED)
    row = brought(shop, order, line, line, line, at=at)
    with as_of(at):
        fine = [next(c.ok for c in checks if c.name == "quantity") for checks in checks_of_all(row).values()]
    assert fine == [True, True, False]


def test_a_limit_counts_over_all_profiles_of_a_person(shop):
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    with atomic():
        db.session.add(rule(position=1, says={"per_customer_units": 3, "per_customer_days": 30}))
    guest = shop.has_order((shop.kettle, 2), number="1002", customer=None, first="Maya")
    phone = shop.has_order((shop.kettle, 1), number="1003", customer="c-other", first="May")
    stranger = shop.has_order((shop.kettle, 1), number="1004", customer="c-else", first="Else")
    order = shop.has_order((shop.jacket, 2))
    with atomic(phone, stranger):
        phone.phone, stranger.phone = "085 555 0118", "+353855559999"
        stranger.customer.phone = ""
    for each in (guest, phone, stranger, order):
        picked_up(shop, each, at)
    before = at.replace(month=1)
    brought(shop, guest, guest.lines[0], at=before, state=ReturnState.DONE)  # too long ago
    brought(shop, guest, guest.lines[0], at=at, state=ReturnState.DONE)
    brought(shop, phone, phone.lines[0], at=at)
    brought(shop, stranger, stranger.lines[0], at=at)
    row = brought(shop, order, order.lines[0], order.lines[0], at=at)
    assert verdict(row.lines[0], "per_customer", at).facts == {"units": 3, "limit": 3, "days": 30}
    assert not verdict(row.lines[1], "per_customer", at).ok


def test_nobody_takes_back_their_own_or_their_households(shop):
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    own = shop.has_order((shop.jacket, 1), number="1002", customer=None, first="Ana")
    order = shop.has_order((shop.jacket, 1))
    with atomic(own, order):
        own.email, own.phone = shop.ana.email.upper(), ""
        own.shipping_address = {"street": "1 Ferry  Street", "postcode": "D04"}
    row = brought(shop, order, order.lines[0], at=at, by=shop.ana.ref)
    assert verdict(row.lines[0], "own_order", at).ok
    with atomic(order):
        order.shipping_address = {"street": "1 ferry street", "postcode": "d04", "country": "IE"}
    look_again()
    assert not verdict(row.lines[0], "own_order", at).ok
    assert verdict(row.lines[0], "own_order", at, by=shop.priya.actor).ok


def test_a_limit_counts_in_whichever_currency_was_paid(shop):
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    with atomic():
        db.session.add(rule(position=1, says={"ceiling": 5000}))
        shop.mill_quay.currency = "GBP"
    order = shop.has_order((shop.jacket, 1))
    picked_up(shop, order, at)
    row = brought(shop, order, order.lines[0], at=at)
    said = verdict(row.lines[0], "ceiling", at)
    assert (said.ok, said.facts) == (False, {"price": 8900, "ceiling": 5000, "currency": "EUR"})


def test_in_the_days_of_withdrawal_nothing_is_kept(shop):
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    with atomic():
        db.session.add(rule(position=1, says={"restocking_basis_points": 1000}))
    order = shop.has_order((shop.jacket, 1))
    picked_up(shop, order, at)
    row = brought(shop, order, order.lines[0], at=at)
    for day, is_in in ((16, True), (17, False)):
        with as_of(at.replace(day=day)):
            assert is_in_withdrawal(row.lines[0]) == is_in
            assert terms_of(row.lines[0]).restocking == (Restocking() if is_in else Restocking(1000))


def test_what_never_left_does_not_come_back(shop):
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    order = shop.has_order((shop.jacket, 1))
    row = brought(shop, order, order.lines[0], at=at)
    here = verdict(row.lines[0], "not_delivered", at)
    assert (here.ok, here.may_be_let) == (False, False)
    assert replace(here, ok=True).row == ["not_delivered", {"is_here": True}]
