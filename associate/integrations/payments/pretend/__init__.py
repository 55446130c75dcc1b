"""The one that is not there: it moves no money, and answers as those do who move it.

It keeps no books. What becomes of a deed follows from the deed and from how long ago it was asked for, so
that `find` tells the same in any process and after any crash.
"""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from associate.clock import now
from associate.integrations.payments.port import (
    DECLINED,
    DONE,
    EXPIRED,
    FAILED,
    NOT_FOUND,
    Answer,
    Deed,
    Moved,
    News,
    Outcome,
    Settings,
    Verb,
)
from associate.integrations.payments.signing import is_signed, signature
from associate.outside.body import Unreadable, parse
from associate.outside.fields import code, mapped, moment, plain
from associate.outside.headers import Headers, header

SIGNATURE = "Pretend-Signature"
SLOW = 4.0  # seconds
LATER = timedelta(seconds=15)
"""So long it takes until what is open is over: what is “later” is done, what “bounced” has come back, and who
got a link has paid by it."""

WAITING = Answer(Outcome.PENDING, "QUEUED")
SILENT = Answer(Outcome.UNKNOWN, "timed out")
BOUNCED = Answer(Outcome.REFUSED, "ACCOUNT CLOSED", FAILED)


@dataclass(frozen=True)
class Knob:
    """`first`: what is answered at once; `found`: what is found soon after; `last`: what becomes of it."""

    first: Answer = DONE
    found: Answer = DONE
    last: Answer = DONE
    seconds: float = 0.0


def _always(answer: Answer, found: Answer | None = None) -> Knob:
    later = found or answer
    return Knob(answer, later, later)


NEVER = Answer(Outcome.REFUSED, "never heard of it", NOT_FOUND)
KNOBS: Mapping[str, Knob] = {
    "refused": _always(Answer(Outcome.REFUSED, "DO NOT HONOR", DECLINED)),
    "expired": _always(Answer(Outcome.REFUSED, "AUTHORIZATION EXPIRED", EXPIRED)),
    "busy": _always(Answer(Outcome.RETRY, "TOO MANY REQUESTS", retry_after=30.0), NEVER),
    "lost": _always(SILENT, DONE),
    "unsent": _always(SILENT, NEVER),
    "silent": _always(SILENT),
    "later": Knob(WAITING, WAITING, DONE),
    "bounced": Knob(WAITING, WAITING, BOUNCED),
    "recalled": Knob(DONE, DONE, BOUNCED),
    "leaves": Knob(WAITING, WAITING, Answer(Outcome.REFUSED, "LINK EXPIRED", EXPIRED)),
    "slow": Knob(seconds=SLOW),
}
"""By what stands before the @ (and a +) in the deed’s email address. `refused`, `expired` and `busy` are
answered so; `lost` is done and never told; `unsent` never arrives there; `silent` never answers at all;
`later` is done a little later; `bounced` is open and comes back, `recalled` was done and comes back; who
`leaves` never pays by the link; `slow` takes seconds. All others are done at once; a link is paid a little
later."""

BY_LINK = Knob(WAITING, WAITING, DONE)


class Pretend:
    platform = "pretend"
    can = frozenset({"capture", "release", "charge", "refund", "webhook", "link"})

    def do(self, deed: Deed, *, settings: Settings) -> Moved:
        knob = _knob(deed)
        time.sleep(knob.seconds)
        return _moved(deed, knob.first)

    def find(self, deed: Deed, *, settings: Settings, ref: str = "", since: datetime | None = None) -> Moved:
        """Without `since` it was asked for long ago."""
        knob = _knob(deed)
        is_over = since is None or now() >= since + LATER
        return _moved(deed, knob.last if is_over else knob.found)

    def verify(self, raw: bytes, headers: Headers, *, secret: str) -> bool:
        return is_signed(raw, header(headers, SIGNATURE), secret)

    def read_webhook(self, raw: bytes) -> tuple[News, ...]:
        try:
            said = mapped(parse(raw))
        except Unreadable:
            return ()
        verb, outcome, at = plain(said.get("verb")), plain(said.get("outcome")), moment(said.get("at"))
        if verb not in set(Verb) or outcome not in set(Outcome) or at is None:
            return ()
        return (
            News(
                event_id=code(said.get("id"), 64),
                verb=Verb(verb),
                payment=plain(said.get("payment")),
                ref=plain(said.get("ref")),
                key=plain(said.get("key")),
                answer=Answer(Outcome(outcome), plain(said.get("words")), code(said.get("code"))),
                amount=amount if isinstance(amount := said.get("amount"), int) else 0,
                currency=plain(said.get("currency")),
                at=at,
            ),
        )


def webhook(deed: Deed, moved: Moved, *, secret: str) -> tuple[bytes, dict[str, str]]:
    """What it would send of this now, and the header it is signed with: for whoever plays its part."""
    at, answer = now(), moved.answer
    body = {
        "id": f"evt_{_own(deed, answer.outcome + answer.code)}",
        "verb": deed.verb,
        "payment": moved.payment,
        "ref": moved.ref,
        "key": deed.key,
        "outcome": answer.outcome,
        "words": answer.words,
        "code": answer.code,
        "amount": moved.amount,
        "currency": moved.currency,
        "at": at.isoformat(),
    }
    raw = json.dumps(body).encode()
    return raw, {SIGNATURE: signature(raw, secret, int(at.timestamp()))}


def _knob(deed: Deed) -> Knob:
    named = KNOBS.get(deed.email.partition("@")[0].partition("+")[0].lower())
    return named or (BY_LINK if deed.verb == Verb.CHARGE else Knob())


def _moved(deed: Deed, answer: Answer) -> Moved:
    if answer.outcome not in (Outcome.DONE, Outcome.PENDING):
        return Moved(answer, is_test=True)
    is_link = deed.verb == Verb.CHARGE and answer.outcome == Outcome.PENDING
    return Moved(
        answer,
        ref=f"pp_{_own(deed, deed.verb)}",
        payment=deed.payment or f"pay_{_own(deed, 'payment')}",
        amount=deed.amount,
        currency=deed.currency,
        pay_url=deed.return_url if is_link else "",  # it has no page of its own
        is_test=True,
    )


def _own(deed: Deed, what: str) -> str:
    """The same for the same key."""
    return hashlib.sha256(f"{what}:{deed.key}".encode()).hexdigest()[:20]
