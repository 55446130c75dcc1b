"""/board: how the work stands now, and the list behind each number."""

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_login import current_user
from markupsafe import Markup

from associate.core.fulfillment.interventions import intervention_here
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import fulfillment_here
from associate.core.stores.versions import store_version
from associate.web.access import current_staff, here, me, read_intent, staff_can
from associate.web.fragments import kept
from associate.web.htmx import go, wants_fragment
from associate.web.polls import is_shown, shared, still_shown
from associate.web.said import say
from associate.workflows.board.forms import read_staff, read_time, read_why
from associate.workflows.board.rules import giving, pausing, promising, turns, undoing
from associate.workflows.board.screens.board import board, board_version, is_late
from associate.workflows.board.screens.job import job_screen
from associate.workflows.board.screens.list import listed
from associate.workflows.board.screens.numbers import number_named
from associate.workflows.board.screens.stores import headers, stores_board, stores_version
from associate.workflows.board.screens.whose import Whose, ours, theirs

bp = Blueprint("board", __name__, url_prefix="/board")
MINUTE = 60  # seconds after which an unchanged board is drawn anew: what is late comes by itself


@bp.get("")
@staff_can("see_board")
def show_board() -> Any:
    """Read anew: the page may follow a deed that another process did for this person."""
    if current_user.store is None and current_staff.can("choose_store"):
        return redirect(url_for(".show_stores"), code=303)
    return render_template("board/page.html", drawn=_drawn(store_version(here().id, ttl=0)))


@bp.get("/now")
@staff_can("see_board")
def show_now() -> Any:
    n, view = store_version(here().id), _view()
    if same := still_shown(n, board_version(n), step=MINUTE, view=view):
        return same
    drawn = _drawn(n)
    return make_response(drawn) if wants_fragment() else render_template("board/page.html", drawn=drawn)


@bp.get("/stores")
@staff_can("choose_store")
def show_stores() -> Any:
    return render_template("board/stores.html", drawn=_stores(stores_version(ttl=0)))


@bp.get("/stores/now")
@staff_can("choose_store")
def show_stores_now() -> Any:
    version = stores_version()
    if is_shown(version):
        return Response(status=204)
    drawn = _stores(version)
    return make_response(drawn) if wants_fragment() else render_template("board/stores.html", drawn=drawn)


@bp.get("/list")
@staff_can("see_board")
def show_list() -> Any:
    at = _whose()
    found = listed(number_named(request.args.get("show", "")), at.among, request.args.get("after", ""))
    return render_template("board/list.html", list=found, at=at)


@bp.get("/jobs/<number>")
@staff_can("move_work")
def show_job(number: str) -> Any:
    return render_template("board/job.html", screen=job_screen(_job(number)))


@bp.post("/jobs/<number>/owner")
@staff_can("move_work")
def create_owner(number: str) -> Any:
    form, intent = request.form, read_intent("board.give")
    say(**giving.give(_job(number), read_staff(form), read_why(form), intent=intent, by=me()))
    return go(url_for(".show_board"))


@bp.post("/jobs/<number>/turn")
@staff_can("move_work")
def create_turn(number: str) -> Any:
    deed = turns.put_in_turn if request.form.get("turn") == "promise" else turns.put_first
    say(**deed(_job(number), read_why(request.form), intent=read_intent("board.turn"), by=me()))
    return go(url_for(".show_board"))


@bp.post("/jobs/<number>/pause")
@staff_can("move_work")
def create_pause(number: str) -> Any:
    job, why, intent = _job(number), read_why(request.form), read_intent("board.pause")
    until = read_time(request.form, job.store)
    say(**pausing.pause(job, until, why, intent=intent, by=me()))
    return go(url_for(".show_board"))


@bp.post("/jobs/<number>/resumption")
@staff_can("move_work")
def create_resumption(number: str) -> Any:
    intent = read_intent("board.go_on")
    say(**pausing.go_on(_job(number), read_why(request.form), intent=intent, by=me()))
    return go(url_for(".show_board"))


@bp.post("/jobs/<number>/promise")
@staff_can("move_work")
def create_promise(number: str) -> Any:
    job, form, intent = _job(number), request.form, read_intent("board.promise")
    at, earlier = read_time(form, job.store), bool(form.get("earlier"))
    say(**promising.promise_anew(job, at, read_why(form), earlier=earlier, intent=intent, by=me()))
    return go(url_for(".show_board"))


@bp.post("/changes/<int:number>/undoing")
@staff_can("move_work")
def create_undoing(number: int) -> Any:
    change = intervention_here(number, store=here())
    say(**undoing.take_back(change, intent=read_intent("board.undo"), by=me()))
    return go(url_for(".show_board"))


def _job(number: str) -> Fulfillment:
    return fulfillment_here(number, store=here())


def _whose() -> Whose:
    code = request.args.get("at", "")
    return theirs(code, current_staff) if code else ours(here(), current_staff)


def _drawn(n: int) -> Markup:
    """Drawn once a version and minute for all who see the same: nothing on it is one person’s alone."""
    version, view = board_version(n), _view()
    drawn = kept((view, version), lambda: _draw(version))
    shared(n, drawn, step=MINUTE, view=view, apart=())
    return drawn


def _draw(version: str) -> str:
    shown = board(here(), current_staff, version)
    return render_template("board/_board.html", board=shown, is_late=is_late)


def _stores(version: str) -> Markup:
    key = ("stores", version, str(get_locale()), current_staff.role)
    known = {"headers": headers, "is_late": is_late}
    return kept(key, lambda: render_template("board/_stores.html", board=stores_board(version), **known))


def _view() -> tuple[str, int, str, str]:
    return ("board", here().id, str(get_locale()), current_staff.role)
