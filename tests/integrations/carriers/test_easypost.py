"""EasyPost over HTTP: one label for one key, whatever gets lost, and its own words when it refuses."""

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine

from associate.integrations.carriers import carrier_for
from associate.integrations.carriers.port import Outcome, Rate, Status
from tests.integrations.carriers import easypost_says as says
from tests.integrations.carriers.facts import ABROAD, PARCEL, PDF, STORE, ZPL

EASYPOST = carrier_for("easypost")
BUY, SHIPMENT = f"POST /shipments/{says.SHIPMENT}/buy", f"GET /shipments/{says.SHIPMENT}"


@pytest.fixture
def ground(there):
    """The cheapest of its rates for our parcel."""
    there.says("POST /shipments", says.shipment(), 201)
    return EASYPOST.rates(PARCEL, settings=there.settings).rates[0]


def bought_with(there, rate, parcel=PARCEL):
    return EASYPOST.buy(parcel, rate, settings=there.settings)


def found_with(there, rate=None, key=PARCEL.key, **more):
    return EASYPOST.find(key, settings=there.settings, rate=rate, **more)


# ── rates ────────────────────────────────────────────────────────────────────


def test_rates_come_with_the_cheapest_first_in_minor_units(there):
    there.says("POST /shipments", says.shipment(), 201)
    told = EASYPOST.rates(PARCEL, settings=there.settings)
    assert told.answer.outcome == Outcome.DONE
    assert [(r.service, r.amount, r.currency, r.days) for r in told.rates] == [
        ("GroundAdvantage", 607, "USD", 3),
        ("Priority", 742, "USD", 3),
        ("Express", 3415, "USD", 1),
    ]


def test_a_parcel_is_told_in_ounces_and_inches_with_our_key(there):
    there.says("POST /shipments", says.shipment(), 201)
    EASYPOST.rates(PARCEL, settings={**there.settings, "carrier_accounts": ["ca_1"], "label": "zpl"})
    told = there.body()["shipment"]
    assert told["parcel"] == {"length": 12.1, "width": 9.1, "height": 4.1, "weight": 15.4}
    assert (told["reference"], told["carrier_accounts"]) == ("label-7-1", ["ca_1"])
    assert told["options"]["label_format"] == "ZPL"
    assert (told["to_address"]["zip"], told["to_address"]["residential"]) == ("90277", True)
    assert "company" not in told["to_address"]
    assert there.header("Authorization") == "Basic a2V5XzE6"


def test_what_customs_want_is_told_where_a_border_lies_between(there):
    there.says("POST /shipments", says.shipment(), 201)
    EASYPOST.rates(ABROAD, settings=there.settings)
    told = there.body()["shipment"]["customs_info"]
    assert (told["customs_certify"], told["customs_signer"]) == (True, "Hollis & Wren")
    assert (told["contents_type"], told["eel_pfc"]) == ("merchandise", "NOEEI 30.37(a)")
    assert told["customs_items"] == [
        {"description": "Mug", "quantity": 2, "value": 38.0, "currency": "USD", "weight": 14.109}
        | {"hs_tariff_number": "691200", "origin_country": "PT", "code": "HW-M"}
    ]


def test_a_return_is_told_as_the_way_there(there):
    there.says("POST /shipments", says.shipment(), 201)
    back = replace(PARCEL, sender=PARCEL.recipient, recipient=PARCEL.sender, is_return=True)
    EASYPOST.rates(back, settings=there.settings)
    told = there.body()["shipment"]
    assert (told["is_return"], told["from_address"]["zip"], told["to_address"]["zip"]) == (
        True,
        "94107",
        "90277",
    )


@pytest.mark.parametrize(("today", "dated"), [("2026-07-21", False), ("2026-07-20", True)])
def test_only_a_day_to_come_is_printed_as_such(there, today, dated):
    there.says("POST /shipments", says.shipment(), 201)
    with time_machine.travel(f"{today}T12:00:00Z", tick=False):
        EASYPOST.rates(PARCEL, settings=there.settings)
    assert ("label_date" in there.body()["shipment"]["options"]) is dated


