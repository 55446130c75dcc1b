"""The only place where a refusal becomes HTTP, and where every failure gets a sentence on a screen."""

from typing import Any

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from associate.db import db, outage
from associate.errors import Busy, Missing, OutOfDate, Refused
from associate.web.access import way_in
from associate.web.api.problems import ApiProblem, NotValid, answer_problem, from_http
from associate.web.htmx import wants_fragment
from associate.web.logs import note_outcome
from associate.web.paths import is_api, path_before
from associate.words import later

STATUS = {OutOfDate: 409, Missing: 404, Busy: 503}

SENTENCES = {
    400: later("That didn’t come through whole. Open the page again."),
    403: later("Your role doesn’t open this. Ask somebody whose role does."),
    404: later("There’s nothing here. It may belong to another store."),
    405: later("That can’t be done this way."),
    413: later("That’s too big to send."),
    429: later("Too many tries. Wait a minute, then try again."),
    500: later("Something on our side broke. Nothing was saved. Try again, or tell a manager."),
    503: later("The shop is very busy right now. Nothing was saved. Try again."),
}

API_SAYS = (400, 404, 500, 503)
"""What the API has words of its own for: nobody opens a page again there."""

WORDS = {
    404: later("Not here"),
    409: later("It changed"),
    429: later("Too many tries"),
    500: later("That broke"),
    503: later("Try again"),
}
"""What stands big over the sentence. A refusal that is none of these says stop."""

FULL = later("The system’s disk is full. Nothing was saved. Tell a manager; looking things up still works.")
WRONG_ITEMS = ("not_in_order", "wrong_item")


def init_app(app: Flask) -> None:
    app.register_error_handler(Refused, refused)
    app.register_error_handler(CSRFError, lambda error: problem(400, "csrf", SENTENCES[400]))
    app.register_error_handler(OperationalError, no_turn)
    app.register_error_handler(DataError, not_storable)
    app.register_error_handler(OverflowError, not_storable)
    app.register_error_handler(
        ApiProblem, lambda e: answer_problem(e.status, e.code, e.detail, headers=e.headers)
    )
    app.register_error_handler(NotValid, lambda error: answer_problem(422, "not_valid", faults=error.faults))
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, broken)


def refused(error: Refused) -> Any:
    g.refusal = error  # for what was made without a network
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
    return problem(status, error.code, error.message)


def http(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error
    if is_api():
        return from_http(error)
    if status == 401:
        return sign_in_first()
    return problem(status, f"http_{status}", SENTENCES.get(status, SENTENCES[404 if status < 500 else 500]))


def no_turn(error: OperationalError) -> Any:
    """A lock that did not come in time, a full disk, a lost database: nothing was changed."""
    db.session.rollback()
    code = outage(error)
    current_app.logger.warning("database refused: %s", code)
    return problem(503, code, FULL if code == "disk_full" else SENTENCES[503])


def not_storable(error: DataError | OverflowError) -> Any:
    """What no column holds: PostgreSQL keeps no NUL, and neither engine a number past its range."""
    db.session.rollback()
    return problem(400, "not_storable", SENTENCES[400])


def broken(error: Exception) -> Any:
    db.session.rollback()
    current_app.logger.exception("unhandled")
    if current_app.testing:
        raise error
    return problem(500, "broken", SENTENCES[500])


def sign_in_first() -> Any:
    """401 for fragments and commands, so that no login page lands in the middle of a screen."""
    if wants_fragment():
        return Response(status=401, headers={"HX-Redirect": way_in(path_before())})
    return redirect(way_in(_page_asked_for()), code=303)


def _page_asked_for() -> str:
    return request.full_path.rstrip("?") if request.method == "GET" else path_before()


def problem(status: int, code: str, message: Any) -> Response:
    """Next to the thumb for htmx; a page of its own otherwise, with the way back; details for a machine."""
    if is_api():
        return answer_problem(status, code, str(message) if status not in API_SAYS else "")
    note_outcome(code)
    fragment = wants_fragment()
    template = "shared/_problem.html" if fragment else "shared/problem.html"
    word = later("Wrong item") if code in WRONG_ITEMS else WORDS.get(status, later("Stop"))
    page = render_template(template, code=code, message=message, status=status, word=word, back=path_before())
    response = make_response(page, status)
    if fragment:
        response.headers["HX-Retarget"] = "#flash"
        response.headers["HX-Reswap"] = "outerHTML"
    return response
