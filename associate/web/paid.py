"""The page that a customer comes back to who paid on top by a link. It says nothing of anybody."""

from flask import Blueprint, render_template

from associate.web.access import public

bp = Blueprint("paid", __name__)


@bp.get("/paid")
@public
def show() -> str:
    return render_template("pickup_link/paid.html")
