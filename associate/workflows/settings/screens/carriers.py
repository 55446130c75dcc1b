"""Carrier accounts as pages: who sends by which, and whether its carrier is heard."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from associate.core.shipping.models import CarrierAccount
from associate.core.shipping.news import CarrierNews
from associate.core.stores.models import Store
from associate.core.stores.settings import last_change, stamp
from associate.db import db
from associate.words import _, later
from associate.workflows.settings.forms.carriers import must_bring_its_key, read_account, read_new
from associate.workflows.settings.forms.draft import Draft, is_agreed, mark_of, opened
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.rules.carriers import SECTION, accounts, state_of
from associate.workflows.settings.rules.channels import trace
from associate.workflows.settings.screens.drafting import draft_of

NAMES = {"easypost": "EasyPost", "shippo": "Shippo", "pretend": later("Pretend: sample labels, no carrier")}
TELLS = ("easypost", "shippo")
"""Those that tell by themselves where parcels are."""
NEW = "new"


@dataclass(frozen=True)
class Row:
    account: CarrierAccount
    platform: object
    store: str


def overview() -> list[Row]:
    names = dict(db.session.execute(sa.select(Store.id, Store.name)).all())
    return [Row(each, _platform(each), names.get(each.store_id, "")) for each in accounts()]


def open_new() -> Draft:
    return opened({"platform": "easypost", "label": "pdf", "is_active": True}, NEW, None)


def draft_new(form: Any) -> Draft:
    reader = Reader(form)
    taken = set() if is_agreed(form) else {account.key for account in accounts()}  # sent twice is once
    values = read_new(reader, taken, {code for code, _name in _stores()})
    fine = not reader.problems
    shown = ("key", "platform", "name", "store", "service")
    return Draft(
        typed=form,
        seen=NEW,
        mark=mark_of(form) if fine else "",
        is_agreed=is_agreed(form) and fine,
        problems=reader.problems,
        values=values,
        changes={name: [None, values[name]] for name in shown} if fine else {},
        effects=[_("Packing benches can buy labels with it from now.")],
        is_sent=True,
    )


def open_account(account: CarrierAccount) -> Draft:
    state = state_of(account)
    shown = {**state, "api_key": "", "store_code": state["store"]}
    return opened(shown, stamp(state), last_change(account, SECTION))


def draft_account(account: CarrierAccount, form: Any) -> Draft:
    reader, before = Reader(form), state_of(account)
    values = read_account(reader, {code for code, _name in _stores()})
    must_bring_its_key(reader, values, before)
    return draft_of(
        reader,
        values,
        about=account,
        section=SECTION,
        before=before,
        after=lambda: {**values, "api_key": trace(values["api_key"]) or before["api_key"]},
        effects=lambda: _effects(account, values),
        thing=account.key,
    )


def around(account: CarrierAccount, base_url: str) -> dict[str, Any]:
    base = base_url.rstrip("/")
    return {
        **options(),
        "account": account,
        "platform": _platform(account),
        "webhook": f"{base}/webhooks/carriers/{account.platform}/{account.key}",
        "tells": account.platform in TELLS,
        "heard_at": _heard_at(account),
    }


def options() -> dict[str, Any]:
    return {
        "platforms": list(NAMES.items()),
        "stores": _stores(),
        "files": [("pdf", "PDF"), ("zpl", "ZPL"), ("png", "PNG")],
        "weighed_by": [("ups", "UPS"), ("fedex", "FedEx"), ("usps", "USPS")],
    }


def _platform(account: CarrierAccount) -> object:
    return NAMES.get(account.platform, account.platform)


def _effects(account: CarrierAccount, values: dict[str, Any]) -> list[str]:
    words = []
    if values["is_active"] != account.is_active:
        words.append(
            _("Packing benches can buy labels with it from now.")
            if values["is_active"]
            else _("Nobody buys a label with it any more. Those that are bought stay good.")
        )
    if values["service"] != account.service:
        words.append(
            _("Without another choice %(service)s is bought.", service=values["service"])
            if values["service"]
            else _("Without another choice the cheapest is bought.")
        )
    return words


def _heard_at(account: CarrierAccount) -> datetime | None:
    find = sa.select(sa.func.max(CarrierNews.received_at)).where(CarrierNews.account_id == account.id)
    return db.session.scalar(find)


def _stores() -> list[tuple[str, str]]:
    rows = db.session.execute(sa.select(Store.code, Store.name).order_by(Store.name))
    return [(code, name) for code, name in rows]
