"""What is counted while it happens, for Prometheus. Figures that lie in the database are read when asked for.

With several processes prometheus-client keeps them in files of PROMETHEUS_MULTIPROC_DIR, which has to be
set before this is imported: deploy/gunicorn.conf.py does.
"""

import os

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
_own = CollectorRegistry()

requests = Counter("associate_requests", "Requests answered", ["route", "method", "status"], registry=_own)
request_seconds = Histogram(
    "associate_request_seconds", "Time to answer", ["route", "method"], buckets=SECONDS, registry=_own
)
refusals = Counter("associate_refusals", "Refusals by their code", ["code", "status"], registry=_own)
jobs = Counter("associate_jobs", "Jobs the worker did", ["kind", "outcome"], registry=_own)
job_seconds = Histogram("associate_job_seconds", "Time a job took", ["kind"], buckets=SECONDS, registry=_own)


def registry() -> CollectorRegistry:
    """A registry of its own for one scrape, over all processes, to which more may be added."""
    fresh = CollectorRegistry()
    if FOLDER:
        MultiProcessCollector(fresh, path=FOLDER)  # type: ignore[no-untyped-call]
    else:
        fresh.register(_own)
    return fresh
