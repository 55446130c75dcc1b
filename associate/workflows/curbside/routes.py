"""/curbside: the board of cars, the card of one, and the phrases to hold up to its window."""

from typing import Any

from flask import Blueprint, current_app, make_response, render_template, request, url_for
from flask_babel import force_locale, get_locale
from markupsafe import Markup

from associate.clock import now
from associate.core.fulfillment.visits import Visit, visit_here
from associate.core.stores.versions import store_version
from associate.web.access import current_staff, here, me, read_intent, staff_can
from associate.web.fragments import kept
from associate.web.htmx import go, page_or_fragment, wants_fragment
from associate.web.polls import shared, still_shown
from associate.web.said import say
from associate.words import _, spoken
from associate.workflows.curbside import rules
from associate.workflows.curbside.screens.board import REGROUP, board, runners_here
from associate.workflows.curbside.screens.phrases import AFTER_LOADS, PHRASES, phrase
from associate.workflows.curbside.screens.run import run

bp = Blueprint("curbside", __name__, url_prefix="/curbside")


@bp.get("")
@staff_can("run_curbside")
def show_board() -> Any:
    """Read anew: the page may follow a deed that another process did for this person."""
    return _board_page(_cars(store_version(here().id, ttl=0)))


@bp.get("/cars")
@staff_can("run_curbside")
def show_cars() -> Any:
    """Without cars nothing on it follows the clock."""
    n, view = store_version(here().id), _view()
    same = still_shown(n, _idle(n), view=view) or still_shown(n, _busy(n), step=REGROUP, view=view)
    if same:
        return same
    cars = _cars(n)
    return make_response(cars) if wants_fragment() else _board_page(cars)


@bp.get("/<int:visit_id>")
@staff_can("run_curbside")
def show(visit_id: int) -> Any:
    n = store_version(here().id)
    if same := still_shown(n):
        return same
    shown = run(visit_here(visit_id, store=here()), current_staff, key=current_app.config["SECRET_KEY"])
    return page_or_fragment(
        "curbside/runner.html", "curbside/_work.html", run=shown, version=n, server_now=now().isoformat()
    )


@bp.post("/<int:visit_id>/runner")
@staff_can("run_curbside")
def create_runner(visit_id: int) -> Any:
    visit, intent = _visit(visit_id), read_intent("curbside.take")
    if "take_over" in request.form:
        rules.take_over(visit, intent=intent, by=me())
    else:
        rules.take(visit, intent=intent, by=me())
    return go(url_for(".show", visit_id=visit_id))


@bp.post("/<int:visit_id>/release")
@staff_can("run_curbside")
def create_release(visit_id: int) -> Any:
    rules.release(_visit(visit_id), intent=read_intent("curbside.release"), by=me())
    say("note", _("It’s anybody’s again"), _("The car is on the board, and it rings for everybody."))
    return go(url_for(".show_board"))


@bp.post("/<int:visit_id>/departure")
@staff_can("run_curbside")
def create_departure(visit_id: int) -> Any:
    rules.note_left(_visit(visit_id), intent=read_intent("curbside.left"), by=me())
    say("note", _("Nobody there"), _("Put the bags back in their places. The order stays ready."))
    return go(url_for(".show_board"))


@bp.post("/<int:visit_id>/inside")
@staff_can("run_curbside")
def create_inside(visit_id: int) -> Any:
    visit = _visit(visit_id)
    rules.note_inside(visit, intent=read_intent("curbside.inside"), by=me())
    say("note", _("They’re at the counter"), _("Hand it over here as usual."))
    return go(url_for("handover.show_order", number=visit.jobs[0].number))


@bp.post("/<int:visit_id>/load")
@staff_can("run_curbside")
def create_load(visit_id: int) -> Any:
    load, intent = request.form.get("load", ""), read_intent("curbside.load")
    rules.note_load(_visit(visit_id), load, intent=intent, by=me())
    return go(url_for(".show_phrase", visit_id=visit_id, number=AFTER_LOADS))


@bp.get("/<int:visit_id>/phrases")
@bp.get("/<int:visit_id>/phrases/<int:number>")
@staff_can("run_curbside")
def show_phrase(visit_id: int, number: int = 1) -> Any:
    visit, shown = _visit(visit_id), phrase(number)
    language = spoken(visit.language) or "en"
    with force_locale(language):
        theirs = [str(words) for words in (shown.words, *(words for _load, words in shown.answers))]
    number = min(max(number, 1), len(PHRASES))
    return render_template(
        "curbside/phrase.html",
        visit=visit,
        phrase=shown,
        number=number,
        of=len(PHRASES),
        language=language,
        theirs=theirs,
    )


def _visit(visit_id: int) -> Visit:
    return visit_here(visit_id, store=here())


def _board_page(cars: Markup) -> Any:
    return render_template("curbside/board.html", cars=cars, server_now=now().isoformat())


def _cars(n: int) -> Markup:
    """Drawn once for all who see the same; who has a car sees their own otherwise."""
    busy, runners = _busy(n), runners_here(here())
    mine = current_staff.id if current_staff.id in runners else None
    cars = kept((_view(), n, busy, mine), lambda: _draw(n))
    shared(n, cars, step=0 if _idle(n) in cars else REGROUP, view=_view(), apart=runners)
    return cars


def _draw(n: int) -> str:
    shown = board(here())
    version = _busy(n) if shown.waiting or shown.coming else _idle(n)
    return render_template("curbside/_cars.html", board=shown, version=version, now=now)


def _view() -> tuple[str, int, str, str]:
    return ("cars", here().id, str(get_locale()), current_staff.role)


def _busy(n: int) -> str:
    return f"{n}.{int(now().timestamp()) // REGROUP}"


def _idle(n: int) -> str:
    return f"{n}.idle"
