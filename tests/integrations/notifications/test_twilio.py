"""Against a pretend Twilio over real HTTP: what it answers comes back as data, and nothing leaves twice."""

import base64
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from werkzeug import Response

from associate.integrations.notifications.port import Message, Outcome, Why
from associate.integrations.notifications.twilio import Twilio

PATH = "/2010-04-01/Accounts/AC123/Messages.json"
SINCE = datetime(2026, 7, 21, 12, 0, tzinfo=UTC)
TOKEN = "Xm2c9Qe7Lr4TzA8vKp1wBg"
MESSAGE = Message(
    key="7-ready-20260721",
    sender="",
    sender_name="",
    recipient="+353855550118",
    subject="",
    text=f"Ready. Your code: https://shop.example/p/{TOKEN}",
    medium="sms",
    marker=TOKEN,
    since=SINCE,
    answer_to="https://shop.example/webhooks/messages/7",
)


def changed(**fields):
    return Message(**{**vars(MESSAGE), **fields})


@pytest.fixture
def twilio(httpserver):
    return Twilio(f"twilio://AC123:s%3Acret@+15005550006?api={httpserver.url_for('')}", seconds=0.5)


def sent(body=MESSAGE.text, status="delivered", at=SINCE, **more):
    return {"body": body, "status": status, "date_created": format_datetime(at), **more}


def test_what_is_sent_is_a_form_with_basic_auth(twilio, httpserver):
    httpserver.expect_request(PATH, method="POST").respond_with_json({"sid": "SM1"}, status=201)
    assert twilio.send(MESSAGE).outcome == Outcome.SENT
    [(request, _answer)] = httpserver.log
    assert base64.b64decode(request.headers["Authorization"].split()[1]) == b"AC123:s:cret"
    assert request.form.to_dict() == {
        "To": "+353855550118",
        "From": "+15005550006",
        "Body": MESSAGE.text,
        "StatusCallback": MESSAGE.answer_to,
    }


def test_a_messaging_service_sends_for_itself(httpserver):
    httpserver.expect_request(PATH).respond_with_json({}, status=201)
    Twilio(f"twilio://AC123:t@MG77?api={httpserver.url_for('')}").send(
        changed(answer_to="http://127.0.0.1/x")
    )
    form = httpserver.log[0][0].form
    assert form["MessagingServiceSid"] == "MG77" and "From" not in form and "StatusCallback" not in form


@pytest.mark.parametrize(
    ("status", "code", "outcome", "why"),
    [
        (400, 21211, Outcome.REFUSED, None),  # not a number
        (400, 21610, Outcome.REFUSED, Why.OPTED_OUT),
        (401, 20003, Outcome.UNKNOWN, None),
        (429, 20429, Outcome.UNKNOWN, None),
        (500, 20500, Outcome.UNKNOWN, None),
        (503, 0, Outcome.UNKNOWN, None),
    ],
)
def test_only_an_answer_about_this_message_refuses_it(twilio, httpserver, status, code, outcome, why):
    told = {"code": code, "message": "Their words"}
    httpserver.expect_request(PATH).respond_with_json(told, status=status)
    answer = twilio.send(MESSAGE)
    assert (answer.outcome, answer.why) == (outcome, why) and "Their words" in answer.words


@pytest.mark.parametrize("response", [Response("<html>", 502), Response("", 302, {"Location": "/elsewhere"})])
def test_an_odd_answer_is_unknown_and_no_redirect_is_followed(twilio, httpserver, response):
    httpserver.expect_request(PATH).respond_with_response(response)
    assert twilio.send(MESSAGE).outcome == Outcome.UNKNOWN and len(httpserver.log) == 1


def test_silence_is_unknown():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"twilio://A:b@+1?api=http://127.0.0.1:{silent.getsockname()[1]}"
        assert Twilio(url, seconds=0.2).send(MESSAGE).outcome == Outcome.UNKNOWN


