"""What EasyPost and Shippo really answered, where a checkout has it beside it: all of it is read."""

import json
from dataclasses import replace

import pytest

from associate.integrations.carriers import carrier_for
from associate.integrations.carriers.easypost.home import HOME as EASYPOST_HOME
from associate.integrations.carriers.files import may_come_from
from associate.integrations.carriers.port import Outcome, Status
from tests.integrations.carriers.facts import PARCEL
from tests.support.shared import shared_files

EASYPOST, SHIPPO = carrier_for("easypost"), carrier_for("shippo")


def given(pattern):
    """For each such file: what was asked and answered, as (method, path, body)."""
    return [
        pytest.param([_exchange(each) for each in json.loads(path.read_text())], id=path.name)
        for path in shared_files(pattern)
    ]


def _exchange(each):
    asked = each.get("request", each)
    path = asked["uri"].split(".com")[1].removeprefix("/v2")
    return asked["method"], path, each["body"]


def plays(there, exchanges):
    for method, path, body in exchanges:
        there.says(f"{method} {path}", body)


@pytest.mark.parametrize("exchanges", given("easypost/rates.json"))
def test_easyposts_rates(there, exchanges):
    plays(there, exchanges)
    told = EASYPOST.rates(PARCEL, settings=there.settings)
    assert [(r.carrier, r.service, r.amount, r.days) for r in told.rates] == [
        ("USPS", "GroundAdvantage", 607, 3),
        ("USPS", "Priority", 742, 2),
        ("USPS", "Express", 3415, 1),
    ]


@pytest.mark.parametrize("exchanges", given("easypost/shipment_create_and_buy.json"))
def test_a_label_bought_at_easypost(there, exchanges):
    bought = exchanges[-1][2]
    assert may_come_from(bought["postage_label"]["label_url"], EASYPOST_HOME.file_hosts, "https://x.example")
    bought["postage_label"]["label_url"] = there.file
    plays(there, exchanges)
    rates = EASYPOST.rates(PARCEL, settings=there.settings).rates
    done = EASYPOST.buy(PARCEL, rates[0], settings=there.settings)
    assert (done.answer.outcome, done.label.amount, done.label.kind) == (Outcome.DONE, 607, "pdf")
    assert done.label.tracking_number == bought["tracking_code"]


@pytest.mark.parametrize("exchanges", given("easypost/shipment_refund.json"))
def test_a_label_given_back_at_easypost(there, exchanges):
    (_post, _path, shipment), refund = exchanges
    there.says(f"GET /shipments/{shipment['id']}", shipment)
    plays(there, [refund])
    answer = EASYPOST.void(shipment["id"], key="v", settings=there.settings).answer
    assert answer.outcome == Outcome.PENDING


@pytest.mark.parametrize("exchanges", given("easypost/tracker_create.json"))
def test_a_tracker_of_easyposts(there, exchanges):
    plays(there, exchanges)
    answer, events = EASYPOST.track("EZ1000000001", "", settings=there.settings)
    assert answer.outcome == Outcome.DONE
    assert [event.status for event in events] == [Status.PRE_TRANSIT] * 2
    assert events[1].place == "HOUSTON, TX"


@pytest.mark.parametrize(
    "path", shared_files("easypost/webhook.tracker_updated.raw.json"), ids=lambda path: path.name
)
def test_a_webhook_of_easyposts(path):
    events = EASYPOST.read_webhook(path.read_bytes())
    assert len(events) == 7 == len({event.event_id for event in events})
    assert [event.at for event in events] == sorted(event.at for event in events)


VECTORS = [
    vector
    for path in shared_files("signatures/vectors.json")
    for vector in json.loads(path.read_text())
    if vector["platform"] == "easypost"
]


@pytest.mark.parametrize("vector", VECTORS)
@pytest.mark.parametrize("path", shared_files("easypost/webhook.tracker_updated.raw.json"))
def test_a_signature_of_easyposts(vector, path):
    raw = path.read_bytes().rstrip(b"\n")
    signed = {vector["header"]: vector["signature"]}
    assert EASYPOST.verify(raw, signed, secret=vector["secret"]) == vector["valid"]


@pytest.mark.parametrize("exchanges", given("shippo/shipment_rates.json"))
def test_shippos_rates(there, exchanges):
    made = next(each for each in exchanges if each[:2] == ("POST", "/shipments/"))
    finished = next(each for each in exchanges if each[0] == "GET" and not each[1].endswith("/rates/"))
    plays(there, [(*made[:2], finished[2])])
    rates = SHIPPO.rates(PARCEL, settings=there.settings).rates
    assert len(rates) == len(finished[2]["rates"])
    assert [rate.amount for rate in rates] == sorted(rate.amount for rate in rates)
    assert all(rate.carrier and rate.service and rate.name for rate in rates)


@pytest.mark.parametrize("exchanges", given("shippo/transaction_create.json"))
def test_a_label_in_shippos_queue(there, exchanges):
    (made,) = [each for each in exchanges if each[:2] == ("POST", "/shipments/")]
    plays(there, [made, exchanges[-1]])
    rates = SHIPPO.rates(PARCEL, settings=there.settings).rates
    bought = SHIPPO.buy(PARCEL, rates[0], settings=there.settings)
    assert bought.answer.outcome == Outcome.PENDING
    there.says("GET /transactions/", {"next": None, "results": [exchanges[-1][2]]})
    key = exchanges[-1][2]["metadata"]
    found = SHIPPO.find(key, settings=there.settings, rate=replace(rates[0], ref=exchanges[-1][2]["rate"]))
    assert found.answer.outcome == Outcome.PENDING


@pytest.mark.parametrize("exchanges", given("shippo/address_invalid_validate.json"))
def test_an_address_of_shippos_holds_no_rate(there, exchanges):
    plays(there, [("POST", "/shipments/", exchanges[0][2])])
    assert SHIPPO.rates(PARCEL, settings=there.settings).answer.code == "no_rates"
