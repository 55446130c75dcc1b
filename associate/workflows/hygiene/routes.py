"""Is a store ready to open, and is its data clean?"""

from typing import Any

from flask import Blueprint, Response, current_app, render_template
from flask_login import current_user

from associate.core.stores.models import Store
from associate.web.access import here, staff_can
from associate.workflows.hygiene.screens import findings, ready

bp = Blueprint("hygiene", __name__, url_prefix="/settings/hygiene")


@bp.get("")
@staff_can("adjust_stock")
def show_hygiene() -> Any:
    return render_template("hygiene/page.html", **findings.page(_theirs()))


@bp.get("/ready")
@staff_can("manage_settings")
def show_go_live() -> Any:
    return render_template("hygiene/ready.html", **ready.page(here(), current_app.config))


@bp.get("/list.csv")
@staff_can("adjust_stock")
def show_list() -> Response:
    kept = {"Content-Disposition": 'attachment; filename="clean-data.csv"', "Cache-Control": "no-store"}
    return Response(findings.as_csv(_theirs()), mimetype="text/csv", headers=kept)


def _theirs() -> Store | None:
    """Places are a store's own business; who sees all stores sees all of them."""
    store: Store | None = None if current_user.staff.can("choose_store") else current_user.store
    return store
