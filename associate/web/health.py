"""Is the process there, and can it serve?"""

from flask import Blueprint, request
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from associate.upkeep.probes import CHECKS, probe
from associate.web.access import public
from associate.web.limits import PROBE, limiter
from associate.web.metrics import may_read

bp = Blueprint("probes", __name__)


@bp.get("/healthz")
@public
@limiter.exempt
def show_health() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
@limiter.limit(PROBE)
def show_readiness() -> tuple[dict[str, object], int]:
    """Each check by name, and 503 when one fails. ?only=migration,write asks for some of them: a balancer
    should not take the web away because the worker is silent. The figures that each check went by are for who
    may read /metrics, and for managers."""
    wanted = [name for name in request.args.get("only", "").split(",") if name in CHECKS] or list(CHECKS)
    found = probe(wanted)
    well = all(check.ok for check in found.values())
    figures = may_read() or _is_manager()
    checks = {name: {"ok": check.ok, **(check.facts if figures else {})} for name, check in found.items()}
    return {"status": "ok" if well else "failing", "checks": checks}, 200 if well else 503


def _is_manager() -> bool:
    try:
        return bool(current_user.is_authenticated and current_user.staff.can("see_health"))
    except SQLAlchemyError:  # the database is what fails
        return False
