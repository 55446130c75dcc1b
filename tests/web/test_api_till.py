"""Tills tell the API: a report for each receipt, and no bad one stops a good one."""

import pytest

from tests.support.machines import Machine, code_of
from tests.support.till import till_channel

EUR = {"currency": "EUR"}


@pytest.fixture
def till(app, shop):
    return Machine(app, "sales:write", "returns:write", channel=till_channel())


def sale(receipt="R-1", units=1, **fields):
    line = {
        "sku": "HW-EK-15",
        "quantity": units,
        "unit_price": {"amount": 4250, **EUR},
        "total": {"amount": 4250 * units, **EUR},
    }
    known = {"receipt": receipt, "store": "MQ", "at": "2026-11-22T09:00:00Z", "currency": "EUR"}
    return {**known, "lines": [line], "total": {"amount": 4250 * units, **EUR}, **fields}


def back(receipt="B-1", of="R-1", units=1, **fields):
    known = {"receipt": receipt, "of": of, "store": "MQ", "at": "2026-11-22T10:00:00Z"}
    lines = [{"gtin": "4006381333931", "quantity": units}]
    return {**known, "lines": lines, "amount": {"amount": 4250 * units, **EUR}, **fields}


def test_sales_and_returns_come_in(shop, till):
    answer = till.sends("/sales", {"sales": [sale("R-1", 2), sale("R-2")]})
    assert answer.status_code == 200, answer.text
    assert [row["order"] for row in answer.get_json()["receipts"]] == ["T-R-1", "T-R-2"]
    assert shop.level(shop.kettle) == (17, 0, 0)
    answer = till.sends("/returns", {"returns": [back(), back("B-2", "R-2", 2, amount={"amount": 1, **EUR})]})
    assert answer.status_code == 207, answer.text
    assert [(row["result"], row["code"]) for row in answer.get_json()["receipts"]] == [
        ("taken", ""),
        ("refused", "too_many"),
    ]
    assert shop.level(shop.kettle) == (18, 0, 0)


def test_a_bad_receipt_stops_no_good_one(shop, till):
    wrong = sale("R-2", total={"amount": "1", **EUR})
    answer = till.sends("/sales", {"sales": [wrong, sale("R-1"), "nothing", sale("R-3", store="ZZ")]})
    told = answer.get_json()
    assert answer.status_code == 207 and (told["taken"], told["refused"]) == (1, 3)
    assert [row["code"] for row in told["receipts"]] == ["not_valid", "", "not_valid", "no_store"]
    assert told["receipts"][0]["receipt"] == "R-2"
    assert told["receipts"][0]["errors"][0]["pointer"] == "#/total/amount"


def test_when_nothing_fits_nothing_is_taken(shop, till):
    answer = till.sends("/sales", {"sales": [sale(total=None)]})
    assert code_of(answer) == (422, "not_valid")
    assert answer.get_json()["errors"][0]["pointer"] == "#/sales/0/total"


def test_there_is_a_most(shop, till):
    many = [{**sale(f"R-{n}"), "lines": sale()["lines"] * 500} for n in range(11)]
    assert code_of(till.sends("/sales", {"sales": many})) == (422, "not_valid")


def test_a_replay_answers_the_same(shop, till):
    first, again = (till.sends("/sales", {"sales": [sale()]}, key="k-1") for _ in range(2))
    assert again.data == first.data and shop.level(shop.kettle) == (19, 0, 0)
    other_key = till.sends("/sales", {"sales": [sale()]})
    assert other_key.get_json()["receipts"][0]["result"] == "known"


def test_each_needs_its_scope(app, shop):
    sells = Machine(app, "sales:write", channel=till_channel())
    assert code_of(sells.sends("/returns", {"returns": [back()]})) == (403, "no_scope")
