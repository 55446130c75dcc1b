"""API tokens: keys for machines, each shown once."""

from typing import Any

from flask import render_template, request, url_for

from associate.web.access import me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.workflows.settings.forms.draft import Draft
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.forms.tokens import read_token
from associate.workflows.settings.routes.desk import bp, shown
from associate.workflows.settings.rules import tokens as keys
from associate.workflows.settings.screens import tokens


@bp.get("/tokens")
@staff_can("channels")
def show_tokens() -> Any:
    return render_template("settings/tokens.html", **tokens.overview())


@bp.get("/tokens/new")
@staff_can("channels")
def show_new_token() -> Any:
    return shown("token_new", tokens.open_token(), **tokens.options(), secret="")


@bp.post("/tokens/new")
@staff_can("channels")
def create_token() -> Any:
    reader = Reader(request.form)
    wanted = read_token(reader, tokens.by_key())
    draft = Draft(request.form, "new", problems=reader.problems, is_sent=True)
    if reader.problems:
        return shown("token_new", draft, **tokens.options(), secret="")
    secret = keys.make(wanted, intent=read_intent("settings.token"), by=me())
    return shown("token_new", draft, secret=secret)


@bp.get("/tokens/<int:number>/revocation")
@staff_can("channels")
def show_revocation(number: int) -> Any:
    return render_template("settings/token_revoke.html", token=keys.token_with(number))


@bp.post("/tokens/<int:number>/revocation")
@staff_can("channels")
def create_revocation(number: int) -> Any:
    say(**keys.revoke(keys.token_with(number), intent=read_intent("settings.revoke"), by=me()))
    return go(url_for("settings.show_tokens"))
