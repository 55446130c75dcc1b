"""A label of Shippo’s, which they call a transaction: bought, found again, and brought home as a file."""

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from associate.integrations.carriers.calling import Line, Reply, refused, unanswered
from associate.integrations.carriers.files import kind_of
from associate.integrations.carriers.port import (
    DONE,
    FILE_MISSING,
    NOT_FOUND,
    VOIDED,
    Answer,
    Bought,
    Outcome,
    Rate,
)
from associate.integrations.carriers.reading import ident
from associate.integrations.carriers.shippo import reading, sent
from associate.outside.fields import Json, listed, moment, plain
from associate.words import _

GOOD = ("SUCCESS", "REFUNDREJECTED")
AT_IT = ("QUEUED", "WAITING")
GIVEN_BACK = ("REFUNDED", "REFUNDPENDING")
PAGE, PAGES = 100, 20
SKEW = timedelta(minutes=5)  # between their clock and ours


def bought(line: Line, rate: Rate, key: str) -> Bought:
    told = {
        "rate": rate.ref,
        "label_file_type": sent.label_format(line.settings),
        "metadata": sent.short(key),
        "async": False,
    }
    reply = line.ask("POST", "/transactions/", json=told, is_safe=False)
    return became(line, reply.body, rate) if reply.is_done else Bought(reply.answer)


def became(line: Line, transaction: Json, rate: Rate | None) -> Bought:
    """What a transaction has come to. `rate`: by which it was bought, where we know."""
    status = plain(transaction.get("status"))
    if status == "ERROR":
        words = reading.messages(transaction) or _("The carrier didn’t sell this label.")
        return Bought(refused(words, "ERROR"))
    rate = rate or _rate_of(line, transaction)
    label = reading.label(transaction, rate) if rate else None
    if status in GIVEN_BACK and label:
        return Bought(Answer(Outcome.REFUSED, _("This label was given back."), VOIDED), label)
    if status not in GOOD or label is None:
        return Bought(Answer(Outcome.PENDING, _("The carrier is still at it.")))
    file = line.file(plain(transaction.get("label_url")))
    kind = kind_of(file)
    if kind is None:
        return Bought(Answer(Outcome.PENDING, _("The label’s file isn’t here yet."), FILE_MISSING), label)
    return Bought(DONE, replace(label, file=file, kind=kind))


def found(line: Line, key: str, rate: Rate | None, since: datetime | None) -> Bought:
    """Among the labels bought by that rate, or among all of them, the newest first."""
    ours: list[Json] = []
    query: dict[str, object] = {"results": PAGE, **({"rate": rate.ref} if rate else {})}
    for page in range(1, PAGES + 1):
        reply = line.ask("GET", f"/transactions/?{urlencode({**query, 'page': page})}")
        if not reply.is_done or not isinstance(reply.body.get("results"), list):
            return Bought(unanswered(reply.answer))
        there = listed(reply.body["results"])
        ours += [each for each in there if plain(each.get("metadata")) == sent.short(key)]
        if _has_a_good_one(ours) or not reply.body.get("next") or _is_before(there, since):
            return _best(line, ours, rate)
    return Bought(Answer(Outcome.UNKNOWN, _("There are too many labels to look through.")))


def _has_a_good_one(transactions: list[Json]) -> bool:
    return any(plain(each.get("status")) in GOOD for each in transactions)


def _best(line: Line, ours: list[Json], rate: Rate | None) -> Bought:
    """One that is good, else one they are still at, else one that was given back, else what was refused."""
    if not ours:
        return Bought(Answer(Outcome.REFUSED, _("This label was never bought."), NOT_FOUND))
    order = [*GOOD, *AT_IT, *GIVEN_BACK, "ERROR"]
    known = [each for each in ours if plain(each.get("status")) in order]
    if not known:
        return Bought(Answer(Outcome.UNKNOWN, _("The carrier’s answer can’t be read.")))
    return became(line, min(known, key=lambda each: order.index(plain(each.get("status")))), rate)


def _rate_of(line: Line, transaction: Json) -> Rate | None:
    """It comes with the label, or by its id."""
    said = transaction.get("rate")
    if isinstance(said, dict):
        return reading.rate(said)
    reply = line.ask("GET", f"/rates/{ident(said)}") if ident(said) else Reply(DONE)
    return reading.rate(reply.body)


def _is_before(there: list[Json], since: datetime | None) -> bool:
    made = moment(there[-1].get("object_created")) if there else None
    return bool(made and since and made < since - SKEW)
