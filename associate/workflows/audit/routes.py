"""/audit: who did what, when and where, from the journal; all of it in the address."""

from typing import Any

from flask import Blueprint, Response, request
from flask_login import current_user

from associate.clock import now
from associate.core.stores.hours import local_day
from associate.csv_out import as_csv
from associate.web.access import here, staff_can
from associate.web.htmx import page_or_fragment
from associate.workflows.audit import screens
from associate.workflows.audit.forms import Filters, read_filters

bp = Blueprint("audit", __name__, url_prefix="/audit")


@bp.get("")
@staff_can("see_audit")
def show_journal() -> Any:
    return page_or_fragment("audit/page.html", "audit/_journal.html", view=screens.view(_filters()))


@bp.get("/journal.csv")
@staff_can("see_audit")
def show_csv() -> Response:
    content = as_csv(screens.HEADER, screens.rows(_filters()))
    headers = {"Content-Disposition": "attachment; filename=journal.csv", "Cache-Control": "no-store"}
    return Response(content, mimetype="text/csv", headers=headers)


def _filters() -> Filters:
    """Of the person’s own store; of every store for people of several, the one they work in first."""
    stores, usual = screens.stores_seen_by(current_user.staff), current_user.store
    today = local_day(usual or (stores[0] if stores else here()), now())
    everywhere = current_user.staff.can("choose_store")
    return read_filters(request.args, stores, usual, today, everywhere=everywhere)
