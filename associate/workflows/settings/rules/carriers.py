"""Carrier accounts: add one, change one, give one another webhook secret. None is ever deleted."""

import secrets
from typing import Any

import sqlalchemy as sa

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.shipping.models import CarrierAccount
from associate.core.stores.models import Store
from associate.core.stores.settings import Snapshot, differences, keep_change, must_be_current
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate, Refused
from associate.words import _
from associate.workflows.settings.rules.channels import trace
from associate.workflows.settings.rules.columns import Said, saved

SECTION = "carrier"
COLUMNS = ("name", "service", "carrier", "has_forms", "is_active")
OPTIONS = ("api_key", "base_url", "label")
"""Kept in `settings`, where the adapters look for them."""


def accounts() -> list[CarrierAccount]:
    """Those in use first, by name."""
    find = sa.select(CarrierAccount).order_by(CarrierAccount.is_active.desc(), CarrierAccount.name)
    return list(db.session.scalars(find.order_by(CarrierAccount.id)))


def account_called(key: str) -> CarrierAccount:
    """Raises Missing."""
    found = db.session.scalar(sa.select(CarrierAccount).filter_by(key=key))
    if found is None:
        raise Missing("no_carrier", _("There’s no such carrier."))
    return found


def state_of(account: CarrierAccount) -> Snapshot:
    """What people and the journal may read: of the key of its API only a trace."""
    store = db.session.get(Store, account.store_id) if account.store_id else None
    return {
        **{name: getattr(account, name) for name in COLUMNS},
        "store": store.code if store else "",
        "api_key": trace(str(account.settings.get("api_key", ""))),
        "base_url": account.settings.get("base_url", ""),
        "label": account.settings.get("label", "pdf"),
    }


def add(values: dict[str, Any], *, intent: Intent, by: Actor) -> Said:
    """Raises Refused("key_taken")."""
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        if db.session.scalar(sa.select(CarrierAccount.id).filter_by(key=values["key"])):
            raise Refused("key_taken", _("There’s a carrier at this address already."))
        account = CarrierAccount(key=values["key"], platform=values["platform"], settings={})
        _put(account, values)
        db.session.add(account)
        db.session.flush()
        record("carrier_account.added", about=account, by=by, key=account.key, platform=account.platform)
        return answer(intent, **saved())


def change(account: CarrierAccount, values: dict[str, Any], *, seen: str, intent: Intent, by: Actor) -> Said:
    """An empty key of its API leaves the kept one. Raises OutOfDate("changed_since")."""
    with atomic(account):
        if (done := answered(intent)) is not None:
            return done
        before = state_of(account)
        must_be_current(account, SECTION, seen, before)
        _put(account, values)
        keep_change(account, SECTION, differences(before, state_of(account)), by=by, thing=account.key)
        return answer(intent, **saved())


def change_secret(account: CarrierAccount, secret: str, *, intent: Intent, by: Actor) -> str:
    """The new secret, for one showing; the old one signs nothing from now. Made where `secret` is empty.

    Raises OutOfDate("shown_before") for a second sending: a secret is in no stored answer.
    """
    with atomic(account):
        if answered(intent) is not None:
            raise OutOfDate("shown_before", _("It was shown once. Make another if it wasn’t kept."))
        account.secret = secret or secrets.token_urlsafe(32)
        record(
            "carrier_account.secret_changed", about=account, by=by, section="carrier_secret", key=account.key
        )
        answer(intent, key=account.key)
        return account.secret


def _put(account: CarrierAccount, values: dict[str, Any]) -> None:
    for name in COLUMNS:
        setattr(account, name, values[name])
    find = sa.select(Store.id).filter_by(code=values["store"])
    account.store_id = db.session.scalar(find) if values["store"] else None
    rest = {name: value for name, value in account.settings.items() if name != "base_url"}
    account.settings = {**rest, **{name: values[name] for name in OPTIONS if values[name]}}
