"""Shippo over HTTP: its rates can be bought twice, so what was asked for is looked up before anybody asks."""

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from associate.integrations.carriers import carrier_for
from associate.integrations.carriers.port import Outcome, Status
from tests.integrations.carriers import shippo_says as says
from tests.integrations.carriers.facts import ABROAD, PARCEL, PDF, STORE

SHIPPO = carrier_for("shippo")
BUY, LIST, LABEL = "POST /transactions/", "GET /transactions/", f"GET /transactions/{says.LABEL}"


@pytest.fixture
def ground(there):
    there.says("POST /shipments/", says.shipment(), 201)
    return SHIPPO.rates(PARCEL, settings=there.settings).rates[0]


def bought_with(there, rate, parcel=PARCEL):
    return SHIPPO.buy(parcel, rate, settings=there.settings)


def found_with(there, rate=None, key=PARCEL.key, **more):
    return SHIPPO.find(key, settings=there.settings, rate=rate, **more)


# ── rates ────────────────────────────────────────────────────────────────────


def test_rates_come_with_the_cheapest_first_in_minor_units(there):
    there.says("POST /shipments/", says.shipment(), 201)
    told = SHIPPO.rates(PARCEL, settings=there.settings)
    assert [(r.ref, r.service, r.name, r.amount, r.days) for r in told.rates] == [
        ("rate1", "usps_ground_advantage", "Ground Advantage", 607, 3),
        ("rate2", "usps_priority", "Ground Advantage", 742, 2),
    ]
    assert there.header("Authorization") == "ShippoToken key_1"


def test_a_parcel_is_told_in_our_own_units(there):
    there.says("POST /shipments/", says.shipment(), 201)
    SHIPPO.rates(PARCEL, settings={**there.settings, "carrier_accounts": ["acct1"]})
    told = there.body()
    assert told["parcels"] == [
        {"length": "305", "width": "229", "height": "102", "distance_unit": "mm"}
        | {"weight": "436", "mass_unit": "g"}
    ]
    assert (told["async"], told["carrier_accounts"], told["metadata"]) == (False, ["acct1"], "label-7-1")
    assert (told["address_to"]["zip"], told["address_to"]["is_residential"]) == ("90277", True)


def test_what_customs_want_is_told_where_a_border_lies_between(there):
    there.says("POST /shipments/", says.shipment(), 201)
    SHIPPO.rates(ABROAD, settings=there.settings)
    told = there.body()["customs_declaration"]
    assert (told["certify"], told["certify_signer"]) == (True, "Hollis & Wren")
    assert (told["contents_type"], told["eel_pfc"]) == ("MERCHANDISE", "NOEEI_30_36")
    assert told["items"] == [
        {"description": "Mug", "quantity": 2, "value_amount": "38.00", "value_currency": "USD"}
        | {"net_weight": "400", "mass_unit": "g", "origin_country": "PT", "tariff_number": "691200"}
        | {"sku_code": "HW-M"}
    ]


def test_a_return_is_told_as_the_way_there(there):
    there.says("POST /shipments/", says.shipment(), 201)
    back = replace(PARCEL, sender=PARCEL.recipient, recipient=PARCEL.sender, is_return=True)
    SHIPPO.rates(back, settings=there.settings)
    told = there.body()
    assert (told["extra"]["is_return"], told["address_from"]["zip"], told["address_to"]["zip"]) == (
        True,
        "94107",
        "90277",
    )


@pytest.mark.parametrize(
    ("changes", "outcome", "words"),
    [
        ({}, Outcome.REFUSED, "No carrier takes this parcel there."),
        ({"messages": [{"source": "UPS", "text": "No."}] * 2}, Outcome.REFUSED, "UPS: No."),
        ({"status": "QUEUED"}, Outcome.RETRY, ""),
    ],
)
def test_no_rates_have_a_reason(there, changes, outcome, words):
    there.says("POST /shipments/", says.shipment(rates=[], **changes), 201)
    answer = SHIPPO.rates(PARCEL, settings=there.settings).answer
    assert (answer.outcome, answer.words) == (outcome, words)


