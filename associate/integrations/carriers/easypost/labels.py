"""A label of EasyPost’s: bought, found again, and brought home as a file."""

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from associate.integrations.carriers.calling import Line, Reply, unanswered
from associate.integrations.carriers.easypost import reading
from associate.integrations.carriers.easypost.rates import parts
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
from associate.outside.fields import Json, listed, moment, plain
from associate.words import _

EXISTS = "SHIPMENT.POSTAGE.EXISTS"
LEFT_OPEN = {"SHIPMENT.PURCHASE.IN_PROGRESS", "SHIPMENT.POSTAGE.TIMED_OUT", "SHIPMENT.POSTAGE.NO_RESPONSE"}
"""Refusals by their status that refuse nothing: the carrier behind them may have sold it."""

PAGE, PAGES = 50, 20
SKEW = timedelta(minutes=5)  # between their clock and ours


def bought(line: Line, rate: Rate) -> Bought:
    shipment, offered, _made_for = parts(rate)
    told = {"rate": {"id": offered}}
    reply = line.ask("POST", f"/shipments/{shipment}/buy", json=told, is_safe=False)
    if reply.is_done:
        return _with_file(line, reply.body)
    if reply.answer.code == EXISTS:
        return looked_at(line, line.ask("GET", f"/shipments/{shipment}"))
    if reply.answer.code in LEFT_OPEN:
        return Bought(unanswered(reply.answer))
    return Bought(reply.answer)


def looked_at(line: Line, reply: Reply) -> Bought:
    """What became of one shipment of theirs."""
    if not reply.is_done:
        return Bought(unanswered(reply.answer))
    label = reading.label(reply.body)
    if label is None:
        return Bought(_never_bought(reply.body))
    if reading.is_given_back(reply.body):
        return Bought(Answer(Outcome.REFUSED, _("This label was given back."), VOIDED), label)
    return _with_file(line, reply.body)


def _never_bought(body: Json) -> Answer:
    """Unless something in it says that it was."""
    if body.get("postage_label") or body.get("selected_rate") or body.get("tracking_code"):
        return Answer(Outcome.UNKNOWN, _("The carrier’s answer can’t be read."))
    return Answer(Outcome.REFUSED, _("This label was never bought."), NOT_FOUND)


def _with_file(line: Line, body: Json) -> Bought:
    label = reading.label(body)
    if label is None:
        return Bought(Answer(Outcome.PENDING, _("The carrier is still at it.")))
    file = line.file(reading.label_url(body))
    kind = kind_of(file)
    if kind is None:
        return Bought(Answer(Outcome.PENDING, _("The label’s file isn’t here yet."), FILE_MISSING), label)
    return Bought(DONE, replace(label, file=file, kind=kind))


def searched(line: Line, key: str, since: datetime | None) -> Bought:
    """Through what was bought, the newest first: one that is still good, else one that was given back."""
    query = {"page_size": PAGE, "purchased": "true"}
    if since:
        query["start_datetime"] = (since - SKEW).isoformat()
    given_back: Reply | None = None
    for _page in range(PAGES):
        reply = line.ask("GET", f"/shipments?{urlencode(query)}")
        if not reply.is_done or not isinstance(reply.body.get("shipments"), list):
            return Bought(unanswered(reply.answer))
        there = listed(reply.body["shipments"])
        for each in (each for each in there if plain(each.get("reference")) == key):
            if not reading.is_given_back(each):
                return looked_at(line, Reply(DONE, each))
            given_back = given_back or Reply(DONE, each)
        if not reply.body.get("has_more") or not there or _is_before(there[-1], since):
            return looked_at(line, given_back or Reply(DONE, {}))
        query["before_id"] = ident(there[-1].get("id"))
    return Bought(Answer(Outcome.UNKNOWN, _("There are too many labels to look through.")))


def _is_before(shipment: Json, since: datetime | None) -> bool:
    made = moment(shipment.get("created_at"))
    return bool(made and since and made < since - SKEW)
