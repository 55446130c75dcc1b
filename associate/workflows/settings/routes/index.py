"""What there is to set, and who changed what lately."""

from typing import Any

from flask import render_template
from flask_login import current_user

from associate.web.access import current_staff, here, staff_can
from associate.workflows.settings.routes.desk import bp
from associate.workflows.settings.screens import history
from associate.workflows.settings.screens.sections import SECTIONS


@bp.get("")
@staff_can("manage_settings")
def show() -> Any:
    """Who works in every store may look after web shops, people and health before choosing one."""
    has_store = current_user.store is not None
    mine = [
        section
        for section in SECTIONS
        if current_staff.can(section.permission) and (has_store or section.permission != "manage_settings")
    ]
    latest = history.latest(here(), most=5) if has_store else []
    return render_template("settings/index.html", sections=mine, latest=latest)


@bp.get("/changes")
@staff_can("manage_settings")
def show_changes() -> Any:
    return render_template("settings/changes.html", latest=history.latest(here(), most=200))
