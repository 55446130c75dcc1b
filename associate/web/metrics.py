"""/metrics for Prometheus: what was counted in all web processes, and what the database knows by now."""

import hmac
import time
from collections.abc import Iterator
from ipaddress import ip_address

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from associate.core.events.models import Delivery, Inbound
from associate.upkeep import beats, counters, readings
from associate.web.access import signed
from associate.web.limits import limiter
from associate.web.logs import route

bp = Blueprint("metrics", __name__)
PROXIED = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP", "Via")
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}


def init_app(app: Flask) -> None:
    app.after_request(count)


@bp.get("/metrics")
@signed
@limiter.exempt
def show_metrics() -> Response:
    if not may_read():
        abort(404)
    registry = counters.registry()
    registry.register(Readings())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def count(response: Response) -> Response:
    method = request.method if request.method in METHODS else "other"  # a stranger's word is no label
    status = str(response.status_code)
    counters.requests.labels(route(), method, status).inc()
    if "began" in g:
        counters.request_seconds.labels(route(), method).observe(time.perf_counter() - g.began)
    if outcome := g.get("outcome"):
        counters.refusals.labels(outcome, status).inc()
    return response


def may_read() -> bool:
    """With METRICS_TOKEN whoever bears it; without, only this machine itself, and not through a proxy."""
    if token := current_app.config["METRICS_TOKEN"]:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    came_through_a_proxy = any(name in request.headers for name in PROXIED)
    return not came_through_a_proxy and ip_address(request.remote_addr or "::").is_loopback


class Readings(Collector):
    """Read at each scrape, so that every process gives the same answer."""

    def collect(self) -> Iterator[Metric]:
        yield _one("info", "The version that runs", [({"version": readings.version()}, 1)])
        queues = {"outbox": readings.queue(Delivery), "inbound": readings.queue(Inbound)}
        waiting = [({"queue": name}, found.waiting) for name, found in queues.items()]
        late = [({"queue": name}, found.late) for name, found in queues.items()]
        dead = [({"queue": name}, found.given_up) for name, found in queues.items()]
        yield _one("queue_waiting", "Rows not done yet", waiting)
        yield _one("queue_late_seconds", "How overdue the oldest one is", late)
        yield _one("queue_dead", "Given up: a person has to look", dead)
        yield _one("pins_locked", "Pairs of device and person locked now", [({}, readings.locked_pins())])
        yield _one("database_bytes", "Size of the database", [({}, readings.database_bytes())])
        yield _one("wal_bytes", "Size of SQLite's write-ahead log", [({}, readings.wal_bytes())])
        yield _one("disk_free_bytes", "Free where the database is", [({}, readings.disk().free)])
        unsealed = [({}, readings.unsealed().late)]
        yield _one("journal_unsealed_seconds", "Age of the oldest event that no seal covers", unsealed)
        yield from _beats()


def _beats() -> Iterator[Metric]:
    found = {name: beats.last(name) for name in (beats.WORKER, beats.BACKUP, beats.CHECK)}
    ages = [({"what": name}, readings.seconds_since(b.at)) for name, b in found.items() if b]
    yield _one("last_seconds", "How long ago it last worked", ages)
    if check := found[beats.CHECK]:
        yield _one("check_mismatches", "What the last check found", [({}, check.facts.get("mismatches", 0))])


def _one(name: str, help_text: str, samples: list[tuple[dict[str, str], float]]) -> GaugeMetricFamily:
    labels = list(samples[0][0]) if samples else []
    family = GaugeMetricFamily(f"associate_{name}", help_text, labels=labels)
    for values, figure in samples:
        family.add_metric(list(values.values()), figure)
    return family