def test_no_rate_is_a_refusal_in_the_carriers_words(there):
    why = [{"carrier": "USPS", "type": "rate_error", "message": "to_address.zip: unknown"}]
    there.says("POST /shipments", says.shipment(rates=[], messages=why), 201)
    answer = EASYPOST.rates(PARCEL, settings=there.settings).answer
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, "no_rates")
    assert answer.words == "USPS: to_address.zip: unknown"


def test_a_rate_that_cannot_be_read_is_left_out(there):
    odd = [says.rate(price="free"), says.rate(ident="../x"), says.rate(currency=None), says.rate("rate_2")]
    there.says("POST /shipments", says.shipment(rates=odd), 201)
    assert len(EASYPOST.rates(PARCEL, settings=there.settings).rates) == 1


# ── buying ───────────────────────────────────────────────────────────────────


def test_a_rate_becomes_a_label_with_its_file(there, ground):
    there.says(BUY, says.bought(there.file))
    bought = bought_with(there, ground)
    label = bought.label
    assert (bought.answer.outcome, label.file, label.kind) == (Outcome.DONE, PDF, "pdf")
    assert (label.tracking_number, label.amount, label.currency) == (says.NUMBER, 607, "USD")
    assert (label.ref, label.carrier, label.service) == (says.SHIPMENT, "USPS", "GroundAdvantage")
    assert (label.is_test, label.tracking_url) == (True, "https://track.easypost.com/x")
    assert label.voidable_until == datetime(2026, 8, 20, 12, 0, 10, tzinfo=UTC)
    assert there.asked == ["POST /shipments", BUY, "GET /files/label.pdf"]
    assert there.body(1) == {"rate": {"id": says.RATE}}


def test_the_key_of_the_account_goes_to_no_file_host(there, ground):
    there.says(BUY, says.bought(there.file))
    bought_with(there, ground)
    assert there.header("Authorization", 1) and there.header("Authorization", 2) is None


def test_a_label_for_a_thermal_printer_is_what_it_is(there, ground, httpserver):
    httpserver.expect_request("/files/label.zpl").respond_with_data(ZPL)
    there.says(BUY, says.bought(httpserver.url_for("/files/label.zpl")))
    assert bought_with(there, ground).label.kind == "zpl"


def test_a_rate_made_for_another_key_is_bought_in_a_shipment_of_its_own(there, ground):
    """Else it could never be found by the key it was bought with."""
    there.says("POST /shipments", says.shipment("shp_second", rates=[says.rate("rate_second")]), 201)
    there.says("POST /shipments/shp_second/buy", says.bought(there.file, "shp_second"))
    parcel = replace(PARCEL, key="label-7-2")
    assert bought_with(there, ground, parcel).answer.outcome == Outcome.DONE
    assert there.body(1)["shipment"]["reference"] == "label-7-2"
    assert there.body(2) == {"rate": {"id": "rate_second"}}


@pytest.mark.parametrize(
    ("rates", "code"),
    [([says.rate(price="6.08")], "price_changed"), ([says.rate(service="Priority")], "no_rates")],
)
def test_nothing_is_bought_that_nobody_agreed_to(there, ground, rates, code):
    there.says("POST /shipments", says.shipment("shp_second", rates=rates), 201)
    answer = bought_with(there, ground, replace(PARCEL, key="label-7-2")).answer
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, code)
    assert there.asked == ["POST /shipments"] * 2


def test_without_a_rate_the_cheapest_is_bought(there):
    there.says("POST /shipments", says.shipment(), 201)
    there.says(BUY, says.bought(there.file))
    assert bought_with(there, None).answer.outcome == Outcome.DONE
    assert there.body(1) == {"rate": {"id": says.RATE}}


def test_what_was_bought_already_is_not_bought_again(there, ground):
    there.says(BUY, says.refusal("SHIPMENT.POSTAGE.EXISTS", "Postage already exists"), 422)
    there.says(SHIPMENT, says.bought(there.file))
    bought = bought_with(there, ground)
    assert (bought.answer.outcome, bought.label.tracking_number) == (Outcome.DONE, says.NUMBER)


