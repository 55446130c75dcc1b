"""/practice: the lessons, their checks, and below /practice/shop/ the shop that isn’t real."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from flask_login import current_user

from associate.core.stores.lessons import passed_by
from associate.practice.lessons import BY_NAME
from associate.practice.rules import choices, lesson_named, must_be_done, pass_lesson, wrong_answers
from associate.practice.twin import twin
from associate.web.access import me, read_intent, signed_in
from associate.web.htmx import go
from associate.web.said import say
from associate.web.security import csrf
from associate.web.switching import lock
from associate.words import _

bp = Blueprint("practice", __name__, url_prefix="/practice")


def _bears_a_token(view: Callable[..., Response]) -> Callable[..., Response]:
    @wraps(view)
    def looked_at(path: str) -> Response:
        if request.method == "POST" and current_app.config.get("WTF_CSRF_ENABLED", True):
            request.get_data()  # kept, for the twin to read it again
            if not (request.headers.get("X-CSRFToken") or request.form.get("csrf_token")):
                abort(400)
        return view(path)

    return looked_at


@bp.get("")
@signed_in
def show_lessons() -> Any:
    passed, begun = passed_by(current_user.staff), twin().done(current_user)
    return render_template("practice/lessons.html", lessons=BY_NAME.values(), passed=passed, begun=begun)


@bp.post("/<name>/shop")
@signed_in
def create_shop(name: str) -> Any:
    """A fresh one, whatever stood there before: a lesson begins anew as often as somebody likes."""
    lesson = lesson_named(name)
    twin().begin(current_user, name)
    return go(twin().url_for(lesson.start))


@bp.get("/<name>/check")
@signed_in
def show_check(name: str) -> Any:
    lesson = lesson_named(name)
    must_be_done(lesson, twin().done(current_user))
    return render_template("practice/check.html", lesson=lesson, choices=choices, wrong=None, said={})


@bp.post("/<name>/check")
@signed_in
def create_pass(name: str) -> Any:
    lesson, said = lesson_named(name), request.form
    must_be_done(lesson, twin().done(current_user))
    if wrong := wrong_answers(lesson, said):
        page = {"lesson": lesson, "choices": choices, "wrong": wrong, "said": said}
        return render_template("practice/check.html", **page), 422
    pass_lesson(current_user.staff, lesson, intent=read_intent("practice.pass"), by=me())
    say("done", _("Passed: %(lesson)s", lesson=lesson.title))
    return go(url_for(".show_lessons"))


@bp.route("/shop/", defaults={"path": ""}, methods=["GET", "POST"])
@bp.route("/shop/<path:path>", methods=["GET", "POST"])
@csrf.exempt  # the twin’s forms are signed in its own way: what one bears, it looks at itself
@_bears_a_token
@signed_in
def visit_shop(path: str) -> Response:
    if path == "lock" and request.method == "POST":  # the session that ends is the real one
        return lock()  # type: ignore[no-any-return]
    return twin().answer(path, current_user)
