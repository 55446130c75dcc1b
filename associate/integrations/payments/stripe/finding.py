"""What became of a deed at Stripe: by its own name, or by our key in the lists.

Lists tell at once what was done; their search lags behind by a minute or an hour, and is not asked
(https://docs.stripe.com/search#data-freshness).
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from associate.integrations.payments.answers import never_done, unanswered, unknown
from associate.integrations.payments.port import Deed, Moved, Verb
from associate.integrations.payments.stripe import reading
from associate.integrations.payments.stripe.line import Line, Reply
from associate.outside.fields import Json, ident, listed
from associate.words import _

PAGE, PAGES = 100, 20
SKEW = timedelta(minutes=10)  # that our clock and theirs may be apart
NAME = re.compile(r"[a-z]{2,3}_[A-Za-z0-9_]{1,250}")


class Unheard(Exception):
    """A page of a list didn’t come."""

    def __init__(self, moved: Moved) -> None:
        super().__init__()
        self.moved = moved


def found(line: Line, deed: Deed, *, ref: str, since: datetime | None) -> Moved:
    named = ref if NAME.fullmatch(ref) else ""
    match deed.verb:
        case Verb.CAPTURE:
            return _captured(line, deed)
        case Verb.RELEASE:
            return released(line, deed)
        case Verb.REFUND:
            return _refunded(line, deed, named)
        case Verb.CHARGE:
            return _charged(line, deed, named, since)


def released(line: Line, deed: Deed) -> Moved:
    reply = _look(line, deed.payment)
    return reading.release(reply.body, is_test=line.is_test) if reply.is_done else unanswered(reply.answer)


def _captured(line: Line, deed: Deed) -> Moved:
    reply = _look(line, deed.payment)
    if not reply.is_done:
        return unanswered(reply.answer)
    return reading.capture(reply.body, deed.key, is_test=line.is_test)


def _refunded(line: Line, deed: Deed, ref: str) -> Moved:
    if ref.startswith(("re_", "pyr_")):
        reply = line.get(f"/refunds/{ref}")
        return _read(reply, reading.refund, line)
    by = "payment_intent" if deed.payment.startswith("pi_") else "charge"
    query: dict[str, object] = {by: deed.payment}
    return _by_key(line, "/refunds", query, deed.key, reading.refund)


def _charged(line: Line, deed: Deed, ref: str, since: datetime | None) -> Moved:
    if ref.startswith("cs_"):
        reply = line.get(f"/checkout/sessions/{ref}", **{"expand[]": "payment_intent"})
        return _read(reply, reading.charge, line)
    query: dict[str, object] = {"expand[]": "data.payment_intent"}
    if since is not None:
        query["created[gte]"] = int((since - SKEW).timestamp())
    return _by_key(line, "/checkout/sessions", query, deed.key, reading.charge)


def _look(line: Line, payment: str) -> Reply:
    if not NAME.fullmatch(payment):
        return Reply(unknown(_("This payment isn’t one of Stripe’s.")))
    return line.get(f"/{'checkout/sessions' if payment.startswith('cs_') else 'payment_intents'}/{payment}")


def _read(reply: Reply, read: Callable[..., Moved], line: Line) -> Moved:
    return read(reply.body, is_test=line.is_test) if reply.is_done else unanswered(reply.answer)


def _by_key(line: Line, path: str, query: dict[str, object], key: str, read: Callable[..., Moved]) -> Moved:
    try:
        ours = next((each for each in _all(line, path, query) if reading.key_of(each) == key), None)
    except Unheard as unheard:
        return unheard.moved
    return never_done() if ours is None else read(ours, is_test=line.is_test)


def _all(line: Line, path: str, query: dict[str, object]) -> Iterator[Json]:
    """The newest first. Raises Unheard where the list isn’t told to its end."""
    after: dict[str, object] = {}
    for _page in range(PAGES):
        reply = line.get(path, **query, **after, limit=PAGE)
        if not reply.is_done or not isinstance(reply.body.get("data"), list):
            raise Unheard(unanswered(reply.answer))
        there = listed(reply.body["data"])
        yield from there
        if not reply.body.get("has_more") or not there:
            return
        after = {"starting_after": ident(there[-1].get("id"))}
    raise Unheard(Moved(unknown(_("There are too many payments to look through."))))
