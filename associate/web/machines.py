"""A machine's request that is answered before the app: it needs no session, no token, no language, no person.

What is said of every request is said of these too: one line in the log, its place in the metrics, its id.
"""

import time
from typing import Any

import structlog

from associate.upkeep import counters
from associate.upkeep.statements import tally_statements
from associate.web.logs import id_for

log = structlog.get_logger("associate.web")


class Asked:
    """One such request, from here until it is answered."""

    def __init__(self, environ: dict[str, Any], route: str) -> None:
        self.route, self.method = route, environ["REQUEST_METHOD"]
        self.id = id_for(environ.get("HTTP_TRACEPARENT", ""), environ.get("HTTP_X_REQUEST_ID", ""))
        self.began, self.tally = time.perf_counter(), tally_statements()

    def answered(self, status: int) -> None:
        seconds = time.perf_counter() - self.began
        counters.requests.labels(self.route, self.method, str(status)).inc()
        counters.request_seconds.labels(self.route, self.method).observe(seconds)
        log.info(
            "request",
            request_id=self.id,
            route=self.route,
            method=self.method,
            status=status,
            ms=round(seconds * 1000, 1),
            db_ms=round(self.tally.seconds * 1000, 1),
            statements=self.tally.count,
        )
