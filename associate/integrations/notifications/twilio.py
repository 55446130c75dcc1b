"""Text messages by Twilio's REST API: twilio://SID:TOKEN@FROM, where FROM is a number or a messaging service.

POST and GET /2010-04-01/Accounts/<sid>/Messages.json (https://www.twilio.com/docs/messaging/api/message-resource).
Twilio takes no idempotency key: before a second try we look through what was sent to that number since the
first for our own marker. Only when that list answers and does not hold it does a second message leave.
"""

import base64
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx2

from associate.integrations.notifications.port import Answer, Message, Outcome, Why

API = "https://api.twilio.com"
SECONDS = 10.0
LOCAL = {"localhost", "127.0.0.1", "::1"}
OPTED_OUT = 21610  # "Attempt to send to unsubscribed recipient"
NOT_OURS_TO_FIX = {401, 403, 404, 408, 409, 429}  # the account or the hour, not the number: not now
LOST = {"failed", "undelivered", "canceled"}
PAGES, PAGE = 5, 200  # messages to one number that are looked through
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
SKEW = timedelta(minutes=5)  # between their clock and ours


class Twilio:
    """`?api=https://…` after FROM names another region's host. Raises ValueError for one without TLS."""

    def __init__(self, url: str, seconds: float = SECONDS) -> None:
        parts = urlsplit(url)
        name, _, sender = parts.netloc.rpartition("@")
        sid, _, token = name.partition(":")
        self.sid, self.token, self.sender = unquote(sid), unquote(token), unquote(sender)
        self.api = parse_qs(parts.query).get("api", [API])[0].rstrip("/")
        self.seconds = seconds
        api = urlsplit(self.api)
        if api.scheme != "https" and not (api.scheme == "http" and api.hostname in LOCAL):
            raise ValueError("Twilio is only spoken to over https.")
        if not (self.sid and self.token and self.sender):
            raise ValueError("SMS_URL must read twilio://SID:TOKEN@FROM")

    def send(self, message: Message) -> Answer:
        try:
            with self._client() as client:
                if message.is_retry and (found := self._find(client, message)) is not None:
                    return found
                return self._post(client, message)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
            return Answer(Outcome.UNKNOWN, str(error)[:300] or type(error).__name__)

    def is_signed(self, url: str, form: Mapping[str, str], signature: str) -> bool:
        """Did Twilio sign this callback? (https://www.twilio.com/docs/usage/security#validating-requests)"""
        return hmac.compare_digest(self.signature(url, form).encode(), signature.encode())

    def signature(self, url: str, form: Mapping[str, str]) -> str:
        said = url + "".join(name + form[name] for name in sorted(form))
        return base64.b64encode(hmac.digest(self.token.encode(), said.encode(), "sha1")).decode()

    def _client(self) -> httpx2.Client:
        auth = (self.sid, self.token)
        return httpx2.Client(auth=auth, timeout=self.seconds, follow_redirects=False)

    def _post(self, client: httpx2.Client, message: Message) -> Answer:
        form = {"To": message.recipient, "Body": message.text, **self._from()}
        if message.answer_to.startswith("https://"):  # they refuse an address they can't reach
            form["StatusCallback"] = message.answer_to
        return _answer(client.post(self._address, data=form))

    def _find(self, client: httpx2.Client, message: Message) -> Answer | None:
        """What became of an earlier try; None when there is no trace of one."""
        address = f"{self._address}?{httpx2.QueryParams(To=message.recipient, PageSize=PAGE)}"
        earliest = (message.since or LONG_AGO) - SKEW
        for _ in range(PAGES):
            told = _read_list(client.get(address))
            for sent in told["messages"]:
                if message.marker and message.marker in str(sent.get("body")):
                    return _became(sent)
            if not told.get("next_page_uri") or _all_before(told["messages"], earliest):
                return None
            address = self.api + told["next_page_uri"]
        return Answer(Outcome.UNKNOWN, "too many messages to this number to look through")

    def _from(self) -> dict[str, str]:
        return {"MessagingServiceSid" if self.sender.startswith("MG") else "From": self.sender}

    @property
    def _address(self) -> str:
        return f"{self.api}/2010-04-01/Accounts/{self.sid}/Messages.json"


def _answer(response: httpx2.Response) -> Answer:
    """201 is theirs to deliver. 4xx is about this message, but for what may be well again later; 5xx and
    redirects leave open whether they took it."""
    if response.status_code in (200, 201):
        return Answer(Outcome.SENT)
    told = _json(response)
    words = f"{told.get('code') or response.status_code} {told.get('message') or response.reason_phrase}"[
        :300
    ]
    if told.get("code") == OPTED_OUT:
        return Answer(Outcome.REFUSED, words, Why.OPTED_OUT)
    is_final = 400 <= response.status_code < 500 and response.status_code not in NOT_OURS_TO_FIX
    return Answer(Outcome.REFUSED if is_final else Outcome.UNKNOWN, words)


def _read_list(response: httpx2.Response) -> dict[str, Any]:
    """Raises ValueError unless it is a list: a question that was not answered settles nothing."""
    told = _json(response)
    if response.status_code != 200 or not isinstance(told.get("messages"), list):
        raise ValueError(f"{response.status_code}: could not look for an earlier try")
    return told


def _became(sent: Mapping[str, Any]) -> Answer:
    if sent.get("status") not in LOST:
        return Answer(Outcome.SENT, "found an earlier try")
    words = f"{sent.get('error_code') or ''} {sent.get('error_message') or sent.get('status')}".strip()
    why = Why.OPTED_OUT if sent.get("error_code") == OPTED_OUT else None
    return Answer(Outcome.REFUSED, words[:300], why)


def _all_before(messages: list[dict[str, Any]], earliest: datetime) -> bool:
    """The newest come first: an older page holds nothing of ours. What has no date is not judged."""
    dated = [parsedate_to_datetime(each["date_created"]) for each in messages if each.get("date_created")]
    return bool(dated) and max(dated) < earliest


def _json(response: httpx2.Response) -> dict[str, Any]:
    try:
        told = response.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
