"""What it costs to seal and to prove the journal: events a second, and whether memory grows with it."""

import tempfile
import time
import tracemalloc

from associate import create_app
from associate.config import database_uri
from associate.core.events.record import SYSTEM, Entry, record_all
from associate.db import atomic, db
from associate.upkeep.audit.seal import seal_journal
from associate.upkeep.audit.verify import Report, verify
from tests.bench.stage import say
from tests.support import engines

SIZES, AT_ONCE = (10_000, 50_000), 1000
MOST_MEMORY = 1.5  # of five times as many events


def run() -> None:
    with tempfile.TemporaryDirectory() as folder, engines.postgres_server() as postgres:
        for name, url in (("sqlite", f"sqlite:///{folder}/bench.db"), ("postgresql", postgres)):
            _measure(name, url)


def _measure(name: str, url: str) -> None:
    app = create_app({"SQLALCHEMY_DATABASE_URI": database_uri(url), "SECRET_KEY": "tests"})
    with app.app_context():
        assert app.test_cli_runner().invoke(args=["setup"]).exit_code == 0
        peaks, there = [], 0
        for size in SIZES:
            _fill(there, size)
            sealing = _timed(lambda: seal_journal(patience=30))
            proving = _timed(lambda: list(verify(Report())))
            peaks.append(_peak())
            say(
                f"audit    {name:10} {size:>7,} events: sealed {(size - there) / sealing:,.0f}/s,",
                f"proven {size / proving:,.0f}/s, at most {peaks[-1] / 1024**2:.1f} MB",
            )
            there = size
        growth = peaks[-1] / peaks[0]
        say(f"audit    {name:10} memory × {growth:.2f} {'ok' if growth <= MOST_MEMORY else 'GROWS'}")
        db.session.remove()
        db.engine.dispose()


def _fill(first: int, end: int) -> None:
    for start in range(first, end, AT_ONCE):
        facts = [
            {"units": n, "thing": f"Kettle {n}", "changes": {"a": [1, 2.5]}}
            for n in range(start, start + AT_ONCE)
        ]
        with atomic():
            record_all(
                "bench.told", [Entry(f"order:{n}", n, None, each) for n, each in enumerate(facts)], by=SYSTEM
            )


def _timed(deed) -> float:  # type: ignore[no-untyped-def]
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began


def _peak() -> int:
    """Bytes that Python held at most while the journal was proven once more."""
    tracemalloc.start()
    list(verify(Report()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