# ── buying ───────────────────────────────────────────────────────────────────


def test_a_rate_becomes_a_label_with_its_file(there, ground):
    there.says(BUY, says.label(there.file), 201)
    bought = bought_with(there, ground)
    label = bought.label
    assert (bought.answer.outcome, label.file, label.kind) == (Outcome.DONE, PDF, "pdf")
    assert (label.ref, label.tracking_number, label.amount) == (says.LABEL, says.NUMBER, 607)
    assert (label.carrier, label.name, label.is_test) == ("USPS", "Ground Advantage", True)
    assert there.body(1) == {
        "rate": "rate1",
        "label_file_type": "PDF_4x6",
        "metadata": "label-7-1",
        "async": False,
    }


def test_without_a_rate_the_cheapest_is_bought(there):
    there.says("POST /shipments/", says.shipment(), 201)
    there.says(BUY, says.label(there.file), 201)
    assert bought_with(there, None).label.amount == 607


@pytest.mark.parametrize("status", ["QUEUED", "WAITING"])
def test_a_label_in_a_queue_is_pending_until_found(there, ground, status):
    there.says(BUY, says.label(status=status, tracking_number=""), 201)
    assert bought_with(there, ground).answer.outcome == Outcome.PENDING
    there.says(LIST, says.page(says.label(there.file)))
    assert found_with(there, ground).answer.outcome == Outcome.DONE


def test_a_refusal_is_in_the_carriers_own_words(there, ground):
    why = [{"source": "USPS", "code": "", "text": "Address not found."}]
    there.says(BUY, says.label(status="ERROR", messages=why, tracking_number=""), 201)
    bought = bought_with(there, ground)
    assert (bought.answer.outcome, bought.answer.words) == (Outcome.REFUSED, "USPS: Address not found.")
    assert bought.label is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"rate": ["Rate is too old."]}, "rate: Rate is too old."),
        ({"detail": "Authentication missing."}, "Authentication missing."),
        ({"__all__": ["No."]}, "No."),
        ({"address_to": [{"zip": ["Is missing."]}]}, "address_to: zip: Is missing."),
        ({"a": [[[[[["deep"]]]]]]}, "The carrier answered 400."),
    ],
)
def test_a_refusal_of_their_own_is_told_by_field(there, ground, body, words):
    there.says(BUY, body, 400)
    answer = bought_with(there, ground).answer
    assert (answer.outcome, answer.words) == (Outcome.REFUSED, words)


def test_a_label_whose_file_is_not_here_is_pending_not_lost(there, ground):
    there.says(BUY, says.label("https://evil.example/x.pdf"), 201)
    bought = bought_with(there, ground)
    assert (bought.answer.outcome, bought.answer.code) == (Outcome.PENDING, "file_missing")
    assert bought.label.tracking_number == says.NUMBER


# ── finding ──────────────────────────────────────────────────────────────────


def test_a_lost_label_is_found_among_those_of_its_rate(there, ground):
    there.says(LIST, says.page(says.label(there.file, metadata="label-6-1"), says.label(there.file)))
    found = found_with(there, ground)
    assert (found.answer.outcome, found.label.amount, found.label.file) == (Outcome.DONE, 607, PDF)
    assert there.server.log[1][0].args["rate"] == "rate1"


def test_a_lost_label_is_found_by_our_key_on_any_page_with_what_it_cost(there):
    there.says(LIST, says.page(says.label(metadata="x"), more=True))
    there.says(LIST, says.page(says.label(there.file)))
    there.says("GET /rates/rate1", says.rate(price="8.10"))
    assert found_with(there).label.amount == 810
    assert [r.args.get("page") for r, _ in there.server.log[:2]] == ["1", "2"]


def test_newer_answers_bring_the_rate_along(there):
    brought = says.rate(servicelevel=None, servicelevel_name="Ground", servicelevel_token="usps_g")
    there.says(LIST, says.page(says.label(there.file, rate=brought)))
    label = found_with(there).label
    assert (label.name, label.service, label.amount) == ("Ground", "usps_g", 607)