@pytest.mark.parametrize(
    ("errors", "words"),
    [
        ([{"field": "zip", "message": "is not a ZIP code"}], "It can’t go there zip: is not a ZIP code"),
        (["is not a ZIP code"], "It can’t go there is not a ZIP code"),
        ([], "It can’t go there"),
    ],
)
def test_a_refusal_is_in_their_own_words(there, ground, errors, words):
    there.says(BUY, says.refusal("SHIPMENT.INVALID", "It can’t go there", errors), 422)
    answer = bought_with(there, ground).answer
    assert (answer.outcome, answer.words, answer.code) == (Outcome.REFUSED, words, "SHIPMENT.INVALID")


@pytest.mark.parametrize("code", ["IN_PROGRESS", "TIMED_OUT", "NO_RESPONSE"])
def test_some_refusals_leave_it_open(there, ground, code):
    kind = "PURCHASE" if code == "IN_PROGRESS" else "POSTAGE"
    there.says(BUY, says.refusal(f"SHIPMENT.{kind}.{code}", "The carrier is silent"), 422)
    assert bought_with(there, ground).answer.outcome == Outcome.UNKNOWN


@pytest.mark.parametrize(
    "address", ["https://evil.example/label.pdf", "http://169.254.169.254/x", "", "file:///etc/passwd"]
)
def test_a_label_whose_file_is_not_here_is_pending_not_lost(there, ground, address):
    there.says(BUY, says.bought(address))
    bought = bought_with(there, ground)
    assert (bought.answer.outcome, bought.answer.code) == (Outcome.PENDING, "file_missing")
    assert (bought.label.tracking_number, bought.label.file) == (says.NUMBER, b"")


@pytest.mark.parametrize("file", [b"<html>not yet</html>", b"%PDF-" + b"x" * 5_000_000])
def test_what_is_no_label_is_not_taken_for_one(there, ground, httpserver, file):
    httpserver.expect_request("/files/odd").respond_with_data(file)
    there.says(BUY, says.bought(httpserver.url_for("/files/odd")))
    assert bought_with(there, ground).answer.code == "file_missing"


def test_a_page_that_says_no_is_no_file(there, ground, httpserver):
    httpserver.expect_request("/files/gone").respond_with_data(PDF, status=410)
    there.says(BUY, says.bought(httpserver.url_for("/files/gone")))
    assert bought_with(there, ground).answer.code == "file_missing"


def test_no_redirect_leads_from_a_file_to_another_host(there, ground, httpserver):
    moved = {"Location": "https://evil.example/label.pdf"}
    httpserver.expect_request("/files/moved").respond_with_data("", status=302, headers=moved)
    there.says(BUY, says.bought(httpserver.url_for("/files/moved")))
    assert bought_with(there, ground).answer.code == "file_missing"


# ── finding ──────────────────────────────────────────────────────────────────


def test_a_lost_label_is_found_by_the_rate_it_was_bought_with(there, ground):
    there.says(SHIPMENT, says.bought(there.file))
    found = found_with(there, ground)
    assert (found.answer.outcome, found.label.file) == (Outcome.DONE, PDF)


def test_a_shipment_that_was_only_rated_was_never_bought(there, ground):
    there.says(SHIPMENT, says.shipment())
    answer = found_with(there, ground).answer
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, "not_found")


@pytest.mark.parametrize("left", ["selected_rate", "tracking_code", "postage_label"])
def test_half_a_label_is_no_proof_that_there_is_none(there, ground, left):
    there.says(SHIPMENT, says.shipment() | {left: says.bought(there.file)[left]})
    assert found_with(there, ground).answer.outcome == Outcome.UNKNOWN


def test_a_lost_label_is_found_by_our_key_on_any_page(there):
    other = says.bought(there.file, "shp_9", reference="label-8-1")
    there.says("GET /shipments", {"shipments": [other], "has_more": True})
    there.says("GET /shipments", {"shipments": [says.bought(there.file)], "has_more": True})
    found = found_with(there, since=datetime(2026, 7, 21, 11, 0, tzinfo=UTC))
    assert (found.answer.outcome, found.label.ref) == (Outcome.DONE, says.SHIPMENT)
    first, second, _file = [request.args.to_dict() for request, _answer in there.server.log]
    assert (first["purchased"], first["start_datetime"]) == ("true", "2026-07-21T10:55:00+00:00")
    assert "before_id" not in first and second["before_id"] == "shp_9"


