"""May a unit come back: every check by its name, failing and passing. Pure."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from associate.core.returns.check_words import NAMES, check_sentence, failed
from associate.core.returns.eligibility import Check, Facts, closes_on, is_withdrawal, judge
from associate.core.returns.models import Condition, ReturnKind
from associate.core.returns.policy import Terms

TODAY = date(2026, 3, 31)
HAD = Facts(TODAY, had_on=TODAY - timedelta(days=34), reason="changed_mind", price=8900, currency="EUR")
FRESH = replace(HAD, had_on=TODAY)
BLIND = replace(FRESH, kind=ReturnKind.NO_RECEIPT, had_on=None)
ASKS = replace(FRESH, asks_serial=True)
PLAIN = Terms()
SALE = Terms(final_sale=True)
PHOTO = Terms(needs_photo=frozenset({"changed_mind"}))
NOTE = Terms(needs_note=frozenset({"changed_mind"}))
LIMITED = Terms(per_customer_units=3)


def ago(days):
    return TODAY - timedelta(days=days)


CASES = {
    "own_order": [(replace(FRESH, is_own=True), PLAIN), (FRESH, PLAIN)],
    "no_receipt": [(BLIND, PLAIN), (BLIND, Terms(no_receipt=True))],
    "no_receipt_ceiling": [(BLIND, Terms(no_receipt_ceiling=8899)), (BLIND, Terms(no_receipt_ceiling=8900))],
    "not_delivered": [
        (replace(FRESH, had_on=None), PLAIN),
        (replace(FRESH, had_on=None, sent_on=TODAY), PLAIN),
    ],
    "quantity": [(replace(FRESH, left=0), PLAIN), (replace(FRESH, left=1), PLAIN)],
    "window": [(replace(HAD, had_on=ago(31)), PLAIN), (replace(HAD, had_on=ago(30)), PLAIN)],
    "not_returnable": [(FRESH, Terms(returnable=False)), (FRESH, PLAIN)],
    "final_sale": [(FRESH, SALE), (replace(FRESH, reason="defective"), SALE)],
    "hygiene": [
        (replace(FRESH, condition=Condition.OPENED), Terms(hygiene=True)),
        (replace(FRESH, condition=Condition.NEW), Terms(hygiene=True)),
    ],
    "ceiling": [(FRESH, Terms(ceiling=8899)), (FRESH, Terms(ceiling=8900))],
    "per_customer": [(replace(FRESH, recent=3), LIMITED), (replace(FRESH, recent=2), LIMITED)],
    "serial": [
        (replace(ASKS, serial="S9", serials=frozenset({"S1"})), PLAIN),
        (replace(ASKS, serial="S1", serials=frozenset({"S1"})), PLAIN),
    ],
    "reason": [(replace(FRESH, reason=""), PLAIN), (FRESH, PLAIN)],
    "note": [(replace(FRESH, note=" "), NOTE), (replace(FRESH, note="It pinches"), NOTE)],
    "photo": [(FRESH, PHOTO), (replace(FRESH, has_photo=True), PHOTO)],
}


def said(facts, terms, name):
    return next((check for check in judge(facts, terms) if check.name == name), None)


@pytest.mark.parametrize("name", CASES)
def test_each_check_says_no_and_yes(app, name):
    (bad, strict), (good, mild) = CASES[name]
    no, yes = said(bad, strict, name), said(good, mild, name)
    assert [each.name for each in failed(judge(bad, strict)) if each.name == name] == [name]
    assert yes is not None and yes.ok
    with app.test_request_context():
        assert check_sentence(no).endswith((".", "…"))


def test_every_check_has_its_case_and_its_words():
    assert {*CASES, "stopped"} == set(NAMES)


def test_what_nobody_can_let_pass():
    never = {
        name for name, ((facts, terms), _good) in CASES.items() if not said(facts, terms, name).may_be_let
    }
    assert never == {"own_order", "quantity", "reason", "note"}
    here = said(replace(FRESH, had_on=None, is_here=True), PLAIN, "not_delivered")
    assert not here.ok and not here.may_be_let


def test_the_sentence_names_both_figures(app):
    with app.test_request_context():
        words = check_sentence(said(replace(HAD, had_by="bought"), PLAIN, "window"))
        assert words == "Bought 34 days ago; returns close after 30."
        sent = replace(HAD, had_on=None, sent_on=ago(40))
        assert check_sentence(said(sent, PLAIN, "window")) == "Sent 40 days ago; returns close after 37."


@pytest.mark.parametrize(
    ("reason", "condition", "barred"),
    [
        ("changed_mind", Condition.NEW, True),
        ("changed_mind", Condition.DAMAGED, True),
        ("changed_mind", Condition.DEFECTIVE, False),
        ("too_late", Condition.NEW, True),
        ("defective", None, False),
        ("wrong_item", Condition.OPENED, False),
    ],
)
def test_faulty_goods_are_never_barred(reason, condition, barred):
    facts = replace(HAD, reason=reason, condition=condition)
    no = {
        check.name for check in failed(judge(facts, Terms(final_sale=True, hygiene=True, returnable=False)))
    }
    assert bool(no & {"window", "final_sale", "not_returnable"}) == barred
    assert ("hygiene" in no) == (barred and condition == Condition.DAMAGED)


def test_what_is_recalled_is_taken_from_anybody():
    checks = judge(replace(HAD, stopped="Overheats"), SALE)
    assert failed(checks) == ()
    assert Check("stopped", True, {"reason": "Overheats"}) in checks


def test_the_law_opens_the_window_again_and_asks_for_no_reason():
    eu = Terms(days=7, final_sale=True, withdrawal_days=14)
    inside = replace(HAD, had_on=ago(14), withdraws_from=ago(14), reason="")
    assert failed(judge(inside, eu)) == ()
    outside = replace(inside, had_on=ago(15), withdraws_from=ago(15))
    assert [check.name for check in failed(judge(outside, eu))] == ["window", "final_sale", "reason"]
    assert failed(judge(replace(inside, withdraws_from=None), eu)) == ()  # the rest is still to come
    assert not is_withdrawal(replace(inside, kind=ReturnKind.GIFT), eu)


def test_when_it_closes():
    assert closes_on(replace(HAD, had_on=date(2026, 1, 31)), PLAIN) == date(2026, 3, 2)
    assert closes_on(replace(HAD, had_on=None, sent_on=date(2026, 1, 1)), PLAIN) == date(2026, 2, 7)
    assert closes_on(replace(HAD, had_on=None), PLAIN) is None
    holidays = Terms(open_until=TODAY)
    assert closes_on(replace(HAD, had_on=ago(90)), holidays) == TODAY
    assert failed(judge(replace(HAD, had_on=ago(90)), holidays)) == ()


def test_at_the_desk_of_a_pickup_only_people_and_reasons_count():
    desk = Facts(TODAY, kind=ReturnKind.DESK, reason="wrong_size", stopped="Overheats")
    assert [check.name for check in judge(desk, SALE)] == ["own_order", "stopped", "reason"]


def test_a_serial_counts_only_where_one_was_read():
    assert said(replace(ASKS, serial="S9"), PLAIN, "serial").ok
    assert said(ASKS, PLAIN, "serial").facts == {"why": "missing"}
    assert said(FRESH, PLAIN, "serial") is None
