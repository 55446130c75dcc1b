"""What EasyPost offers. A rate’s `ref` is their shipment, their rate in it, and whose key it was made for."""

import hashlib

from associate.integrations.carriers.calling import Line, refused, said
from associate.integrations.carriers.easypost import reading, sent
from associate.integrations.carriers.port import (
    NO_RATES,
    PRICE_CHANGED,
    Answer,
    Outcome,
    Rate,
    Rates,
    Shipment,
)
from associate.integrations.carriers.reading import cheapest_first, ident
from associate.money import to_major
from associate.outside.fields import listed
from associate.words import _


def offered(line: Line, shipment: Shipment) -> Rates:
    reply = line.ask("POST", "/shipments", json={"shipment": sent.shipment(shipment, line.settings)})
    if not reply.is_done:
        return Rates(reply.answer)
    made = ident(reply.body.get("id"))
    rates = cheapest_first(
        reading.rate(each, f"{made}/{ident(each.get('id'))}/{_short(shipment.key)}")
        for each in listed(reply.body.get("rates"))
    )
    words = said(reading.messages(reply.body))
    if not made or not rates:
        return Rates(refused(words or _("No carrier takes this parcel there."), NO_RATES))
    return Rates(Answer(Outcome.DONE, words), rates)


def chosen(offered: Rates, wanted: Rate | None) -> tuple[Answer, Rate | None]:
    """The same service again, at no higher price; the cheapest where none was named."""
    if wanted is None or not offered.rates:
        return offered.answer, next(iter(offered.rates), None)
    same = [r for r in offered.rates if (r.carrier, r.service) == (wanted.carrier, wanted.service)]
    if not same:
        return refused(_("This service isn’t offered any more."), NO_RATES), None
    if same[0].currency != wanted.currency or same[0].amount > wanted.amount:
        price = f"{to_major(same[0].amount, same[0].currency)} {same[0].currency}"
        return refused(_("It costs %(price)s now.", price=price), PRICE_CHANGED), None
    return offered.answer, same[0]


def _short(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def parts(rate: Rate) -> tuple[str, str, str]:
    shipment, _slash, rest = rate.ref.partition("/")
    offered, _slash, made_for = rest.partition("/")
    return ident(shipment), ident(offered), made_for


def is_made_for(rate: Rate, key: str) -> bool:
    return all(parts(rate)) and parts(rate)[2] == _short(key)
