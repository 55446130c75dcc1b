"""Files: choose one, look at what it would do, bring it in."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_login import current_user

from associate.files.table import MOST_BYTES
from associate.web.access import me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.words import _
from associate.workflows.files import rules, screens

bp = Blueprint("files", __name__, url_prefix="/settings/imports")
ROOM = 64 * 1024  # bytes around the file: its form


@bp.url_value_preprocessor
def _take_big_files(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the form, the check against forged ones included."""
    request.max_content_length = MOST_BYTES + ROOM


@bp.get("")
@staff_can("adjust_stock")
def show_imports() -> Any:
    kinds = rules.kinds_for(current_user.staff)
    rows = rules.latest(current_user.staff, current_user.store)
    words = {"titles": screens.TITLES, "sentences": screens.SENTENCES}
    return render_template("files/index.html", kinds=kinds, rows=rows, **words)


@bp.get("/<kind>")
@staff_can("adjust_stock")
def show_import(kind: str) -> Any:
    rules.must_be_theirs(kind, current_user.staff)
    return render_template("files/import.html", **screens.form(kind))


@bp.post("/<kind>")
@staff_can("adjust_stock")
def create_trial(kind: str) -> Any:
    sent = request.files.get("file")
    content = sent.stream.read(MOST_BYTES + 1) if sent else b""
    said = {name: request.form.get(name, "") for name in ("channel", "decimal", "how")}
    who = {"staff": current_user.staff, "store": current_user.store, "by": me()}
    row = rules.try_out(kind, (sent and sent.filename) or "", content, said, **who)
    return go(url_for("files.show_trial", number=row.id))


@bp.get("/<kind>/template.csv")
@staff_can("adjust_stock")
def show_template(kind: str) -> Any:
    rules.must_be_theirs(kind, current_user.staff)
    return _csv(screens.template(kind), f"{kind}.csv")


@bp.get("/trials/<int:number>")
@staff_can("adjust_stock")
def show_trial(number: int) -> Any:
    return render_template("files/trial.html", **screens.report(_trial(number)))


@bp.get("/trials/<int:number>/problems.csv")
@staff_can("adjust_stock")
def show_problems(number: int) -> Any:
    return _csv(screens.problems(_trial(number)), "problems.csv")


@bp.post("/trials/<int:number>/deed")
@staff_can("adjust_stock")
def create_deed(number: int) -> Any:
    row = _trial(number)
    rules.bring_in(row, intent=read_intent("files.deed"), by=me())
    say("ok", _("Brought in"), row.name)
    return go(url_for("files.show_trial", number=number))


def _trial(number: int) -> Any:
    return rules.trial(number, current_user.staff, current_user.store)


def _csv(text: str, name: str) -> Response:
    kept = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, mimetype="text/csv", headers=kept)
