"""Payment accounts as pages: whose money each holds, and whether it is heard."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.payments.models import PaymentAccount
from associate.core.payments.news import PaymentNews
from associate.core.stores.settings import last_change, stamp
from associate.db import db
from associate.words import _, later
from associate.workflows.settings.forms.draft import Draft, is_agreed, mark_of, opened
from associate.workflows.settings.forms.payments import must_bring_its_key, read_account, read_new
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.rules.channels import trace
from associate.workflows.settings.rules.payments import SECTION, accounts, state_of
from associate.workflows.settings.screens.drafting import draft_of

NAMES = {
    "stripe": "Stripe",
    "shopify": "Shopify",
    "woocommerce": "WooCommerce",
    "pretend": later("Pretend: no money moves"),
}
TELLS = ("stripe", "pretend")
"""Those that tell by a webhook of their own what becomes of money."""
NEW = "new"


@dataclass(frozen=True)
class Row:
    account: PaymentAccount
    platform: object
    channel: str


def overview() -> list[Row]:
    names = dict(db.session.execute(sa.select(Channel.id, Channel.name)).all())
    return [Row(each, _platform(each), names.get(each.channel_id, "")) for each in accounts()]


def open_new() -> Draft:
    return opened({"platform": "stripe", "is_active": True}, NEW, None)


def draft_new(form: Any) -> Draft:
    reader = Reader(form)
    taken = set() if is_agreed(form) else {account.key for account in accounts()}  # sent twice is once
    values = read_new(reader, taken, _platforms())
    fine = not reader.problems
    shown = ("key", "platform", "name", "channel")
    return Draft(
        typed=form,
        seen=NEW,
        mark=mark_of(form) if fine else "",
        is_agreed=is_agreed(form) and fine,
        problems=reader.problems,
        values=values,
        changes={name: [None, values[name]] for name in shown} if fine else {},
        effects=_moves(values) if fine else [],
        is_sent=True,
    )


def open_account(account: PaymentAccount) -> Draft:
    state = state_of(account)
    return opened({**state, "api_key": ""}, stamp(state), last_change(account, SECTION))


def draft_account(account: PaymentAccount, form: Any) -> Draft:
    reader, before = Reader(form), state_of(account)
    values = read_account(reader, account.platform, _platforms())
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


def around(account: PaymentAccount, base_url: str) -> dict[str, Any]:
    return {
        **options(),
        "account": account,
        "platform": _platform(account),
        "webhook": f"{base_url.rstrip('/')}/webhooks/payments/{account.key}",
        "tells": account.platform in TELLS,
        "heard_at": _heard_at(account),
    }


def options() -> dict[str, Any]:
    rows = db.session.execute(sa.select(Channel.key, Channel.name).order_by(Channel.name))
    return {"platforms": list(NAMES.items()), "shops": [(key, name) for key, name in rows]}


def _platform(account: PaymentAccount) -> object:
    return NAMES.get(account.platform, account.platform)


def _effects(account: PaymentAccount, values: dict[str, Any]) -> list[str]:
    if values["is_active"] == account.is_active:
        return []
    if values["is_active"]:
        return _moves(values)
    return [_("Nobody is asked any more. What goes back is a task for a person again.")]


def _moves(values: dict[str, Any]) -> list[str]:
    if values["channel"]:
        return [_("What cancels, shorts and returns owe goes back by it, without a person.")]
    return [_("What customers pay on top at the counter is charged by it.")]


def _heard_at(account: PaymentAccount) -> datetime | None:
    find = sa.select(sa.func.max(PaymentNews.received_at)).where(PaymentNews.account_id == account.id)
    return db.session.scalar(find)


def _platforms() -> dict[str, str]:
    rows = db.session.execute(sa.select(Channel.key, Channel.platform))
    return {key: platform.value for key, platform in rows}
