"""/stock: what a person can do about the goods themselves."""

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from associate.web.access import here, staff_can
from associate.workflows.stock import screens

bp = Blueprint("stock", __name__, url_prefix="/stock")


@bp.get("")
@staff_can("see_stock")
def index() -> Any:
    return render_template("stock/index.html", corners=screens.corners(here(), current_user.staff))