def test_no_label_with_our_key_is_a_sure_no(there, ground):
    there.says(LIST, says.page(says.label(metadata="")))
    answer = found_with(there, ground).answer
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, "not_found")


def test_it_looks_no_further_back_than_it_can_be(there):
    there.says(LIST, says.page(says.label(metadata="x", object_created="2026-07-01T00:00:00Z"), more=True))
    assert found_with(there, since=datetime(2026, 7, 21, tzinfo=UTC)).answer.code == "not_found"


@pytest.mark.parametrize(
    ("statuses", "outcome", "code"),
    [
        (["ERROR"], Outcome.REFUSED, "ERROR"),
        (["REFUNDED"], Outcome.REFUSED, "voided"),
        (["REFUNDPENDING"], Outcome.REFUSED, "voided"),
        (["REFUNDREJECTED"], Outcome.DONE, ""),
        (["ERROR", "QUEUED"], Outcome.PENDING, ""),
        (["QUEUED", "SUCCESS"], Outcome.DONE, ""),
        (["REFUNDED", "ERROR", "SUCCESS"], Outcome.DONE, ""),
        (["SOMETHING"], Outcome.UNKNOWN, ""),
    ],
)
def test_what_became_of_it_is_the_best_of_what_is_there(there, ground, statuses, outcome, code):
    there.says(LIST, says.page(*[says.label(there.file, status) for status in statuses]))
    answer = found_with(there, ground).answer
    assert (answer.outcome, answer.code) == (outcome, code)


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503])
def test_a_question_without_an_answer_settles_nothing(there, ground, status):
    there.says(LIST, {"detail": "no"}, status)
    assert found_with(there, ground).answer.outcome == Outcome.UNKNOWN


def test_a_key_too_long_for_them_is_still_one_key(there, ground):
    key = "label-" + "7" * 200
    there.says(BUY, says.label(there.file), 201)
    bought_with(there, ground, replace(PARCEL, key=key))
    told = there.body(1)["metadata"]
    assert len(told) <= 100
    there.says(LIST, says.page(says.label(there.file, metadata=told)))
    assert found_with(there, ground, key).answer.outcome == Outcome.DONE


# ── taking back ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("QUEUED", Outcome.PENDING),
        ("PENDING", Outcome.PENDING),
        ("SUCCESS", Outcome.DONE),
        ("ERROR", Outcome.REFUSED),
    ],
)
def test_a_label_is_given_back_as_far_as_they_take_it(there, status, outcome):
    there.says(LABEL, says.label())
    there.says("POST /refunds/", {"object_id": "r1", "status": status}, 201)
    assert SHIPPO.void(says.LABEL, key="v", settings=there.settings).answer.outcome == outcome
    assert there.body() == {"transaction": says.LABEL, "async": False}


@pytest.mark.parametrize(
    ("status", "outcome"), [("REFUNDED", Outcome.DONE), ("REFUNDPENDING", Outcome.PENDING)]
)
def test_asking_again_only_looks(there, status, outcome):
    there.says(LABEL, says.label(status=status))
    assert SHIPPO.void(says.LABEL, key="v", settings=there.settings).answer.outcome == outcome
    assert there.asked == [LABEL]


def test_a_lost_answer_to_giving_it_back_is_open(there):
    there.says(LABEL, says.label())
    there.says("POST /refunds/", {}, 500)
    assert SHIPPO.void(says.LABEL, key="v", settings=there.settings).answer.outcome == Outcome.UNKNOWN


# ── a form, and where it is ──────────────────────────────────────────────────


def form_of(there, *refs):
    return SHIPPO.form(refs, STORE, date(2026, 7, 21), key="m-1", settings=there.settings)


