"""What the app asks of whoever holds the money: take it, let it go, charge a difference, give it back.

Amounts are whole minor units of an ISO 4217 currency; an adapter turns them into what its side counts in.
What the outside did is an Answer, never an exception. Nothing here is called inside a transaction, and none
of it ever sees the number of a card.

**Once.** The deed is recorded and committed with a key that never changes; then `do` is called with it, once.
After PENDING and UNKNOWN `find` says what became of it, and nothing else does: a second `do` may only follow
when `find` says REFUSED with the code NOT_FOUND, and no sooner than SETTLES_IN after the call; it carries the
same key. After RETRY nothing was done. `find` itself answers UNKNOWN as long as nobody replies.

**Not for ever.** REFUSED means that no money moved, or that it is back where it was (FAILED). A refund that
was DONE may still come to that days later: its bank didn’t take it.

**A webhook rings, it doesn’t tell.** It comes late, twice and in any order: what it is about is looked up
with `find`, and what that says is kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from associate.outside.answers import DONE as DONE
from associate.outside.answers import Answer as Answer
from associate.outside.answers import Outcome as Outcome
from associate.outside.headers import Headers

Settings = Mapping[str, object]
"""Of Stripe `api_key`, and `base_url` where it isn’t their own; of a web shop its channel’s settings; of the
till and the pretend one nothing."""

KEY = re.compile(r"[A-Za-z0-9._-]{1,60}")
SETTLES_IN = timedelta(minutes=2)
"""So long after a call without an answer, what isn’t there yet may still come."""

NOT_FOUND = "not_found"  # of find: surely never done
FAILED = "failed"  # it was taken on, and came to nothing since
EXPIRED = "expired"  # the authorization, or the link to pay by, has run out or was called off
CAPTURED = "captured"  # of a release: the money was taken; it takes a refund
TOO_MUCH = "too_much"  # more than is left there to take or to give back
NO_PAYMENT = "no_payment"  # they don’t know this payment
DECLINED = "declined"  # by the customer’s bank
ALREADY = "already"  # with DONE: it was so before we asked, `Moved.amount` of it
NOT_CONNECTED = "not_connected"  # no key, or one they don’t take
NOT_OFFERED = "not_offered"  # this side can’t do that at all: another way has to be chosen
WRONG_CURRENCY = "wrong_currency"  # the payment was made in another one, or it isn’t paid that finely there


class Verb(StrEnum):
    CAPTURE = "capture"  # so much of an authorization; the rest of it is let go
    RELEASE = "release"  # an authorization that nobody captured, or a link that nobody paid by
    CHARGE = "charge"  # something more, which the customer pays: by a link, or at the till
    REFUND = "refund"


@dataclass(frozen=True)
class Deed:
    """Money to move, once.

    `payment`: what it was paid by, as the web shop or `Moved.payment` named it: a PaymentIntent or charge of
    Stripe, a transaction of Shopify. Of a release it may be the `Moved.ref` of a charge. "" for a charge.
    """

    key: str  # ours, the same over all tries; of the form KEY
    verb: Verb
    amount: int  # more than 0; of a release what is let go
    currency: str
    reference: str  # the order’s number, as people say it
    payment: str = ""
    order: str = ""  # its id at the web shop that took the money
    note: str = ""  # for their books; names no person
    email: str = ""  # where a receipt or a refund’s instructions may go; the knob of the pretend one
    return_url: str = ""  # of a charge: the page the customer comes back to, over TLS
    lines: tuple[tuple[str, int], ...] = ()  # of a refund: the web shop’s line → units that came back

    def __post_init__(self) -> None:
        """Raises ValueError for a key of another form, and where nothing would move."""
        if not KEY.fullmatch(self.key) or self.amount <= 0:
            raise ValueError(f"{self.verb} of {self.amount} with the key {self.key!r}")


@dataclass(frozen=True)
class Slip:
    """What a till has to do. `symbol` is what the barcode (Code 128) holds: `reference` and amount."""

    reference: str
    symbol: str


@dataclass(frozen=True)
class Moved:
    """`amount`: what moved, or will, by their books: it is for the caller to compare. 0 where they don’t say.

    `ref`: what they call the deed; `payment`: what a refund of it has to name. `pay_url` comes with a PENDING
    charge: the customer opens it, as a link or off a QR code. `slip`: what the till scans.
    """

    answer: Answer
    ref: str = ""
    payment: str = ""
    amount: int = 0
    currency: str = ""
    pay_url: str = ""
    expires_at: datetime | None = None  # of the link, UTC
    slip: Slip | None = None
    is_test: bool = False  # no real money


@dataclass(frozen=True)
class News:
    """That something happened to a payment there, and how it stood when this was told.

    `key` "": nobody here asked for it, or they don’t say. `ref` "": something about `payment` has changed.
    `event_id` is the same however often it is told; at most 64 characters.
    """

    event_id: str
    verb: Verb
    payment: str
    ref: str
    key: str
    answer: Answer
    amount: int
    currency: str
    at: datetime  # UTC


class Payments(Protocol):
    """`can` holds what it offers: capture, release, charge, refund; webhook; link, when a charge is paid by
    one; slip, when all of it is done at a till and a person says so."""

    platform: str
    can: frozenset[str]

    def do(self, deed: Deed, *, settings: Settings) -> Moved:
        """What it can’t do is REFUSED with NOT_OFFERED, and nobody is asked."""
        ...

    def find(self, deed: Deed, *, settings: Settings, ref: str = "", since: datetime | None = None) -> Moved:
        """What became of this deed. `ref`: what they called it, where they said: it spares a search. `since`:
        it can’t have been asked for before."""
        ...

    def verify(self, raw: bytes, headers: Headers, *, secret: str) -> bool:
        """Whether the raw body was signed with our secret, within the last five minutes."""
        ...

    def read_webhook(self, raw: bytes) -> tuple[News, ...]:
        """What a delivery tells of payments; nothing for one that tells of something else."""
        ...
