"""Payment accounts: add one, change one, give one another webhook secret. None is ever deleted."""

import secrets
from typing import Any

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.payments.models import PaymentAccount
from associate.core.stores.settings import Snapshot, differences, keep_change, must_be_current
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate, Refused
from associate.words import _
from associate.workflows.settings.rules.channels import trace
from associate.workflows.settings.rules.columns import Said, saved

SECTION = "payment_account"
OPTIONS = ("api_key", "base_url")
"""Kept in `settings`, where the adapters look for them."""


def accounts() -> list[PaymentAccount]:
    """Those in use first, by name."""
    find = sa.select(PaymentAccount).order_by(PaymentAccount.is_active.desc(), PaymentAccount.name)
    return list(db.session.scalars(find.order_by(PaymentAccount.id)))


def account_called(key: str) -> PaymentAccount:
    """Raises Missing."""
    found = db.session.scalar(sa.select(PaymentAccount).filter_by(key=key))
    if found is None:
        raise Missing("no_account", _("There’s no such account."))
    return found


def state_of(account: PaymentAccount) -> Snapshot:
    """What people and the journal may read: of the key of its API only a trace."""
    channel = db.session.get(Channel, account.channel_id) if account.channel_id else None
    return {
        "name": account.name,
        "channel": channel.key if channel else "",
        "api_key": trace(str(account.settings.get("api_key", ""))),
        "base_url": account.settings.get("base_url", ""),
        "is_active": account.is_active,
    }


def add(values: dict[str, Any], *, intent: Intent, by: Actor) -> Said:
    """Raises Refused("key_taken", "channel_taken")."""
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        if db.session.scalar(sa.select(PaymentAccount.id).filter_by(key=values["key"])):
            raise Refused("key_taken", _("There’s an account at this address already."))
        account = PaymentAccount(key=values["key"], platform=values["platform"], settings={})
        _put(account, values)
        db.session.add(account)
        db.session.flush()
        record("payment_account.added", about=account, by=by, key=account.key, platform=account.platform)
        return answer(intent, **saved())


def change(account: PaymentAccount, values: dict[str, Any], *, seen: str, intent: Intent, by: Actor) -> Said:
    """An empty key of its API leaves the kept one. Raises OutOfDate("changed_since"),
    Refused("channel_taken")."""
    with atomic(account):
        if (done := answered(intent)) is not None:
            return done
        before = state_of(account)
        must_be_current(account, SECTION, seen, before)
        _put(account, values)
        keep_change(account, SECTION, differences(before, state_of(account)), by=by, thing=account.key)
        return answer(intent, **saved())


def change_secret(account: PaymentAccount, secret: str, *, intent: Intent, by: Actor) -> str:
    """The new secret, for one showing; the old one signs nothing from now. Made where `secret` is empty.

    Raises OutOfDate("shown_before") for a second sending: a secret is in no stored answer.
    """
    with atomic(account):
        if answered(intent) is not None:
            raise OutOfDate("shown_before", _("It was shown once. Make another if it wasn’t kept."))
        account.secret = secret or secrets.token_urlsafe(32)
        record(
            "payment_account.secret_changed", about=account, by=by, section="payment_secret", key=account.key
        )
        answer(intent, key=account.key)
        return account.secret


def _put(account: PaymentAccount, values: dict[str, Any]) -> None:
    account.name, account.is_active = values["name"], values["is_active"]
    find = sa.select(Channel.id).filter_by(key=values["channel"])
    channel_id = db.session.scalar(find) if values["channel"] else None
    _must_be_free(account, channel_id)
    account.channel_id = channel_id
    rest = {name: value for name, value in account.settings.items() if name != "base_url"}
    account.settings = {**rest, **{name: values[name] for name in OPTIONS if values[name]}}


def _must_be_free(account: PaymentAccount, channel_id: int | None) -> None:
    """One holds a web shop’s money."""
    with db.session.no_autoflush:
        other = db.session.scalar(sa.select(PaymentAccount).filter_by(channel_id=channel_id))
    if channel_id is not None and other is not None and other.key != account.key:
        words = _("%(name)s holds the money of this web shop already.", name=other.name)
        raise Refused("channel_taken", words)
