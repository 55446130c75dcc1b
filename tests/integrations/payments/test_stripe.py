"""Stripe over HTTP: what is asked, how the answers are read, and that nothing is done twice."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from associate.integrations.payments import payments_for
from associate.integrations.payments.port import Outcome, Verb
from associate.integrations.payments.signing import signature
from associate.integrations.payments.stripe import finding, line
from associate.integrations.payments.stripe.amounts import to_ours, to_theirs
from tests.integrations.payments.facts import REFUND, gist, to
from tests.support.shared import shared_files

STRIPE = payments_for("stripe")
SECRET = "whsec_1"
AT = datetime(2026, 7, 21, 12, tzinfo=UTC)
RELEASE = to(Verb.RELEASE, payment="pi_2")
CAPTURE = to(Verb.CAPTURE, payment="pi_2")
CHARGE = to(Verb.CHARGE, payment="")


def do(deed, there):
    return STRIPE.do(deed, settings=there.settings)


def find(deed, there, **known):
    return STRIPE.find(deed, settings=there.settings, **known)


# ── refunds ──────────────────────────────────────────────────────────────────


def test_a_refund_carries_our_key_and_no_more_of_anybody_than_it_needs(there):
    moved = do(REFUND, there)
    assert gist(moved) == ("done", "") and moved.is_test
    assert (moved.ref, moved.payment, moved.amount, moved.currency) == ("re_1", "pi_1", 1290, "EUR")
    _method, _path, form, headers = there.asked[-1]
    assert form == {
        "payment_intent": "pi_1",
        "amount": "1290",
        "metadata[associate_key]": "refund-7-1",
        "metadata[order]": "A-1001",
        "metadata[note]": "Two shirts came back",
        "instructions_email": "maya@mail.example",
    }
    assert headers["idempotency-key"] == "refund-7-1" and headers["stripe-version"] == line.VERSION
    assert headers["content-type"] == "application/x-www-form-urlencoded"


def test_a_charge_of_the_old_kind_is_refunded_by_its_name(there):
    assert gist(do(to(payment="ch_1"), there)) == ("done", "")
    assert there.asked[-1][2]["charge"] == "ch_1"
    assert find(to(payment="ch_1"), there).ref == "re_1"


def test_the_number_of_a_card_in_a_note_goes_nowhere(there):
    do(to(note="paid with 4242 4242 4242 4242"), there)
    assert there.asked[-1][2]["metadata[note]"] == "paid with •••• 4242"


def test_told_twice_is_done_once(there):
    assert do(REFUND, there) == do(REFUND, there)
    assert len(there.refunds) == 1


@pytest.mark.parametrize("lost", ["hangs up", "stumbles after", "can't be read"])
def test_an_answer_that_got_lost_is_found_and_nothing_is_doubled(there, lost):
    there.falls_silent, there.stumbles = lost == "hangs up", "after" if lost == "stumbles after" else ""
    if lost == "can't be read":
        do(REFUND, there)
        there.answers = [(200, [])]
    assert gist(do(REFUND, there)) == ("unknown", "")
    for _look in range(3):
        assert gist(find(REFUND, there)) == ("done", "") and find(REFUND, there).amount == 1290
    assert len(there.refunds) == 1


def test_what_never_came_there_is_said_to_be_so_and_may_be_done_again_with_its_key(there):
    there.stumbles = "before"
    assert gist(do(REFUND, there)) == ("unknown", "")
    assert gist(find(REFUND, there)) == ("refused", "not_found")
    assert gist(do(REFUND, there)) == ("unknown", "")  # they keep their first answer for a day
    there.kept.clear()
    assert gist(do(REFUND, there)) == ("done", "")
    assert len(there.refunds) == 1


def test_a_search_that_isnt_answered_settles_nothing(there):
    do(REFUND, there)
    there.answers = [(503, {}), (401, {}), (429, {}), (200, {"object": "list"})]
    assert {gist(find(REFUND, there))[0] for _look in range(4)} == {"unknown"}
    assert gist(find(to(payment="pi_nobody"), there)) == ("refused", "not_found")  # their list of it is empty


def test_the_list_is_read_to_its_end_or_not_believed(there, monkeypatch):
    monkeypatch.setattr(finding, "PAGE", 2)
    do(REFUND, there)
    for number in range(5):
        do(to(key=f"other-{number}", amount=1), there)
    assert find(REFUND, there).ref == "re_1"
    monkeypatch.setattr(finding, "PAGES", 2)
    assert gist(find(REFUND, there)) == ("unknown", "")
    assert find(REFUND, there, ref="re_1").ref == "re_1"  # by its name it takes one question


def test_a_refund_that_was_taken_on_may_fail_days_later(there):
    there.refund_status = "pending"
    moved = do(REFUND, there)
    assert gist(moved) == ("pending", "") and moved.answer.words == "charge pending"
    there.refunds[0].update(status="succeeded")
    assert gist(find(REFUND, there)) == ("done", "")
    there.refunds[0].update(status="failed", failure_reason="lost_or_stolen_card")
    failed = find(REFUND, there, ref="re_1")
    assert gist(failed) == ("refused", "failed") and failed.answer.words == "lost or stolen card"


@pytest.mark.parametrize(
    ("before", "asked", "expected"),
    [
        (None, 5001, ("refused", "")),  # for this they have no code
        (5000, 1, ("refused", "too_much")),
    ],
)
def test_more_than_is_left_is_refused_in_their_words(there, before, asked, expected):
    if before:
        do(to(key="first", amount=before), there)
    moved = do(to(amount=asked), there)
    assert gist(moved) == expected and "refunded" in moved.answer.words


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (400, {"type": "idempotency_error"}, ("unknown", "")),  # it may have been done with something else
        (400, {"type": "invalid_request_error", "code": "charge_disputed"}, ("refused", "charge_disputed")),
        (402, {"type": "card_error", "code": "card_declined"}, ("refused", "declined")),
        (404, {"type": "invalid_request_error", "code": "resource_missing"}, ("refused", "no_payment")),
        (403, {"type": "invalid_request_error"}, ("refused", "not_connected")),
        (409, {"type": "invalid_request_error", "code": "key_in_use"}, ("unknown", "key_in_use")),
        (424, {"type": "api_error"}, ("unknown", "")),
        (429, {"type": "invalid_request_error", "code": "lock_timeout"}, ("retry", "lock_timeout")),
    ],
)  # fmt: skip
def test_what_they_say_of_what_was_not_done(there, status, error, expected):
    there.answers = [(status, {"error": {"message": "In their words", **error}})]
    moved = do(REFUND, there)
    assert gist(moved) == expected and moved.answer.words == "In their words"


def test_nobody_is_asked_without_a_key_or_for_a_payment_of_somebody_else(there):
    assert gist(STRIPE.do(REFUND, settings={**there.settings, "api_key": ""})) == ("refused", "not_connected")
    assert gist(STRIPE.do(REFUND, settings={"api_key": "sk_1", "base_url": "http://stripe.example"})) == (
        "refused",
        "not_connected",
    )
    for payment in ("", "gid://1", "pi_1/../refunds", "cus_1"):
        assert gist(do(to(payment=payment), there)) == ("refused", "no_payment")
    assert there.asked == []


def test_an_address_where_nobody_listens_did_nothing():
    settings = {"api_key": "sk_test_1", "base_url": "http://127.0.0.1:9"}
    assert gist(STRIPE.do(REFUND, settings=settings)) == ("retry", "")
    assert gist(STRIPE.find(REFUND, settings=settings)) == ("unknown", "")


@pytest.mark.parametrize("path", shared_files("stripe/refund.json"), ids=lambda path: path.name)
def test_stripes_own_example_is_read(there, path):
    there.answers = [(200, json.loads(path.read_text()))]
    moved = do(to(payment="ch_1"), there)
    assert (gist(moved), moved.amount, moved.currency) == (("done", ""), 100, "USD")
    assert moved.ref.startswith("re_") and moved.payment.startswith("ch_")


# ── captures and releases ────────────────────────────────────────────────────


def test_a_capture_takes_so_much_and_is_known_again(there):
    there.holds("pi_2", 5000)
    assert gist(find(CAPTURE, there)) == ("refused", "not_found")
    moved = do(CAPTURE, there)
    assert (gist(moved), moved.amount, moved.payment) == (("done", ""), 1290, "pi_2")
    assert gist(find(CAPTURE, there)) == ("done", "")
    assert gist(do(to(Verb.CAPTURE, payment="ch_1"), there)) == ("refused", "not_offered")


def test_a_capture_that_somebody_else_made_counts_with_its_amount(there):
    there.holds("pi_2", 5000, status="succeeded")
    for moved in (do(CAPTURE, there), find(CAPTURE, there)):
        assert (gist(moved), moved.amount) == (("done", "already"), 5000)


def test_an_authorization_that_ran_out_is_said_to_have(there):
    there.holds("pi_2", 5000, status="canceled")
    assert gist(do(CAPTURE, there)) == gist(find(CAPTURE, there)) == ("refused", "expired")
    assert gist(do(to(Verb.CAPTURE, payment="pi_9", key="other"), there)) == ("refused", "no_payment")


def test_a_release_lets_go_once_and_never_what_was_taken(there):
    there.holds("pi_2", 5000)
    assert gist(find(RELEASE, there)) == ("refused", "not_found")
    assert gist(do(RELEASE, there)) == ("done", "")
    assert gist(do(to(Verb.RELEASE, payment="pi_2", key="again"), there)) == ("done", "")
    assert gist(do(to(Verb.RELEASE, payment="pi_1", key="other"), there)) == ("refused", "captured")
    assert gist(find(to(Verb.RELEASE, payment="pi_1"), there)) == ("refused", "captured")


# ── links ────────────────────────────────────────────────────────────────────


def test_a_charge_is_a_page_that_is_paid_by_once(there):
    moved = do(CHARGE, there)
    assert gist(moved) == ("pending", "") and moved.pay_url.startswith("https://checkout.stripe.com/")
    assert (moved.ref, moved.amount, moved.expires_at.year) == ("cs_test_1", 1290, 2027)
    form = there.asked[-1][2]
    assert form["payment_intent_data[metadata][associate_key]"] == form["client_reference_id"] == "refund-7-1"
    assert form["line_items[0][price_data][currency]"] == "eur"
    assert form["success_url"] == "https://shop.example/r/1" and "expires_at" not in form
    assert gist(find(CHARGE, there, ref=moved.ref)) == ("pending", "")
    there.pays(there.sessions[0])
    paid = find(CHARGE, there, ref=moved.ref)
    assert (gist(paid), paid.payment, paid.pay_url) == (("done", ""), "pi_test_1", "")
    assert gist(do(to(payment=paid.payment, key="back"), there)) == ("done", "")


def test_a_link_whose_answer_got_lost_is_found_by_our_key(there):
    there.falls_silent = True
    assert gist(do(CHARGE, there)) == ("unknown", "")
    found = find(CHARGE, there, since=datetime.fromtimestamp(1_800_000_000, UTC))
    assert gist(found) == ("pending", "") and found.pay_url
    since = datetime.fromtimestamp(1_800_000_000, UTC) + timedelta(hours=1)
    assert gist(find(CHARGE, there, since=since)) == ("refused", "not_found")


def test_a_link_that_nobody_needs_is_closed_unless_it_was_paid_by(there):
    link = do(CHARGE, there).ref
    assert gist(do(to(Verb.RELEASE, payment=link, key="close"), there)) == ("done", "")
    assert gist(find(CHARGE, there, ref=link)) == ("refused", "expired")
    other = do(to(Verb.CHARGE, payment="", key="other"), there).ref
    there.pays(there.sessions[0])
    assert gist(do(to(Verb.RELEASE, payment=other, key="close-2"), there)) == ("refused", "captured")


def test_a_payment_by_bank_takes_days_and_may_fail(there):
    link = do(CHARGE, there).ref
    there.pays(there.sessions[0], "unpaid")
    assert gist(find(CHARGE, there, ref=link)) == ("pending", "")
    there.payments["pi_test_1"].update(
        status="requires_payment_method", last_payment_error={"message": "No money"}
    )
    failed = find(CHARGE, there, ref=link)
    assert gist(failed) == ("refused", "failed") and failed.answer.words == "No money"


# ── how they count ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ours", "currency", "theirs"),
    [
        (1290, "EUR", 1290),
        (500, "JPY", 500),
        (5, "ISK", 500),  # written with two decimals that are always 00
        (5, "UGX", 500),
        (1045, "HUF", 1045),  # whole only where they pay out
        (5120, "KWD", 5120),
        (5124, "KWD", None),  # the last of three digits is always 0
        (100, "RSD", 10000),  # two decimals there, none here
    ],
)
def test_amounts_are_what_stripe_calls_them(ours, currency, theirs):
    assert to_theirs(ours, currency) == theirs
    assert theirs is None or to_ours(theirs, currency) == ours


def test_what_cant_be_paid_that_finely_is_not_asked_for(there):
    assert gist(do(to(amount=5124, currency="KWD"), there)) == ("refused", "wrong_currency")
    assert there.asked == []
    assert to_ours(1050, "RSD") == to_ours("1050", "EUR") == to_ours(True, "EUR") == 0


# ── webhooks ─────────────────────────────────────────────────────────────────


def event(kind, body, **data):
    told = {"id": "evt_1", "object": "event", "type": kind, "created": int(AT.timestamp())}
    return json.dumps({**told, "data": {"object": body, **data}}).encode()


def told(kind, body, **data):
    (news,) = STRIPE.read_webhook(event(kind, body, **data))
    return news


def test_an_event_of_a_refund_names_its_key_and_how_it_stood(there):
    do(REFUND, there)
    news = told("refund.failed", {**there.refunds[0], "status": "failed", "failure_reason": "unknown"})
    assert (news.event_id, news.key, news.ref, news.payment) == ("evt_1", "refund-7-1", "re_1", "pi_1")
    assert (news.verb, news.answer.code, news.amount, news.at) == (Verb.REFUND, "failed", 1290, AT)
    assert told("refund.updated", there.refunds[0]).answer.outcome == Outcome.DONE


def test_a_refund_made_in_their_dashboard_is_told_without_a_key():
    charge = {"id": "ch_1", "object": "charge", "payment_intent": "pi_1", "amount_refunded": 3000,
              "currency": "eur", "metadata": {"associate_key": "the charge's"}}  # fmt: skip
    news = told("charge.refunded", charge, previous_attributes={"amount_refunded": 1000})
    assert (news.payment, news.ref, news.key, news.amount) == ("pi_1", "", "", 2000)


def test_an_event_of_a_payment_or_a_link(there):
    do(CHARGE, there)
    there.pays(there.sessions[0])
    paid = told("checkout.session.completed", there.sessions[0])
    assert (paid.key, paid.payment, paid.answer.outcome) == ("refund-7-1", "pi_test_1", Outcome.DONE)
    failed = told("checkout.session.async_payment_failed", {**there.sessions[0], "payment_status": "unpaid"})
    assert failed.answer.code == "failed"
    gone = told("payment_intent.canceled", there.holds("pi_2", 5000, status="canceled"))
    assert (gone.verb, gone.payment, gone.amount) == (Verb.RELEASE, "pi_2", 5000)


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"{}", event("customer.created", {"id": "cus_1"}), event("refund.updated", []),
     event("refund.updated", {}), b'{"type": "refund.updated", "data": {"object": {"id": "re_1"}}}'],
)  # fmt: skip
def test_a_delivery_of_something_else_tells_nothing(raw):
    assert STRIPE.read_webhook(raw) == ()


@pytest.mark.parametrize(
    ("late", "raw", "secret", "form", "is_theirs"),
    [
        (0, b"{}", SECRET, "{}", True),
        (300, b"{}", SECRET, "{}", True),
        (-300, b"{}", SECRET, "{}", True),
        (301, b"{}", SECRET, "{}", False),
        (-301, b"{}", SECRET, "{}", False),
        (0, b"{} ", SECRET, "{}", False),
        (0, b"{}", "whsec_2", "{}", False),
        (0, b"{}", "", "{}", False),
        (0, b"{}", SECRET, "{},v1=00", True),  # two signatures while a secret is changed
        (0, b"{}", SECRET, "v1=00, {}", True),
        (0, b"{}", SECRET, "", False),
        (0, b"{}", SECRET, "t=now,v1=00", False),
    ],
)
def test_a_signature_is_over_the_raw_body_and_five_minutes_good(late, raw, secret, form, is_theirs):
    header = form.replace("{}", signature(b"{}", SECRET, int(AT.timestamp())))
    with time_machine.travel(AT + timedelta(seconds=late), tick=False):
        assert STRIPE.verify(raw, {"stripe-signature": header}, secret=secret) is is_theirs
