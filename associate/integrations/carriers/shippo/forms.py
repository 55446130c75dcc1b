"""Shippo’s manifests: one for each carrier account, address and day."""

from collections.abc import Sequence
from datetime import date

from associate.integrations.carriers.calling import Line, refused
from associate.integrations.carriers.files import kind_of
from associate.integrations.carriers.port import DONE, Address, Answer, Formed, Outcome
from associate.integrations.carriers.reading import ident
from associate.integrations.carriers.shippo import sent
from associate.outside.fields import Json, listed, mapped, plain
from associate.words import _

LATEST = 100  # manifests that are looked through for one that holds these labels


def formed(line: Line, refs: Sequence[str], sender: Address, day: date) -> Formed:
    latest = line.ask("GET", f"/manifests/?results={LATEST}")
    if not latest.is_done:
        return Formed(latest.answer)
    for each in listed(latest.body.get("results")):
        if plain(each.get("status")) != "ERROR" and refs[0] in map(plain, _list(each.get("transactions"))):
            return _read(line, each)
    account, why = _account_of(line, refs[0])
    if not account:
        return Formed(why)
    told = {
        "carrier_account": account,
        "shipment_date": day.isoformat() + "T12:00:00Z",
        "address_from": sent.address(sender),
        "transactions": list(refs),
        "async": False,
    }
    reply = line.ask("POST", "/manifests/", json=told, is_safe=False)
    return _read(line, reply.body) if reply.is_done else Formed(reply.answer)


def _account_of(line: Line, ref: str) -> tuple[str, Answer]:
    """Whose label it is: with the label’s rate, or by the rate’s id."""
    reply = line.ask("GET", f"/transactions/{ref}")
    said = reply.body.get("rate")
    if reply.is_done and ident(said):
        reply = line.ask("GET", f"/rates/{ident(said)}")
        said = reply.body
    account = ident(mapped(said).get("carrier_account"))
    return account, reply.answer if not reply.is_done else refused(_("This label’s account isn’t known."))


def _read(line: Line, manifest: Json) -> Formed:
    ref, status = ident(manifest.get("object_id")), plain(manifest.get("status"))
    if status == "ERROR":
        words = " ".join(map(plain, _list(manifest.get("errors"))[:3]))
        return Formed(refused(words or _("The carrier won’t make this form.")), ref)
    documents = _list(manifest.get("documents"))
    file = line.file(plain(documents[0])) if status == "SUCCESS" and documents else b""
    if kind_of(file) != "pdf":
        return Formed(Answer(Outcome.PENDING, _("The carrier is still at it.")), ref)
    return Formed(DONE, ref, file)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
