"""Is the process there, and can it serve?"""

from flask import Blueprint
from sqlalchemy import text

from associate.db import db
from associate.web.access import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def show_health() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
def show_readiness() -> tuple[dict[str, str], int]:
    """The database answers, and is at a migration we know."""
    version = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    return ({"status": "ok", "migration": version}, 200) if version else ({"status": "not set up"}, 503)
