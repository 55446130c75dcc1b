"""Carrier accounts: by whom parcels go."""

from typing import Any

from flask import current_app, render_template, request, url_for

from associate.core.shipping.models import CarrierAccount
from associate.web.access import me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.workflows.settings.forms.carriers import read_secret
from associate.workflows.settings.forms.draft import Draft, opened
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.routes.desk import bp, shown
from associate.workflows.settings.rules import carriers as rules
from associate.workflows.settings.screens import carriers


@bp.get("/carriers")
@staff_can("set_up_shipping")
def show_carriers() -> Any:
    return render_template("settings/carriers.html", rows=carriers.overview())


@bp.get("/carriers/new")
@staff_can("set_up_shipping")
def show_new_carrier() -> Any:
    return shown("carrier_new", carriers.open_new(), **carriers.options())


@bp.post("/carriers/new")
@staff_can("set_up_shipping")
def create_carrier() -> Any:
    draft = carriers.draft_new(request.form)
    if not draft.is_agreed:
        return shown("carrier_new", draft, **carriers.options())
    say(**rules.add(draft.values, intent=read_intent("settings.carrier_new"), by=me()))
    return go(url_for("settings.show_carrier", key=draft.values["key"]))


@bp.get("/carriers/<key>")
@staff_can("set_up_shipping")
def show_carrier(key: str) -> Any:
    account = rules.account_called(key)
    return _account(account, carriers.open_account(account))


@bp.post("/carriers/<key>")
@staff_can("set_up_shipping")
def save_carrier(key: str) -> Any:
    account = rules.account_called(key)
    draft = carriers.draft_account(account, request.form)
    if not draft.is_agreed:
        return _account(account, draft)
    intent = read_intent("settings.carrier")
    say(**rules.change(account, draft.values, seen=draft.seen, intent=intent, by=me()))
    return go(url_for("settings.show_carrier", key=key))


@bp.get("/carriers/<key>/secret")
@staff_can("set_up_shipping")
def show_carrier_secret(key: str) -> Any:
    return _secret(rules.account_called(key), opened({}, "", None))


@bp.post("/carriers/<key>/secret")
@staff_can("set_up_shipping")
def create_carrier_secret(key: str) -> Any:
    account, reader = rules.account_called(key), Reader(request.form)
    wanted = read_secret(reader)
    draft = Draft(request.form, "", problems=reader.problems)
    if reader.problems:
        return _secret(account, draft)
    intent = read_intent("settings.carrier_secret")
    return _secret(account, draft, rules.change_secret(account, wanted, intent=intent, by=me()))


def _account(account: CarrierAccount, draft: Draft) -> Any:
    return shown("carrier", draft, **carriers.around(account, current_app.config["BASE_URL"]))


def _secret(account: CarrierAccount, draft: Draft, secret: str = "") -> Any:
    return shown("carrier_secret", draft, account=account, secret=secret)