def test_a_manifest_is_made_once_and_found_again(there):
    there.says("GET /manifests/", says.page(says.manifest(transactions=["other"])))
    there.says(LABEL, says.label())
    there.says("GET /rates/rate1", says.rate())
    there.says("POST /manifests/", says.manifest(documents=[there.file]), 201)
    formed = form_of(there, says.LABEL, "tx2")
    assert (formed.answer.outcome, formed.ref, formed.file) == (Outcome.DONE, "man1", PDF)
    told = there.body(3)
    assert (told["carrier_account"], told["transactions"]) == ("acct1", [says.LABEL, "tx2"])
    assert told["address_from"]["zip"] == "94107"
    there.says("GET /manifests/", says.page(says.manifest(documents=[there.file])))
    assert form_of(there, says.LABEL, "tx2") == formed
    assert there.asked.count("POST /manifests/") == 1


def test_one_that_failed_may_be_made_again(there):
    there.says("GET /manifests/", says.page(says.manifest("ERROR")))
    there.says(LABEL, says.label(rate=says.rate()))
    there.says("POST /manifests/", says.manifest("ERROR", errors=["Too late."]), 201)
    answer = form_of(there, says.LABEL).answer
    assert (answer.outcome, answer.words) == (Outcome.REFUSED, "Too late.")


def test_a_manifest_takes_its_time(there):
    there.says("GET /manifests/", says.page(says.manifest("QUEUED")))
    assert form_of(there, says.LABEL).answer.outcome == Outcome.PENDING


def test_where_it_is_comes_event_by_event(there):
    there.says(f"GET /tracks/usps/{says.NUMBER}", says.ON_ITS_WAY)
    answer, events = SHIPPO.track(says.NUMBER, "USPS", settings=there.settings)
    assert answer.outcome == Outcome.DONE
    assert [(e.status, e.words, e.place) for e in events] == [
        (Status.PRE_TRANSIT, "Label made", ""),
        (Status.ACCEPTED, "Taken in", "San Francisco, CA, US"),
        (Status.OUT_FOR_DELIVERY, "Out", ""),
        (Status.DELIVERED, "Left at the door", ""),
    ]
    assert SHIPPO.read_webhook(says.event(says.ON_ITS_WAY)) == events


@pytest.mark.parametrize(
    ("carrier", "path"), [("DHL Express", "dhl_express"), ("FedEx", "fedex"), ("", "usps")]
)
def test_a_carrier_is_asked_for_by_its_token(there, carrier, path):
    there.says(f"GET /tracks/{path}/{says.NUMBER}", says.ON_ITS_WAY)
    assert SHIPPO.track(says.NUMBER, carrier, settings=there.settings)[0].outcome == Outcome.DONE


@pytest.mark.parametrize("number", ["../x", "", "1 2"])
def test_what_is_no_number_is_not_asked_for(there, number):
    answer, events = SHIPPO.track(number, "usps", settings=there.settings)
    assert (answer.code, events, there.asked) == ("not_found", (), [])


def test_the_last_step_is_no_second_event():
    last = says.ON_ITS_WAY["tracking_history"][-1]
    assert len(SHIPPO.read_webhook(says.event(says.ON_ITS_WAY | {"tracking_status": last}))) == 3


@pytest.mark.parametrize(
    "raw", [b"", b"[]", says.event(None), says.event(says.ON_ITS_WAY, "batch_purchased")]
)
def test_a_webhook_about_something_else_tells_nothing(raw):
    assert SHIPPO.read_webhook(raw) == ()


def signature(raw, secret, at="1785000000"):
    return f"t={at}, v1=" + hmac.new(secret.encode(), f"{at}.".encode() + raw, hashlib.sha256).hexdigest()


def test_only_who_knows_the_secret_signs():
    raw = says.event(says.ON_ITS_WAY)
    signed = {"shippo-auth-signature": signature(raw, "hush")}
    assert SHIPPO.verify(raw, signed, secret="hush")
    assert not SHIPPO.verify(raw + b" ", signed, secret="hush")
    assert not SHIPPO.verify(raw, signed, secret="other")
    later = {"shippo-auth-signature": signature(raw, "hush").replace("1785", "1786")}
    assert not SHIPPO.verify(raw, later, secret="hush")
    assert not SHIPPO.verify(raw, {}, secret="hush")
    assert not SHIPPO.verify(raw, {"Shippo-Auth-Signature": signature(raw, "")}, secret="")
