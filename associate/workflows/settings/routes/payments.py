"""Payment accounts: who holds the money of which web shop, and who charges at the counter."""

from typing import Any

from flask import current_app, render_template, request, url_for

from associate.core.payments.models import PaymentAccount
from associate.web.access import me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.workflows.settings.forms.draft import Draft, opened
from associate.workflows.settings.forms.payments import read_secret
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.routes.desk import bp, shown
from associate.workflows.settings.rules import payments as rules
from associate.workflows.settings.screens import payments


@bp.get("/payments")
@staff_can("channels")
def show_payments() -> Any:
    return render_template("settings/payments.html", rows=payments.overview())


@bp.get("/payments/new")
@staff_can("channels")
def show_new_payment() -> Any:
    return shown("payment_new", payments.open_new(), **payments.options())


@bp.post("/payments/new")
@staff_can("channels")
def create_payment() -> Any:
    draft = payments.draft_new(request.form)
    if not draft.is_agreed:
        return shown("payment_new", draft, **payments.options())
    say(**rules.add(draft.values, intent=read_intent("settings.payment_new"), by=me()))
    return go(url_for("settings.show_payment", key=draft.values["key"]))


@bp.get("/payments/<key>")
@staff_can("channels")
def show_payment(key: str) -> Any:
    account = rules.account_called(key)
    return _account(account, payments.open_account(account))


@bp.post("/payments/<key>")
@staff_can("channels")
def save_payment(key: str) -> Any:
    account = rules.account_called(key)
    draft = payments.draft_account(account, request.form)
    if not draft.is_agreed:
        return _account(account, draft)
    intent = read_intent("settings.payment")
    say(**rules.change(account, draft.values, seen=draft.seen, intent=intent, by=me()))
    return go(url_for("settings.show_payment", key=key))


@bp.get("/payments/<key>/secret")
@staff_can("channels")
def show_payment_secret(key: str) -> Any:
    return _secret(rules.account_called(key), opened({}, "", None))


@bp.post("/payments/<key>/secret")
@staff_can("channels")
def create_payment_secret(key: str) -> Any:
    account, reader = rules.account_called(key), Reader(request.form)
    wanted = read_secret(reader)
    draft = Draft(request.form, "", problems=reader.problems)
    if reader.problems:
        return _secret(account, draft)
    intent = read_intent("settings.payment_secret")
    return _secret(account, draft, rules.change_secret(account, wanted, intent=intent, by=me()))


def _account(account: PaymentAccount, draft: Draft) -> Any:
    return shown("payment", draft, **payments.around(account, current_app.config["BASE_URL"]))


def _secret(account: PaymentAccount, draft: Draft, secret: str = "") -> Any:
    return shown("payment_secret", draft, account=account, secret=secret)
