"""/putback: goods that go nowhere wait here until somebody has them on their shelf."""

from typing import Any

from flask import Blueprint, request, url_for

from associate.core.inventory.models import PutBack
from associate.core.stores.versions import store_version
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import fragment_or_redirect, page_or_fragment
from associate.web.polls import still_shown
from associate.web.said import say
from associate.web.scans import code_in_hand
from associate.workflows.putback import rules, screens

bp = Blueprint("putback", __name__, url_prefix="/putback")


@bp.get("")
@staff_can("put_back")
def show_list() -> Any:
    version = store_version(here().id)
    if same := still_shown(version):
        return same
    return page_or_fragment(
        "putback/page.html", "putback/_work.html", rows=screens.rows(here()), version=version
    )


@bp.post("/scans")
@staff_can("put_back")
def create_scan() -> Any:
    intent = read_intent("putback.scan")
    return _shelved(rules.shelve_scanned(here(), code_in_hand(), intent=intent, by=me()))


@bp.post("/<int:number>")
@staff_can("put_back")
def create_shelving(number: int) -> Any:
    put_back = rules.put_back_here(number, store=here())
    return _shelved(rules.shelve(put_back, intent=read_intent("putback.shelve"), by=me()))


@bp.post("/<int:number>/write-off")
@staff_can("put_back")
def create_write_off(number: int) -> Any:
    put_back, why = rules.put_back_here(number, store=here()), request.form.get("why", "")
    rules.throw_away(put_back, why, intent=read_intent("putback.write_off"), by=me())
    return _settled(*screens.written_off_words(put_back))


@bp.post("/<int:number>/cross-dock")
@staff_can("put_back")
def create_cross_dock(number: int) -> Any:
    put_back, line = rules.put_back_here(number, store=here()), request.form.get("line", "")
    line_id = int(line) if line.isascii() and line.isdigit() and len(line) < 13 else 0
    rules.give(put_back, line_id, intent=read_intent("putback.give"), by=me())
    return _settled(*screens.given_words(put_back))


def _shelved(put_back: PutBack) -> Any:
    return _settled(*screens.shelved_words(put_back))


def _settled(word: str, what: str) -> Any:
    say("ok", word, what)
    rows = screens.rows(here())
    return fragment_or_redirect(
        "putback/_work.html", url_for(".show_list"), rows=rows, version=store_version(here().id)
    )