def test_no_label_with_our_key_is_a_sure_no(there):
    there.says("GET /shipments", {"shipments": [], "has_more": False})
    answer = found_with(there).answer
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, "not_found")


def test_it_looks_no_further_back_than_it_can_be(there):
    old = says.bought(there.file, reference="x", created_at="2026-07-01T00:00:00Z")
    there.says("GET /shipments", {"shipments": [old], "has_more": True})
    assert found_with(there, since=datetime(2026, 7, 21, tzinfo=UTC)).answer.code == "not_found"


def test_a_label_that_was_given_back_is_none(there):
    gone = says.bought(there.file, "shp_gone", refund_status="submitted")
    there.says("GET /shipments", {"shipments": [gone], "has_more": False})
    found = found_with(there)
    assert (found.answer.outcome, found.answer.code, found.label.ref) == (
        Outcome.REFUSED,
        "voided",
        "shp_gone",
    )
    there.says("GET /shipments", {"shipments": [gone, says.bought(there.file)], "has_more": False})
    assert found_with(there).label.ref == says.SHIPMENT


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503])
def test_a_question_without_an_answer_settles_nothing(there, ground, status):
    there.always(SHIPMENT, says.refusal("X", "no"), status)
    there.always("GET /shipments", says.refusal("X", "no"), status)
    assert found_with(there, ground).answer.outcome == Outcome.UNKNOWN
    assert found_with(there).answer.outcome == Outcome.UNKNOWN


def test_a_list_of_something_else_settles_nothing(there):
    there.says("GET /shipments", {"parcels": []})
    answer = found_with(there).answer
    assert (answer.outcome, answer.words) == (Outcome.UNKNOWN, "The carrier’s answer can’t be read.")


# ── taking back ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("submitted", Outcome.PENDING),
        ("refunded", Outcome.DONE),
        ("not_applicable", Outcome.DONE),
        ("rejected", Outcome.REFUSED),
        (None, Outcome.PENDING),
    ],
)
def test_a_label_is_given_back_as_far_as_they_take_it(there, status, outcome):
    there.says(SHIPMENT, says.bought(there.file))
    there.says(f"POST /shipments/{says.SHIPMENT}/refund", says.bought(there.file, refund_status=status))
    assert EASYPOST.void(says.SHIPMENT, key="v", settings=there.settings).answer.outcome == outcome


@pytest.mark.parametrize(("status", "outcome"), [("submitted", Outcome.PENDING), ("refunded", Outcome.DONE)])
def test_asking_again_only_looks(there, status, outcome):
    there.says(SHIPMENT, says.bought(there.file, refund_status=status))
    assert EASYPOST.void(says.SHIPMENT, key="v", settings=there.settings).answer.outcome == outcome
    assert there.asked == [SHIPMENT]


def test_a_rejected_one_may_be_asked_again(there):
    there.says(SHIPMENT, says.bought(there.file, refund_status="rejected"))
    there.says(f"POST /shipments/{says.SHIPMENT}/refund", says.bought(there.file, refund_status="submitted"))
    assert EASYPOST.void(says.SHIPMENT, key="v", settings=there.settings).answer.outcome == Outcome.PENDING


def test_a_label_of_nobody_is_not_asked_for(there):
    answer = EASYPOST.void("../trackers", key="v", settings=there.settings).answer
    assert (answer.code, there.asked) == ("not_found", [])


# ── a form, and where it is ──────────────────────────────────────────────────


def form_of(there, *refs):
    return EASYPOST.form(refs, STORE, date(2026, 7, 21), key="m-1", settings=there.settings)


def test_a_scan_form_is_made_once_and_found_again(there):
    there.says(SHIPMENT, says.bought(there.file))
    there.says("POST /scan_forms", says.form(there.file), 201)
    formed = form_of(there, says.SHIPMENT, "shp_2")
    assert (formed.answer.outcome, formed.ref, formed.file) == (Outcome.DONE, says.FORM, PDF)
    assert there.body(1) == {"shipments": [{"id": says.SHIPMENT}, {"id": "shp_2"}]}
    there.says(SHIPMENT, says.bought(there.file, scan_form={"id": says.FORM}))
    there.says(f"GET /scan_forms/{says.FORM}", says.form(there.file))
    assert form_of(there, says.SHIPMENT, "shp_2") == formed
    assert there.asked.count("POST /scan_forms") == 1