def test_nobody_there_is_unknown():
    assert Twilio("twilio://A:b@+1?api=http://127.0.0.1:9").send(MESSAGE).outcome == Outcome.UNKNOWN


@pytest.mark.parametrize("url", ["http://api.example", "ftp://api.example"])
def test_the_token_never_travels_in_the_open(url):
    with pytest.raises(ValueError, match="https"):
        Twilio(f"twilio://A:b@+1?api={url}")


@pytest.mark.parametrize("url", ["twilio://A@+1", "twilio://:b@+1", "twilio://A:b@"])
def test_half_an_account_is_none(url):
    with pytest.raises(ValueError, match="SID:TOKEN@FROM"):
        Twilio(url)


# ── a second try ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", ["queued", "accepted", "sending", "sent", "delivered"])
def test_a_second_try_that_finds_the_first_sends_nothing(twilio, httpserver, status):
    listed = {"messages": [sent("another one"), sent(f"Trial - {MESSAGE.text}", status)]}
    httpserver.expect_request(PATH, method="GET").respond_with_json(listed)
    assert twilio.send(changed(is_retry=True)).outcome == Outcome.SENT
    assert [request.method for request, _answer in httpserver.log] == ["GET"]
    assert httpserver.log[0][0].args["To"] == MESSAGE.recipient


def test_a_first_try_that_was_lost_at_their_side_is_refused(twilio, httpserver):
    listed = {"messages": [sent(status="undelivered", error_code=30003, error_message="Unreachable")]}
    httpserver.expect_request(PATH, method="GET").respond_with_json(listed)
    answer = twilio.send(changed(is_retry=True))
    assert (answer.outcome, answer.words) == (Outcome.REFUSED, "30003 Unreachable")


def test_a_second_try_that_finds_nothing_sends(twilio, httpserver):
    older = {"messages": [sent("old", at=SINCE - timedelta(days=1))], "next_page_uri": f"{PATH}?Page=1"}
    httpserver.expect_request(PATH, method="GET").respond_with_json(older)
    httpserver.expect_request(PATH, method="POST").respond_with_json({}, status=201)
    assert twilio.send(changed(is_retry=True)).outcome == Outcome.SENT
    assert [request.method for request, _answer in httpserver.log] == ["GET", "POST"]


def test_it_looks_on_every_page_that_may_hold_it(twilio, httpserver):
    newer = {"messages": [sent("newer", at=SINCE + timedelta(hours=1))], "next_page_uri": f"{PATH}?Page=1"}
    httpserver.expect_ordered_request(PATH, method="GET").respond_with_json(newer)
    httpserver.expect_ordered_request(PATH, method="GET").respond_with_json({"messages": [sent()]})
    assert twilio.send(changed(is_retry=True)).outcome == Outcome.SENT and len(httpserver.log) == 2


@pytest.mark.parametrize(
    "response", [Response("", 500), Response("{}"), Response("[]"), Response("nonsense")]
)
def test_a_question_that_is_not_answered_sends_nothing(twilio, httpserver, response):
    httpserver.expect_request(PATH, method="GET").respond_with_response(response)
    assert twilio.send(changed(is_retry=True)).outcome == Outcome.UNKNOWN
    assert [request.method for request, _answer in httpserver.log] == ["GET"]


# ── who is speaking ──────────────────────────────────────────────────────────


def test_the_signature_is_the_one_twilio_documents():
    """Their worked example: https://www.twilio.com/docs/usage/security#validating-requests"""
    account = Twilio("twilio://AC1:12345@+1")
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+12349013030",
        "Digits": "1234",
        "From": "+12349013030",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert account.is_signed(url, form, "0/KCTR6DLpKmkAf8muzZqo1nDgQ=")
    assert not account.is_signed(url, {**form, "Digits": "9"}, "0/KCTR6DLpKmkAf8muzZqo1nDgQ=")
    assert not account.is_signed(url, form, "")
