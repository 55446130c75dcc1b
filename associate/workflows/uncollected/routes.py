"""/uncollected: ready orders whose time runs out, and what went back and isn’t done yet."""

from typing import Any

from flask import Blueprint

from associate.core.stores.versions import store_version
from associate.web.access import here, staff_can
from associate.web.htmx import page_or_fragment
from associate.web.polls import still_shown
from associate.workflows.uncollected import screens

bp = Blueprint("uncollected", __name__, url_prefix="/uncollected")


@bp.get("")
@staff_can("hand_over")
def show_list() -> Any:
    n = store_version(here().id)
    if same := still_shown(n, screens.version(n), step=60):
        return same
    shown = screens.uncollected(here(), screens.version(n))
    return page_or_fragment("uncollected/page.html", "uncollected/_list.html", shown=shown)