@pytest.mark.parametrize(
    ("form", "outcome", "words"),
    [
        (says.form(None, "creating"), Outcome.PENDING, "The carrier is still at it."),
        (says.form(None), Outcome.PENDING, "The carrier is still at it."),
        (says.form(None, "failed", message="One was refunded."), Outcome.REFUSED, "One was refunded."),
    ],
)
def test_a_scan_form_takes_its_time_or_fails(there, form, outcome, words):
    there.says(SHIPMENT, says.bought(there.file))
    there.says("POST /scan_forms", form, 201)
    answer = form_of(there, says.SHIPMENT).answer
    assert (answer.outcome, answer.words) == (outcome, words)


def test_where_it_is_comes_event_by_event(there):
    there.says("POST /trackers", says.ON_ITS_WAY)
    answer, events = EASYPOST.track(says.NUMBER, "USPS", settings=there.settings)
    assert answer.outcome == Outcome.DONE
    assert [(e.status, e.words, e.place) for e in events] == [
        (Status.PRE_TRANSIT, "Label made", ""),
        (Status.ACCEPTED, "Taken in", "San Francisco, CA"),
        (Status.IN_TRANSIT, "Left the center", "Fresno, CA"),
        (Status.DELIVERED, "Left at the door", "Redondo Beach, CA"),
    ]
    assert events[3].at == datetime(2026, 7, 24, 0, 12, tzinfo=UTC)
    assert there.body() == {"tracker": {"tracking_code": says.NUMBER, "carrier": "USPS"}}


def test_told_or_asked_it_is_the_same_event(there):
    there.says("POST /trackers", says.ON_ITS_WAY)
    _answer, asked = EASYPOST.track(says.NUMBER, "", settings=there.settings)
    assert EASYPOST.read_webhook(says.event(says.ON_ITS_WAY)) == asked
    assert len({event.event_id for event in asked}) == 4 and all(len(e.event_id) <= 64 for e in asked)


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"nonsense", says.event({}), says.event(says.ON_ITS_WAY, "batch.created")]
)
def test_a_webhook_about_something_else_tells_nothing(raw):
    assert EASYPOST.read_webhook(raw) == ()


@pytest.mark.parametrize(
    ("status", "ours"),
    [("cancelled", Status.CANCELED), ("return_to_sender", Status.RETURNED), ("failure", Status.EXCEPTION)]
    + [("unknown", Status.UNKNOWN), ("what", Status.UNKNOWN), ("out_for_delivery", Status.OUT_FOR_DELIVERY)],
)
def test_their_statuses_in_our_words(status, ours):
    told = says.tracker(says.detail(status, "2026-07-22T03:00:00Z", "x"), says.detail(status, "soon", "x"))
    assert [event.status for event in EASYPOST.read_webhook(says.event(told))] == [ours]


def test_only_who_knows_the_secret_signs(there):
    raw = says.event(says.ON_ITS_WAY)
    digest = hmac.new("se\u0301cret".encode(), raw, hashlib.sha256).hexdigest()
    signed = {"x-hmac-signature": f"hmac-sha256-hex={digest}"}
    assert EASYPOST.verify(raw, signed, secret="s\u00e9cret")
    assert not EASYPOST.verify(raw + b" ", signed, secret="s\u00e9cret")
    assert not EASYPOST.verify(raw, signed, secret="other")
    assert not EASYPOST.verify(raw, {}, secret="s\u00e9cret")
    empty = hmac.new(b"", raw, hashlib.sha256).hexdigest()
    assert not EASYPOST.verify(raw, {"X-Hmac-Signature": f"hmac-sha256-hex={empty}"}, secret="")


def test_a_rate_of_nobodys_is_no_path(there):
    odd = Rate("../../x/y/z", "USPS", "Ground", "Ground", 607, "USD")
    there.always("POST /shipments", says.shipment(rates=[]), 201)
    assert bought_with(there, odd).answer.code == "no_rates"
    assert set(there.asked) == {"POST /shipments"}
