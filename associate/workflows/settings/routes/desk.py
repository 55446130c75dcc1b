"""The blueprint of the settings, and how a form of theirs is shown."""

from typing import Any

from flask import Blueprint, render_template

from associate.core.events.setting_words import LABELS
from associate.core.stores.closing_words import wall
from associate.workflows.settings.forms.draft import Draft
from associate.workflows.settings.screens import history, hours

bp = Blueprint("settings", __name__, url_prefix="/settings")


def shown(template: str, draft: Draft, **context: Any) -> Any:
    """The form with what was typed: 422 where something of it can't be taken."""
    status = 422 if draft.problems else 200
    return render_template(f"settings/{template}.html", draft=draft, **context), status


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "labels": LABELS,
        "changed_words": history.changed_words,
        "wall": wall,
        "clocks_words": hours.clocks_words,
    }
