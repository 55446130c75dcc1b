"""Is the process there, and can it serve?"""

from flask import Blueprint, request

from associate.upkeep.probes import CHECKS, probe
from associate.web.access import public
from associate.web.limits import PROBE, limiter

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
    should not take the web away because the worker is silent."""
    wanted = [name for name in request.args.get("only", "").split(",") if name in CHECKS] or list(CHECKS)
    found = probe(wanted)
    well = all(check.ok for check in found.values())
    checks = {name: {"ok": check.ok, **check.facts} for name, check in found.items()}
    return {"status": "ok" if well else "failing", "checks": checks}, 200 if well else 503
