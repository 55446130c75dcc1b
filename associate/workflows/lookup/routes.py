"""/stock/lookup: scan anything, and see what it is, what it costs, where it lies and who else has it."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user

from associate.core.catalog.codes import LONGEST
from associate.core.catalog.symbols import read_symbol
from associate.web.access import here, staff_can
from associate.web.htmx import page_or_fragment, wants_fragment
from associate.workflows.lookup import screens

bp = Blueprint("lookup", __name__, url_prefix="/stock/lookup")


@bp.get("")
@staff_can("see_stock")
def show_lookup() -> Any:
    return page_or_fragment("lookup/page.html", "lookup/_work.html", **_found(request.args.get("q", "")))


@bp.post("")
@staff_can("see_stock")
def create_scan() -> Any:
    """What the scan field sends; nothing is written. The address says what is looked at."""
    text = read_symbol(request.form.get("code", "")).whole
    url = f"{url_for('.show_lookup')}?{urlencode({'q': text[:LONGEST]})}"
    if not wants_fragment():
        return redirect(url, code=303)
    return render_template("lookup/_work.html", **_found(text)), {"HX-Push-Url": url}


def _found(text: str) -> dict[str, Any]:
    can = current_user.staff.can
    may = {"move": can("move_stock"), "order": can("adjust_stock")}
    return {"found": screens.look_up(here(), text[:LONGEST].strip()), "may": may}
